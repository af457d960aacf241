package io.quorate.load.workload;

/**
 * Keys as YCSB's ScrambledZipfianGenerator chooses them, with its constants: 10 billion items, theta 0.99, zeta 26.46902820178302, hashed
 * to the keys with its 64-bit FNV-1a hash, which makes some collide.
 *
 * <p>Zipf by Gray et al.: Quickly generating billion-record synthetic databases, SIGMOD 1994, which is exact for the first two items only.
 */
final class YcsbZipfKeys implements KeyPicker {

    /** YCSB counts its items from 0 to 10 billion, inclusive. */
    private static final long ITEMS = 10_000_000_001L;

    private static final double THETA = 0.99;
    private static final double ZETA = 26.46902820178302;
    private static final double SECOND_UP_TO = 1 + StrictMath.pow(0.5, THETA);
    private static final double ALPHA = 1 / (1 - THETA);
    private static final double ETA = (1 - StrictMath.pow(2.0 / ITEMS, 1 - THETA)) / (1 - SECOND_UP_TO / ZETA);
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final int keyCount;

    YcsbZipfKeys(final int keyCount) {
        this.keyCount = keyCount;
    }

    @Override
    public int pick(final long index, final long bits, final int existing) {
        return (int) Long.remainderUnsigned(hash(item(Draws.unit(bits))), keyCount);
    }

    static long item(final double u) {
        final double uz = u * ZETA;
        if (uz < 1) {
            return 0;
        }
        if (uz < SECOND_UP_TO) {
            return 1;
        }
        // StrictMath.pow would allocate.
        return (long) (ITEMS * StrictMath.exp(ALPHA * StrictMath.log(ETA * u - ETA + 1)));
    }

    /** YCSB takes the absolute value; of the one number that has none, it is read as unsigned here. */
    static long hash(final long item) {
        long hash = FNV_OFFSET;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            hash = (hash ^ (item >>> shift & 0xFF)) * FNV_PRIME;
        }
        return Math.abs(hash);
    }
}
