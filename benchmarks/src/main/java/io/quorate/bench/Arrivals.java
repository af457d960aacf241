package io.quorate.bench;

import java.util.SplittableRandom;

/**
 * When operations of an {@link OpenLoop} are to begin. <b>Threads.</b> For one. <b>Allocation.</b> None after construction.
 */
public final class Arrivals {

    private static final double NS_PER_SECOND = 1e9;

    private final double meanGapNs;
    private final SplittableRandom random;
    private final boolean poisson;

    private Arrivals(final double ratePerSecond, final boolean poisson, final long seed) {
        if (!(ratePerSecond > 0)) {
            throw new IllegalArgumentException("rate=" + ratePerSecond + " must be more than 0 per second");
        }
        this.meanGapNs = NS_PER_SECOND / ratePerSecond;
        this.poisson = poisson;
        this.random = new SplittableRandom(seed);
    }

    /**
     * All gaps alike.
     *
     * @param ratePerSecond operations per second
     * @return the arrivals
     */
    public static Arrivals constant(final double ratePerSecond) {
        return new Arrivals(ratePerSecond, false, 0);
    }

    /**
     * Gaps as those of many users who know nothing of each other.
     *
     * @param ratePerSecond operations per second, on average
     * @param seed the same gives the same gaps
     * @return the arrivals
     */
    public static Arrivals poisson(final double ratePerSecond, final long seed) {
        return new Arrivals(ratePerSecond, true, seed);
    }

    /** Nanoseconds from one operation to the next. */
    double nextGapNs() {
        return poisson ? -Math.log(1 - random.nextDouble()) * meanGapNs : meanGapNs;
    }
}
