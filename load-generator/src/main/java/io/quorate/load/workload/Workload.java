package io.quorate.load.workload;

import java.nio.charset.StandardCharsets;

/**
 * What each operation of a load does: its type, its key, its value.
 *
 * <p><b>Threads.</b> Immutable; any number of threads, each with a {@link PlannedOperation} of its own. <b>Allocation.</b> None in
 * {@link #plan}.
 *
 * <p><b>Guarantee.</b> A pure function of the seed and the operation's index: two runs with one seed do the same to the same keys. A value
 * of {@value #ID_CHARS} bytes or more starts with {@code v} and the index of the operation that writes it, in hexadecimal; values
 * of {@link #planPreload} have an index below 0. All text is letters, digits, hyphens and underscores, which every server takes.
 */
public final class Workload {

    /** How many bytes of a value tell who wrote it. */
    public static final int ID_CHARS = 17;

    private static final byte[] KEY_PREFIX = "load-".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_DIGITS = 10;
    private static final int DECIMAL = 10;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
    private static final int ALPHABET_BITS = 6;
    private static final int CHARS_PER_DRAW = 10;
    private static final long VALUE_SALT = 0x76616C7565L;

    private final long mixedSeed;
    private final long valueSeed;
    private final Mix mix;
    private final int keyCount;
    private final int valueBytes;

    /**
     * Creates a workload.
     *
     * @param seed any number
     * @param mix proportion of the operations
     * @param keyCount how many keys there are, at least 1; each is as likely as any other
     * @param valueBytes length of each value
     */
    public Workload(final long seed, final Mix mix, final int keyCount, final int valueBytes) {
        if (keyCount < 1) {
            throw new IllegalArgumentException("keys=" + keyCount + " must be at least 1");
        }
        if (valueBytes < 0) {
            throw new IllegalArgumentException("value-size=" + valueBytes + " must be at least 0");
        }
        this.mixedSeed = Draws.mix(seed);
        this.valueSeed = Draws.mix(seed ^ VALUE_SALT);
        this.mix = mix;
        this.keyCount = keyCount;
        this.valueBytes = valueBytes;
    }

    /**
     * Makes an object for {@link #plan} to fill.
     *
     * @return a new one, with room for the longest key and value
     */
    public PlannedOperation newOperation() {
        return new PlannedOperation(KEY_PREFIX.length + KEY_DIGITS, valueBytes);
    }

    /**
     * Fills in what an operation does.
     *
     * @param index its place in the load, 0 for the first
     * @param into filled
     */
    public void plan(final long index, final PlannedOperation into) {
        final OperationType type = mix.choose(Draws.bits(mixedSeed, index, Draws.TYPE));
        final int key = Draws.below(Draws.bits(mixedSeed, index, Draws.KEY), keyCount);
        fill(index, type, key, into);
    }

    public int keyIndex(final long index) {
        return Draws.below(Draws.bits(mixedSeed, index, Draws.KEY), keyCount);
    }

    public static int owner(final int keyIndex, final int shards) {
        return Draws.below(Draws.mix(keyIndex), shards);
    }

    /**
     * Fills in the put that gives a key its first value, before the load.
     *
     * @param key index of the key
     * @param into filled; its index is below 0
     */
    public void planPreload(final int key, final PlannedOperation into) {
        fill(-1L - key, OperationType.PUT, key, into);
    }

    /**
     * How many keys there are.
     *
     * @return count
     */
    public int keyCount() {
        return keyCount;
    }

    /**
     * The mix of the operations.
     *
     * @return the mix
     */
    public Mix mix() {
        return mix;
    }

    private void fill(final long index, final OperationType type, final int key, final PlannedOperation into) {
        final boolean isPut = type == OperationType.PUT || type == OperationType.RMW;
        into.set(index, type, key, isPut ? valueBytes : 0);
        writeKey(key, into.key());
        if (isPut) {
            writeValue(index, into.value());
        }
    }

    private static void writeKey(final int key, final byte[] into) {
        System.arraycopy(KEY_PREFIX, 0, into, 0, KEY_PREFIX.length);
        int rest = key;
        for (int i = KEY_PREFIX.length + KEY_DIGITS - 1; i >= KEY_PREFIX.length; i--) {
            into[i] = (byte) ('0' + rest % DECIMAL);
            rest /= DECIMAL;
        }
    }

    private void writeValue(final long index, final byte[] into) {
        int at = 0;
        if (valueBytes >= ID_CHARS) {
            into[at++] = 'v';
            for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
                into[at++] = HEX[(int) (index >>> shift) & (HEX.length - 1)];
            }
        }
        final long own = Draws.mix(valueSeed + index);
        long bits = 0;
        for (int i = 0; at < valueBytes; i++) {
            if (i % CHARS_PER_DRAW == 0) {
                bits = Draws.mix(own + i);
            }
            into[at++] = ALPHABET[(int) bits & (ALPHABET.length - 1)];
            bits >>>= ALPHABET_BITS;
        }
    }
}
