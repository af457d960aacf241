package io.quorate.load.workload;

/**
 * The intended start times of an open-loop load whose arrivals are independent of each other: a Poisson process.
 *
 * <p><b>Threads.</b> A cursor for one thread; any number of cursors over one seed and rate walk the same times. <b>Units.</b> Nanoseconds
 * from the start of the load. <b>Allocation.</b> None per arrival.
 *
 * <p><b>Guarantee.</b> The times depend on seed and rate alone, never on what happens during a run, and are the same on every JVM. They are
 * summed as fractions of a nanosecond, so that no rate is rounded.
 */
public final class PoissonArrivals implements Arrivals {

    private static final double NS_PER_SECOND = 1e9;

    private final long mixedSeed;
    private final double meanGapNs;
    private long nextIndex;
    private double atNs;

    /**
     * Stands before the first arrival.
     *
     * @param seed any number
     * @param ratePerSecond mean number of arrivals per second, more than 0; need not be whole
     */
    public PoissonArrivals(final long seed, final double ratePerSecond) {
        checkRate(ratePerSecond);
        this.mixedSeed = Draws.mix(seed);
        this.meanGapNs = NS_PER_SECOND / ratePerSecond;
    }

    static void checkRate(final double ratePerSecond) {
        if (!(ratePerSecond > 0) || Double.isInfinite(ratePerSecond)) {
            throw new IllegalArgumentException("rate=" + ratePerSecond + " must be more than 0");
        }
    }

    @Override
    public long nextNs() {
        final double u = Draws.unit(Draws.bits(mixedSeed, nextIndex++, Draws.GAP));
        // StrictMath gives the same bits on every platform, which Math.log need not.
        atNs -= StrictMath.log(1 - u) * meanGapNs;
        return (long) atNs;
    }
}
