package io.quorate.load.workload;

/**
 * Random numbers without a state: each is a pure function of a seed, an index and a lane, so that any thread on any machine can draw
 * those of any operation, in any order.
 *
 * <p><b>Threads.</b> Any, pure functions. <b>Allocation.</b> None.
 *
 * <p>SplitMix64 over a counter (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
 */
final class Draws {

    /** What an operation needs numbers for; each has its own, so that a new one does not shift the others. */
    static final int LANES = 8;

    /** Time to the next arrival. */
    static final int GAP = 0;

    /** Which operation it is. */
    static final int TYPE = 1;

    /** Which key it is about. */
    static final int KEY = 2;

    /** How long its value is. */
    static final int SIZE = 3;

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;
    private static final int UNIT_SHIFT = 11;

    private Draws() {}

    /** 64 uniformly distributed bits. The seed should have been through {@link #mix}, so that near seeds share nothing. */
    static long bits(final long mixedSeed, final long index, final int lane) {
        return mix(mixedSeed + (index * LANES + lane + 1) * GOLDEN_GAMMA);
    }

    /** The bits after the given ones, in a stream that starts with them: for whoever needs more numbers than one, or draws again. */
    static long next(final long bits) {
        return mix(bits + GOLDEN_GAMMA);
    }

    /** A number from 0 to less than 1. */
    static double unit(final long bits) {
        return (bits >>> UNIT_SHIFT) * UNIT;
    }

    /** A number from 0 to less than {@code bound}, which is at least 1. */
    static int below(final long bits, final int bound) {
        return (int) Math.multiplyHigh(bits >>> 1, (long) bound << 1);
    }

    /** Spreads every bit over all bits; a bijection. */
    static long mix(final long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
