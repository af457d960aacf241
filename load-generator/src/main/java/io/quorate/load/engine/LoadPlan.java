package io.quorate.load.engine;

import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;

/**
 * What load to make.
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Nanoseconds; operations per second.
 *
 * @param workload what each operation does
 * @param schedule when each is due
 * @param warmupNs how long load is made before it is measured
 * @param durationNs how long load is measured
 * @param drainNs how long, after the last arrival, the run waits for what is due or under way
 * @param maxInFlight how many operations may be under way; those that are due beyond it wait, and their response time counts
 */
public record LoadPlan(
        Workload workload,
        Schedule schedule,
        long warmupNs,
        long durationNs,
        long drainNs,
        int maxInFlight) {

    /** Checks the ranges. */
    public LoadPlan {
        if (warmupNs < 0 || durationNs <= 0 || drainNs < 0) {
            throw new IllegalArgumentException("warmupNs=" + warmupNs + " and drainNs=" + drainNs
                    + " must be at least 0, durationNs=" + durationNs + " more than 0");
        }
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight=" + maxInFlight + " must be at least 1");
        }
    }

    /**
     * Time of the whole load.
     *
     * @return warm-up and measured load together, without the drain
     */
    public long totalNs() {
        return warmupNs + durationNs;
    }
}
