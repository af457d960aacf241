package io.quorate.validation;

import org.jspecify.annotations.Nullable;

/** The rules of the original client. */
final class OriginalPolicy implements KeyValuePolicy {
    static final OriginalPolicy INSTANCE = new OriginalPolicy();

    private static final String USE_BINARY = "use KeyValuePolicy.binary";

    private OriginalPolicy() {}

    @Override
    public @Nullable String validateKey(final byte[] bytes, final int offset, final int length) {
        final String size = SizeRules.keySize(bytes, offset, length, ORIGINAL_MAX_KEY_BYTES, USE_BINARY);
        if (size != null) {
            return size;
        }
        final int unprintable = TextRules.firstUnprintable(bytes, offset, length);
        if (unprintable != TextRules.VALID) {
            return "key " + KeyText.of(bytes, offset, length) + " has a byte at index " + unprintable
                    + " outside printable ASCII (0x20 to 0x7e): encode the key as such text or " + USE_BINARY;
        }
        final int bracket = TextRules.firstBracket(bytes, offset, length);
        if (bracket != TextRules.VALID) {
            return "key " + KeyText.of(bytes, offset, length) + " has a square bracket at index " + bracket
                    + ", which keys must not contain: replace it or " + USE_BINARY;
        }
        return null;
    }

    @Override
    public @Nullable String validateValue(final byte[] bytes, final int offset, final int length) {
        final String size = SizeRules.valueSize(bytes, offset, length, ORIGINAL_MAX_VALUE_BYTES, USE_BINARY);
        if (size != null) {
            return size;
        }
        if (TextRules.isUuencoded(bytes, offset, length)) {
            return "value is uuencoded (it starts with a \"begin <octal mode> <name>\" header), which is not accepted:"
                    + " encode it as Base64 or " + USE_BINARY;
        }
        final int unprintable = TextRules.firstUnprintable(bytes, offset, length);
        if (unprintable != TextRules.VALID) {
            return "value has a byte at index " + unprintable
                    + " outside printable ASCII (0x20 to 0x7e): encode it as such text, for example Base64, or "
                    + USE_BINARY;
        }
        return null;
    }

    @Override
    public boolean requiresText() {
        return true;
    }

    @Override
    public int maxKeyBytes() {
        return ORIGINAL_MAX_KEY_BYTES;
    }

    @Override
    public int maxValueBytes() {
        return ORIGINAL_MAX_VALUE_BYTES;
    }

    @Override
    public String toString() {
        return "original";
    }
}
