package io.quorate.load.health;

import java.util.OptionalDouble;

/**
 * How the generator fared in one interval.
 *
 * <p><b>Units.</b> Nanoseconds; shares from 0 to 1, empty where they are unknown.
 *
 * @param hiccupP999Ns 99.9th percentile of the stalls, 0 if nothing was recorded
 * @param hiccupMaxNs the longest stall, 0 if nothing was recorded
 * @param gcPauses how often garbage collection paused the program
 * @param gcPausedNs how long together
 * @param ownCpuShare this program's share of the processors that it may use
 * @param busyShare share of all processors' time in which anything ran
 * @param stealShare share of all processors' time that the hypervisor kept from this machine
 */
public record HealthSample(
        long hiccupP999Ns,
        long hiccupMaxNs,
        long gcPauses,
        long gcPausedNs,
        OptionalDouble ownCpuShare,
        OptionalDouble busyShare,
        OptionalDouble stealShare) {}
