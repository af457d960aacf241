package io.quorate.validation;

import org.jspecify.annotations.Nullable;

/**
 * Decides which keys and values a client accepts, before anything is sent.
 *
 * <p>Threads: implementations are immutable; any thread, never blocks. Units: lengths are bytes. Allocation: none when valid, a
 * message otherwise. Errors: what is not acceptable is a returned message that names the problem, the limit and the fix; it
 * shows the key escaped and cut ({@link KeyText}), a value never. A range that is not inside its array throws
 * {@link IndexOutOfBoundsException}.
 */
public interface KeyValuePolicy {
    /** The most bytes of a key under {@link #original()}. */
    int ORIGINAL_MAX_KEY_BYTES = 128;

    /** The most bytes of a value under {@link #original()}. */
    int ORIGINAL_MAX_VALUE_BYTES = 2_048;

    /** The highest limit on keys that {@link #binary(int, int)} takes. */
    int BINARY_MAX_KEY_BYTES = 65_535;

    /** The highest limit on values that {@link #binary(int, int)} takes. */
    int BINARY_MAX_VALUE_BYTES = 64 * 1024 * 1024;

    /**
     * The rules of the original client, the default: keys of 1 to 128 bytes, values of 0 to 2048 bytes, both printable ASCII (0x20
     * to 0x7e, so no line breaks); no square brackets in keys; no uuencoded values, which are those that start with
     * {@code begin}, a space, three or four octal digits, a space and a name.
     *
     * @return the policy
     */
    static KeyValuePolicy original() {
        return OriginalPolicy.INSTANCE;
    }

    /**
     * Any bytes up to the given lengths.
     *
     * @param maxKeyBytes 1 to {@link #BINARY_MAX_KEY_BYTES}; an empty key is never valid
     * @param maxValueBytes 0 to {@link #BINARY_MAX_VALUE_BYTES}
     * @return the policy
     * @throws IllegalArgumentException if a limit is out of range
     */
    static KeyValuePolicy binary(final int maxKeyBytes, final int maxValueBytes) {
        return new BinaryPolicy(maxKeyBytes, maxValueBytes);
    }

    /**
     * Checks a key.
     *
     * @param bytes array that holds the key; only read
     * @param offset where the key starts
     * @param length how many bytes it has
     * @return null if it is valid, else what is wrong with it
     */
    @Nullable
    String validateKey(byte[] bytes, int offset, int length);

    /**
     * Checks a value.
     *
     * @param bytes array that holds the value; only read
     * @param offset where the value starts
     * @param length how many bytes it has
     * @return null if it is valid, else what is wrong with it
     */
    @Nullable
    String validateValue(byte[] bytes, int offset, int length);

    /**
     * Whether all valid keys and values are text, so that they can go where only text can.
     *
     * @return true if every valid key and value is UTF-8
     */
    boolean requiresText();

    /**
     * The longest key.
     *
     * @return a number of bytes, at least 1
     */
    int maxKeyBytes();

    /**
     * The longest value.
     *
     * @return a number of bytes
     */
    int maxValueBytes();
}
