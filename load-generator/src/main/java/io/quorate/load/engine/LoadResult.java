package io.quorate.load.engine;

import org.HdrHistogram.Histogram;

/**
 * What the engine itself knows of a load that has ended; the times of the operations are in its recorder.
 *
 * @param measuredNs how long load was measured, 0 if it was interrupted before
 * @param offered operations of the measured load that were due
 * @param sent those of them that were sent
 * @param overdue those that had not been sent shortly after the last instant of the load, although the cap had room for them
 * @param blockedNs how long the in-flight cap held back what was due; of several pacers the longest, as they are held back at the same time
 * @param lateness how late operations were sent that the cap did not hold back, nanoseconds
 * @param interrupted whether it was stopped before its time
 * @param aborted whether it stopped itself, because the cap was full
 */
public record LoadResult(
        long measuredNs,
        long offered,
        long sent,
        long overdue,
        long blockedNs,
        Histogram lateness,
        boolean interrupted,
        boolean aborted) {}
