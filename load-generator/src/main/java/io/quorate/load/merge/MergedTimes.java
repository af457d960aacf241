package io.quorate.load.merge;

import io.quorate.load.record.Histograms;
import io.quorate.load.recorded.Interval;
import io.quorate.load.recorded.RecordedRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * Adds up intervals of the same second (of UTC, as clocks of several machines share no other) and tag. What a shard recorded also stays by itself,
 * under its tag with {@code agent.K.} before it, where K is the number of the shard: a generator that is sick can be seen so.
 *
 * <p><b>Guarantee.</b> Counts of buckets are added and nothing else is done to them, so that neither order nor grouping matters.
 *
 * <p><b>Threads.</b> One.
 */
final class MergedTimes {

    private final SortedMap<Long, List<Source>> bySecond = new TreeMap<>();
    private final SortedMap<String, Histogram> totals = new TreeMap<>();

    /** An interval of a run; the prefix is that of its shard, empty if it is none or was merged from some. */
    private record Source(String prefix, Interval interval) {}

    MergedTimes(final List<RecordedRun> runs) {
        for (final RecordedRun run : runs) {
            final String prefix = prefix(run);
            for (final Interval interval : run.intervals()) {
                if (!interval.tags().isEmpty()) {
                    bySecond.computeIfAbsent(
                                    Seconds.of(interval.startMs(), interval.endMs()), second -> new ArrayList<>())
                            .add(new Source(prefix, interval));
                }
            }
        }
    }

    private static String prefix(final RecordedRun run) {
        final int number = Shard.isMerged(run) ? 0 : Shard.of(run).get(0).number();
        return number == 0 ? "" : "agent." + number + ".";
    }

    /** Seconds since 1970 in which something was recorded. */
    SortedSet<Long> seconds() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(bySecond.keySet()));
    }

    /** Adds up one second; each once. The histograms carry tag, start and end, and are in the order of tags. */
    List<Histogram> of(final long second) {
        final SortedMap<String, Histogram> sums = new TreeMap<>();
        for (final Source source : bySecond.getOrDefault(second, List.of())) {
            source.interval.byTag().forEach((tag, times) -> {
                sums.computeIfAbsent(tag, MergedTimes::empty).add(times);
                if (!source.prefix.isEmpty()) {
                    sums.computeIfAbsent(source.prefix + tag, MergedTimes::empty)
                            .add(times);
                }
            });
        }
        for (final Histogram sum : sums.values()) {
            sum.setStartTimeStamp(Seconds.startMs(second));
            sum.setEndTimeStamp(Seconds.startMs(second + 1));
            totals.computeIfAbsent(sum.getTag(), MergedTimes::empty).add(sum);
        }
        return List.copyOf(sums.values());
    }

    /** By tag, of the seconds that were added up. */
    SortedMap<String, Histogram> totals() {
        return totals;
    }

    /** Tags that have times in any run. */
    SortedSet<String> tags() {
        final SortedSet<String> tags = new TreeSet<>();
        bySecond.values().forEach(sources -> sources.forEach(source -> tags.addAll(source.interval.tags())));
        return tags;
    }

    private static Histogram empty(final String tag) {
        final Histogram empty = Histograms.empty();
        empty.setTag(tag);
        return empty;
    }
}
