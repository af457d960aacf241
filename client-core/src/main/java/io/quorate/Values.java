package io.quorate;

import io.quorate.engine.OperationView;
import io.quorate.error.ErrorDetails;
import io.quorate.error.ValidationException;
import io.quorate.version.Version;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Brings keys, values and versions from one form into another.
 *
 * <p><b>Threads.</b> Any, pure functions.
 */
final class Values {

    static final byte[] EMPTY = new byte[0];

    private Values() {}

    /** Encodes text, and refuses what has no UTF-8 form instead of storing a question mark for it. */
    static byte[] encode(final String what, final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                final boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    throw new ValidationException(
                            what + " has half of a surrogate pair at index " + i
                                    + ", which has no UTF-8 form: pass well-formed text, or bytes",
                            ErrorDetails.PERMANENT);
                }
                i++;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] copyOf(final OperationView view) {
        final byte[] copy = new byte[view.valueLength()];
        view.bytes().get(view.valueOffset(), copy);
        return copy;
    }

    /** A value can have the version (0, 0), so that only its absence tells that there is no version. */
    static @Nullable Version versionOf(final boolean exists, final long timestamp, final long writerId) {
        return exists || timestamp != 0 || writerId != 0 ? new Version(timestamp, writerId) : null;
    }

    static String lengthOf(final byte @Nullable [] value) {
        return value == null ? "(value not fetched)" : value.length + " bytes";
    }
}
