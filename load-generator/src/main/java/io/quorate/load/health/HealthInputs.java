package io.quorate.load.health;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run is judged by. None of it is the target's doing: what waited because the target had too many operations under way does not count as late.
 *
 * <p><b>Units.</b> Nanoseconds.
 *
 * @param offered operations of the measured load that were due
 * @param overdue those of them that were not sent in time, although the in-flight cap had room for them
 * @param lateness how late operations were sent that the cap did not hold back
 * @param response response times of all operations
 * @param health how the generator fared, null if nobody looked
 */
public record HealthInputs(
        long offered,
        long overdue,
        Histogram lateness,
        Histogram response,
        @Nullable HealthSummary health) {}
