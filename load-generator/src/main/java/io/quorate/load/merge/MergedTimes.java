package io.quorate.load.merge;

import io.quorate.load.record.Histograms;
import io.quorate.load.recorded.Interval;
import io.quorate.load.recorded.RecordedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Adds up intervals of the same second (of UTC, as clocks of several machines share no other) and tag.
 *
 * <p><b>Guarantee.</b> Counts of buckets are added and nothing else is done to them, so that neither order nor grouping matters.
 *
 * <p><b>Threads.</b> One.
 */
final class MergedTimes {

    private static final long MS_PER_S = 1_000;

    private final SortedMap<Long, List<Interval>> bySecond = new TreeMap<>();
    private final SortedMap<String, Histogram> totals = new TreeMap<>();

    MergedTimes(final List<RecordedRun> runs) {
        for (final RecordedRun run : runs) {
            for (final Interval interval : run.intervals()) {
                if (!interval.tags().isEmpty()) {
                    // The middle, since an interval may begin some milliseconds before or after its second.
                    final long second = Math.floorDiv((interval.startMs() + interval.endMs()) / 2, MS_PER_S);
                    bySecond.computeIfAbsent(second, s -> new ArrayList<>()).add(interval);
                }
            }
        }
    }

    /** When the first second begins, milliseconds since 1970. */
    long startMs(final long otherwise) {
        return bySecond.isEmpty() ? otherwise : bySecond.firstKey() * MS_PER_S;
    }

    /** Adds up, second by second; once. The histograms carry tag, start and end. */
    void forEachInterval(final Consumer<Histogram> sink) {
        bySecond.forEach((second, intervals) -> {
            final SortedSet<String> tags = new TreeSet<>();
            intervals.forEach(interval -> tags.addAll(interval.tags()));
            for (final String tag : tags) {
                final Histogram sum = Histograms.empty();
                intervals.forEach(interval -> sum.add(interval.times(tag)));
                sum.setTag(tag);
                sum.setStartTimeStamp(second * MS_PER_S);
                sum.setEndTimeStamp((second + 1) * MS_PER_S);
                totals.computeIfAbsent(tag, MergedTimes::empty).add(sum);
                sink.accept(sum);
            }
        });
    }

    /** By tag, of the intervals that were visited. */
    SortedMap<String, Histogram> totals() {
        return totals;
    }

    private static Histogram empty(final String tag) {
        final Histogram empty = Histograms.empty();
        empty.setTag(tag);
        return empty;
    }
}
