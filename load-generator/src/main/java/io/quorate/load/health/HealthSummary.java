package io.quorate.load.health;

import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * How the generator fared in the whole measured time.
 *
 * <p><b>Units.</b> Nanoseconds; shares from 0 to 1, empty where they are unknown.
 *
 * @param elapsedNs the time that was looked at
 * @param hiccups stalls of the program, see {@link HiccupMeter}; only to be read
 * @param gcPauses how often garbage collection paused the program
 * @param gcPausedNs how long together
 * @param gcLongestNs the longest of these pauses, 0 if there was none or it is unknown
 * @param ownCpuShare this program's share of the processors that it may use
 * @param busyShare share of all processors' time in which anything ran
 * @param stealShare share of all processors' time that the hypervisor kept from this machine
 */
public record HealthSummary(
        long elapsedNs,
        Histogram hiccups,
        long gcPauses,
        long gcPausedNs,
        long gcLongestNs,
        OptionalDouble ownCpuShare,
        OptionalDouble busyShare,
        OptionalDouble stealShare) {}
