package io.quorate.load.workload;

/**
 * A cursor over intended start times.
 *
 * <p><b>Threads.</b> One thread per cursor. <b>Units.</b> Nanoseconds from the start of the load. <b>Allocation.</b> None per arrival.
 */
public interface Arrivals {

    /**
     * Steps to the next arrival.
     *
     * @return its time, nanoseconds from the start; never less than the one before
     */
    long nextNs();
}
