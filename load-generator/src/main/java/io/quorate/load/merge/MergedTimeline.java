package io.quorate.load.merge;

import io.quorate.load.engine.LoadProgress;
import io.quorate.load.recorded.RecordedRun;
import io.quorate.load.report.HistogramLog;
import io.quorate.load.report.TimelineLog;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The lines of the merged {@code timeline.csv}: what the generators counted is added, second by second, and of what they say of themselves the worst is
 * taken. Times come from merged histograms.
 *
 * <p><b>Threads.</b> One.
 */
final class MergedTimeline {

    private final NavigableMap<Long, TimelineRow> bySecond = new TreeMap<>();
    private long startMs = Long.MAX_VALUE;
    private long due;
    private long sent;

    /**
     * Reads the timelines of all runs.
     *
     * @throws IOException if one is missing or damaged; with a message for people
     */
    static MergedTimeline of(final List<RecordedRun> runs) throws IOException {
        final MergedTimeline merged = new MergedTimeline();
        for (final RecordedRun run : runs) {
            final TimelineReader reader = TimelineReader.read(run);
            merged.startMs = Math.min(merged.startMs, reader.startMs());
            reader.bySecond().forEach((second, row) -> merged.bySecond.merge(second, row, TimelineRow::plus));
        }
        return merged;
    }

    /** Seconds that have a line: all from the first to the last, since a hole would look like a generator that stood still. */
    SortedSet<Long> seconds(final SortedSet<Long> ofTimes) {
        final SortedSet<Long> known = new TreeSet<>(bySecond.keySet());
        known.addAll(ofTimes);
        final SortedSet<Long> all = new TreeSet<>();
        if (!known.isEmpty()) {
            for (long second = known.first(); second <= known.last(); second++) {
                all.add(second);
            }
        }
        return all;
    }

    /** When the first shard began, milliseconds since 1970. */
    long startMs() {
        return startMs;
    }

    /** Writes a second into both logs; in order. */
    void write(final long second, final List<Histogram> times, final HistogramLog log, final TimelineLog timeline) {
        for (final Histogram each : times) {
            log.write(each);
            timeline.add(each);
        }
        final TimelineRow row = row(second);
        due += row.offered();
        sent += row.sent();
        final long endMs = Seconds.startMs(second + 1);
        timeline.line(
                new LoadProgress(
                        row.phase(),
                        TimeUnit.MILLISECONDS.toNanos(endMs - startMs),
                        due,
                        sent,
                        row.inFlight(),
                        row.atCap()),
                endMs,
                row.generator());
    }

    private TimelineRow row(final long second) {
        final TimelineRow known = bySecond.get(second);
        if (known != null) {
            return known;
        }
        final Map.Entry<Long, TimelineRow> next = bySecond.higherEntry(second);
        return TimelineRow.nothing(
                next == null ? LoadProgress.Phase.DRAIN : next.getValue().phase());
    }
}
