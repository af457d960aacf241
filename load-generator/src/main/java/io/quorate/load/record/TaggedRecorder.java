package io.quorate.load.record;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * The times of one tag: those of the running interval, and those of all intervals before.
 *
 * <p><b>Threads.</b> Any number record; one, always the same, calls {@link #endInterval} and {@link #total}.
 *
 * <p><b>Allocation.</b> None in {@link #record}.
 */
final class TaggedRecorder {

    private final String tag;
    private final Recorder recorder = Histograms.recorder();
    private final Histogram total = Histograms.empty();
    private @Nullable Histogram recycled;

    TaggedRecorder(final String tag) {
        this.tag = tag;
        total.setTag(tag);
    }

    void record(final long ns) {
        recorder.recordValue(Histograms.recordable(ns));
    }

    /** The interval's times, added to the total; valid until the next call. */
    Histogram endInterval() {
        final Histogram interval = recorder.getIntervalHistogram(recycled);
        recycled = interval;
        interval.setTag(tag);
        total.add(interval);
        return interval;
    }

    Histogram total() {
        return total;
    }
}
