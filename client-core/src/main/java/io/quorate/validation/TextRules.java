package io.quorate.validation;

/** What counts as text for the original rules. Pure functions, no allocation. */
final class TextRules {
    static final int VALID = -1;

    private static final byte[] UUENCODE_START = {'b', 'e', 'g', 'i', 'n', ' '};
    private static final int MIN_MODE_DIGITS = 3;
    private static final int MAX_MODE_DIGITS = 4;

    private TextRules() {}

    static boolean isPrintable(final byte b) {
        return b >= ' ' && b <= '~';
    }

    /** Index within the range of the first byte that is not printable ASCII, {@link #VALID} if there is none. */
    static int firstUnprintable(final byte[] bytes, final int offset, final int length) {
        for (int i = 0; i < length; i++) {
            if (!isPrintable(bytes[offset + i])) {
                return i;
            }
        }
        return VALID;
    }

    /** Index within the range of the first square bracket, {@link #VALID} if there is none. */
    static int firstBracket(final byte[] bytes, final int offset, final int length) {
        for (int i = 0; i < length; i++) {
            final byte b = bytes[offset + i];
            if (b == '[' || b == ']') {
                return i;
            }
        }
        return VALID;
    }

    /** Whether the range starts with {@code begin}, a space, three or four octal digits, a space and a name's first byte. */
    static boolean isUuencoded(final byte[] bytes, final int offset, final int length) {
        if (length < UUENCODE_START.length) {
            return false;
        }
        for (int i = 0; i < UUENCODE_START.length; i++) {
            if (bytes[offset + i] != UUENCODE_START[i]) {
                return false;
            }
        }
        final int modeStart = UUENCODE_START.length;
        int at = modeStart;
        while (at < length && at - modeStart < MAX_MODE_DIGITS && isOctal(bytes[offset + at])) {
            at++;
        }
        return at - modeStart >= MIN_MODE_DIGITS
                && at + 1 < length
                && bytes[offset + at] == ' '
                && isPrintable(bytes[offset + at + 1])
                && bytes[offset + at + 1] != ' ';
    }

    private static boolean isOctal(final byte b) {
        return b >= '0' && b <= '7';
    }
}
