package io.quorate.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Keys of one length, one after another in one array: the input of a benchmark, different at every call and the same in every run.
 *
 * <p><b>Threads.</b> Immutable as long as nobody writes the array. <b>Allocation.</b> None after construction.
 */
public final class Keys {

    private static final char FIRST_CHAR = 'a';
    private static final int CHARS = 26;
    private static final long SEED = 0x5eed;

    private final byte[] bytes;
    private final int mask;
    private final int lengthBytes;

    /**
     * Makes lower-case keys from a fixed seed.
     *
     * @param count how many, a power of two, so that an index is cut with a mask
     * @param lengthBytes bytes of each
     */
    public Keys(final int count, final int lengthBytes) {
        if (Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException("count=" + count + " must be a power of two");
        }
        this.bytes = new byte[Math.multiplyExact(count, lengthBytes)];
        this.mask = count - 1;
        this.lengthBytes = lengthBytes;
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (FIRST_CHAR + random.nextInt(CHARS));
        }
    }

    /**
     * The array that holds all keys.
     *
     * @return not a copy; only to be read
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Where a key starts.
     *
     * @param i any number; counts round and round
     * @return offset in {@link #bytes()}
     */
    public int offset(final int i) {
        return (i & mask) * lengthBytes;
    }

    /**
     * A key by itself.
     *
     * @param i any number; counts round and round
     * @return a copy of its bytes
     */
    public byte[] copy(final int i) {
        return Arrays.copyOfRange(bytes, offset(i), offset(i) + lengthBytes);
    }

    /**
     * How long each key is.
     *
     * @return bytes
     */
    public int lengthBytes() {
        return lengthBytes;
    }

    /**
     * How many keys there are.
     *
     * @return a power of two
     */
    public int count() {
        return mask + 1;
    }
}
