package io.quorate.load.workload;

/**
 * When the operations of an open-loop load are due.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * <p><b>Guarantee.</b> A pure function: every cursor walks the same times, on every machine, whatever happens during a run.
 */
public interface Schedule {

    /**
     * Makes a cursor.
     *
     * @return a new one, before the first arrival
     */
    Arrivals arrivals();

    /**
     * The rate that was asked for, without ramps.
     *
     * @return mean arrivals per second; after the last step if there are several
     */
    double ratePerSecond();

    /**
     * An upper bound for the number of arrivals, which a random process exceeds hardly ever.
     *
     * @param untilNs time from the start
     * @return count
     */
    long mostArrivals(long untilNs);

    /**
     * Independent arrivals at a constant mean rate.
     *
     * @param seed any number
     * @param ratePerSecond mean number of arrivals per second, more than 0; need not be whole
     * @return the schedule
     */
    static Schedule poisson(final long seed, final double ratePerSecond) {
        return of(ArrivalProcess.POISSON, seed, RateProfile.constant(ratePerSecond));
    }

    /**
     * Arrivals at equal distances: number {@code i} is due {@code i / ratePerSecond} seconds after the start, rounded down to a nanosecond.
     *
     * @param ratePerSecond number of arrivals per second, more than 0; need not be whole
     * @return the schedule
     */
    static Schedule constant(final double ratePerSecond) {
        return of(ArrivalProcess.CONSTANT, 0, RateProfile.constant(ratePerSecond));
    }

    /**
     * Arrivals at a rate that may change.
     *
     * @param process how they are spread around the rate
     * @param seed any number; a constant process does not need it
     * @param profile how the rate goes
     * @return the schedule
     */
    static Schedule of(final ArrivalProcess process, final long seed, final RateProfile profile) {
        return new ProfileSchedule(process, seed, profile);
    }
}
