package io.quorate.load.recorded;

import io.quorate.load.record.Histograms;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * One second of a recorded run, tag by tag.
 *
 * <p><b>Threads.</b> Any. <b>Units.</b> Milliseconds since 1970 for the interval, nanoseconds in the histograms.
 *
 * <p><b>Allocation.</b> Histograms stay in their compressed form and are unpacked each time they are asked for: an hour of them unpacked would
 * not fit into memory.
 */
public final class Interval {

    private final long startMs;
    private final long endMs;
    private final SortedMap<String, List<PackedTimes>> packed;

    Interval(final long startMs, final long endMs, final SortedMap<String, List<PackedTimes>> packed) {
        this.startMs = startMs;
        this.endMs = endMs;
        this.packed = packed;
    }

    /**
     * When it began.
     *
     * @return milliseconds since 1970
     */
    public long startMs() {
        return startMs;
    }

    /**
     * When it ended.
     *
     * @return milliseconds since 1970
     */
    public long endMs() {
        return endMs;
    }

    /**
     * What was recorded in it.
     *
     * @return the tags that have times in it
     */
    public SortedSet<String> tags() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(packed.keySet()));
    }

    /**
     * The times of one tag.
     *
     * @param tag the tag
     * @return a histogram of the caller's own, empty if the tag has no times in this interval
     */
    public Histogram times(final String tag) {
        final Histogram times = Histograms.empty();
        addTo(times, tag);
        times.setTag(tag);
        times.setStartTimeStamp(startMs);
        times.setEndTimeStamp(endMs);
        return times;
    }

    /**
     * The times of every tag.
     *
     * @return histograms of the caller's own, by tag
     */
    public SortedMap<String, Histogram> byTag() {
        final SortedMap<String, Histogram> all = new TreeMap<>();
        packed.keySet().forEach(tag -> all.put(tag, times(tag)));
        return all;
    }

    void addTo(final Histogram sum, final String tag) {
        packed.getOrDefault(tag, List.of()).forEach(times -> sum.add(times.unpack()));
    }
}
