package io.quorate.validation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks of length that all policies share. No allocation when valid. */
final class SizeRules {
    private SizeRules() {}

    static @Nullable String keySize(
            final byte[] bytes, final int offset, final int length, final int max, final String otherFix) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return "key is empty: a key has 1 to " + max + " bytes";
        }
        if (length > max) {
            return "key " + KeyText.of(bytes, offset, length) + " has " + length + " bytes, limit " + max
                    + ": shorten it or " + otherFix;
        }
        return null;
    }

    static @Nullable String valueSize(
            final byte[] bytes, final int offset, final int length, final int max, final String otherFix) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length > max) {
            return "value has " + length + " bytes, limit " + max + ": shorten it or " + otherFix;
        }
        return null;
    }
}
