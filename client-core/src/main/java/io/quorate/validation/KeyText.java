package io.quorate.validation;

import io.quorate.ring.KeyHash;
import java.util.HexFormat;

/**
 * Shows a key in messages and logs: readable, on one line, bounded.
 *
 * <p>Threads: any, pure functions. Allocation: one string; for the cold path. Printable ASCII stands as it is; every other byte, and
 * the backslash, as {@code \xNN}. At most {@value #MAX_CHARS} characters of that are shown; of a longer key follow its length
 * and a short hash, which tell it from others that start alike: {@code user/42...(300 bytes, #9f86d081)}.
 */
public final class KeyText {
    /** How many characters of the escaped key are shown at most. */
    public static final int MAX_CHARS = 64;

    private static final int ESCAPE_CHARS = 4;

    private KeyText() {}

    /**
     * Shows a key.
     *
     * @param bytes the key
     * @return the text
     */
    public static String of(final byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /**
     * Shows a key that is part of an array.
     *
     * @param bytes array that holds the key; only read
     * @param offset where the key starts
     * @param length how many bytes it has
     * @return the text
     * @throws IndexOutOfBoundsException if the range is not inside the array
     */
    public static String of(final byte[] bytes, final int offset, final int length) {
        // Hashing first also checks the range.
        final long hash = KeyHash.XXH3_64.hash(bytes, offset, length);
        final HexFormat hex = HexFormat.of();
        final StringBuilder out = new StringBuilder();
        for (int i = offset; i < offset + length; i++) {
            final byte b = bytes[i];
            final boolean plain = TextRules.isPrintable(b) && b != '\\';
            if (out.length() + (plain ? 1 : ESCAPE_CHARS) > MAX_CHARS) {
                return out.append("...(")
                        .append(length)
                        .append(" bytes, #")
                        .append(hex.toHexDigits((int) (hash >>> Integer.SIZE)))
                        .append(')')
                        .toString();
            }
            if (plain) {
                out.append((char) b);
            } else {
                out.append("\\x").append(hex.toHexDigits(b));
            }
        }
        return out.toString();
    }
}
