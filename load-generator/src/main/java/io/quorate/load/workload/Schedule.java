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
     * @return mean arrivals per second
     */
    double ratePerSecond();

    /**
     * Independent arrivals at a constant mean rate.
     *
     * @param seed any number
     * @param ratePerSecond mean number of arrivals per second, more than 0; need not be whole
     * @return the schedule
     */
    static Schedule poisson(final long seed, final double ratePerSecond) {
        return new PoissonSchedule(seed, ratePerSecond);
    }
}
