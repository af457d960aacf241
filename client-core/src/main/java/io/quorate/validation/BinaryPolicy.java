package io.quorate.validation;

import org.jspecify.annotations.Nullable;

/** Any bytes up to two lengths. */
record BinaryPolicy(int maxKeyBytes, int maxValueBytes) implements KeyValuePolicy {
    BinaryPolicy {
        checkRange("maxKeyBytes", maxKeyBytes, 1, BINARY_MAX_KEY_BYTES);
        checkRange("maxValueBytes", maxValueBytes, 0, BINARY_MAX_VALUE_BYTES);
    }

    @Override
    public @Nullable String validateKey(final byte[] bytes, final int offset, final int length) {
        return SizeRules.keySize(bytes, offset, length, maxKeyBytes, "raise maxKeyBytes");
    }

    @Override
    public @Nullable String validateValue(final byte[] bytes, final int offset, final int length) {
        return SizeRules.valueSize(bytes, offset, length, maxValueBytes, "raise maxValueBytes");
    }

    @Override
    public boolean requiresText() {
        return false;
    }

    private static void checkRange(final String name, final int value, final int min, final int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + " must be " + min + " to " + max);
        }
    }
}
