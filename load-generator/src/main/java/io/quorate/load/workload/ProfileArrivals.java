package io.quorate.load.workload;

/**
 * Arrivals of a process at rate 1, mapped to times through the inverse of the expected count.
 *
 * <p>A Poisson process in a time that is stretched so is a Poisson process whose rate changes (Cinlar: Introduction to stochastic processes, 1975,
 * chapter 4.7). The sum of its gaps is kept to 53 bits: after 10^9 arrivals that is a ten-millionth of a gap.
 */
final class ProfileArrivals implements Arrivals {

    private final boolean isPoisson;
    private final long mixedSeed;
    private final RateProfile profile;
    private long nextIndex;
    private double arrivals;
    private int step;

    ProfileArrivals(final ArrivalProcess process, final long seed, final RateProfile profile) {
        this.isPoisson = process == ArrivalProcess.POISSON;
        this.mixedSeed = Draws.mix(seed);
        this.profile = profile;
    }

    @Override
    public long nextNs() {
        final long index = nextIndex++;
        if (isPoisson) {
            final double u = Draws.unit(Draws.bits(mixedSeed, index, Draws.GAP));
            // StrictMath gives the same bits on every platform, which Math.log need not.
            arrivals -= StrictMath.log(1 - u);
        } else {
            arrivals = index;
        }
        step = profile.stepOf(arrivals, step);
        return (long) profile.nsOf(arrivals, step);
    }
}
