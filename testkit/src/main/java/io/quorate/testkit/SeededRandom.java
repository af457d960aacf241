package io.quorate.testkit;

/**
 * Random numbers that are the same for the same seed on every JVM, in streams that do not disturb each other.
 *
 * <p><b>Threads.</b> Not thread-safe. <b>Allocation.</b> None, except {@link #split}.
 *
 * <p>Source: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014 (SplitMix64).
 */
public final class SeededRandom {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;
    private static final int UNIT_SHIFT = 11;

    private final long seed;
    private long state;

    /**
     * Starts a stream.
     *
     * @param seed any number
     */
    public SeededRandom(final long seed) {
        this.seed = seed;
        this.state = mix(seed + GOLDEN_GAMMA);
    }

    /**
     * Starts another stream, which depends on this one's seed and the name, not on what was drawn before.
     *
     * @param name says what the stream is for
     * @return a new stream
     */
    public SeededRandom split(final String name) {
        long derived = mix(seed ^ GOLDEN_GAMMA);
        for (int i = 0; i < name.length(); i++) {
            derived = mix(derived + name.charAt(i));
        }
        return new SeededRandom(derived);
    }

    /**
     * Draws a number.
     *
     * @return 64 uniformly distributed bits
     */
    public long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /**
     * Draws a number below a bound.
     *
     * @param bound 1 or more
     * @return 0 to {@code bound - 1}; the bias of large bounds does not matter to tests
     */
    public int below(final int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    /**
     * Draws a number of a range.
     *
     * @param low lowest
     * @param high highest, at least {@code low}
     * @return {@code low} to {@code high}, both included
     */
    public long between(final long low, final long high) {
        return low + Long.remainderUnsigned(next(), high - low + 1);
    }

    /**
     * Draws a fraction.
     *
     * @return 0 (included) to 1 (excluded)
     */
    public double fraction() {
        return (next() >>> UNIT_SHIFT) * UNIT;
    }

    /**
     * Throws a coin.
     *
     * @param probability of true, 0 to 1
     * @return the side
     */
    public boolean chance(final double probability) {
        return fraction() < probability;
    }

    /**
     * Draws from an exponential distribution.
     *
     * @param mean its mean
     * @return 0 or more
     */
    public long exponential(final double mean) {
        return (long) (-mean * StrictMath.log(1.0 - fraction()));
    }

    /**
     * Draws from a distribution in which every order of magnitude is equally likely.
     *
     * @param low lowest, above 0
     * @param high highest
     * @return {@code low} to {@code high}
     */
    public double logUniform(final double low, final double high) {
        return low * StrictMath.exp(fraction() * StrictMath.log(high / low));
    }

    /**
     * Fills an array.
     *
     * @param length how many bytes
     * @return uniformly distributed bytes
     */
    public byte[] bytes(final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) next();
        }
        return bytes;
    }

    private static long mix(final long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
