package io.quorate.load.html;

import io.quorate.load.recorded.Interval;
import java.util.List;

/**
 * Divides the time of a run into parts of equal length, whole seconds each; the last one takes what is left over.
 *
 * @param startMs when the first one starts, as the clock of the run's machine says
 * @param endMs when the last one ends
 * @param widthMs length of each
 * @param count how many there are
 */
record TimeBins(long startMs, long endMs, long widthMs, int count) {

    private static final long SECOND_MS = 1_000;

    /** As many as there are seconds, but no more than {@code most}. */
    static TimeBins of(final List<Interval> intervals, final int most) {
        long startMs = Long.MAX_VALUE;
        long endMs = Long.MIN_VALUE;
        for (final Interval interval : intervals) {
            startMs = Math.min(startMs, interval.startMs());
            endMs = Math.max(endMs, interval.endMs());
        }
        if (startMs >= endMs) {
            return new TimeBins(0, 0, SECOND_MS, 0);
        }
        final long spanMs = endMs - startMs;
        final long widthMs = SECOND_MS * Math.max(1, ceilDiv(spanMs, SECOND_MS * most));
        // A last part of less than half the length would show rates that are chance.
        return new TimeBins(startMs, endMs, widthMs, (int) Math.max(1, (spanMs + widthMs / 2) / widthMs));
    }

    /** The one that a moment belongs to. */
    int at(final long ms) {
        return (int) Math.max(0, Math.min(count - 1L, (ms - startMs) / widthMs));
    }

    long startOf(final int bin) {
        return startMs + bin * widthMs;
    }

    long endOf(final int bin) {
        return bin == count - 1 ? endMs : startOf(bin + 1);
    }

    private static long ceilDiv(final long a, final long b) {
        return (a + b - 1) / b;
    }
}
