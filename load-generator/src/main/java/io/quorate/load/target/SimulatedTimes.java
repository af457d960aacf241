package io.quorate.load.target;

import java.util.SplittableRandom;

/**
 * Draws service times.
 *
 * <p><b>Threads.</b> One at a time. <b>Allocation.</b> None. <b>Guarantee.</b> The same seed gives the same times.
 */
final class SimulatedTimes {

    private final SimulatedService service;
    private final SplittableRandom random;
    private final double logMean;

    SimulatedTimes(final SimulatedService service) {
        this.service = service;
        this.random = new SplittableRandom(service.seed());
        // So that the mean of the times, not of their logarithms, is the one that was asked for.
        this.logMean = StrictMath.log((double) service.meanNs()) - service.sigma() * service.sigma() / 2;
    }

    /** The next one, at least 1 ns. */
    long nextNs() {
        final double ns =
                switch (service.distribution()) {
                    case FIXED -> service.meanNs();
                    case EXPONENTIAL -> -StrictMath.log(1 - random.nextDouble()) * service.meanNs();
                    case LOGNORMAL -> StrictMath.exp(logMean + service.sigma() * random.nextGaussian());
                };
        return Math.max(1, (long) ns);
    }
}
