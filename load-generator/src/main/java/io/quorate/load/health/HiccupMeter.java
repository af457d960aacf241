package io.quorate.load.health;

import io.quorate.load.record.Histograms;
import io.quorate.load.record.IntervalSink;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Sees when this program did not run although it wanted to: a thread sleeps for a millisecond, again and again, and what it sleeps longer than
 * it can sleep at best, everything in the program may have stood still.
 *
 * <p><b>Threads.</b> One thread of its own, between {@link #start} and {@link #close}; one, always the same, calls the other methods.
 *
 * <p><b>Units.</b> Nanoseconds. <b>Allocation.</b> None per sleep.
 *
 * <p><b>Guarantee.</b> A stall of n milliseconds is recorded as n, n-1, n-2, ... ms: what n operations would have waited that were to start in it,
 * a millisecond apart. So the quantiles are those of an operation that starts at a random time.
 *
 * <p>After jHiccup by Gil Tene.
 */
public final class HiccupMeter implements AutoCloseable {

    /** What its histograms are tagged with. */
    public static final String TAG = "hiccup.self";

    static final long SLEEP_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final NanoClock clock;
    private final LongConsumer sleep;
    private final Recorder recorder = Histograms.recorder();
    private final Histogram total = Histograms.empty();
    private long shortestNs = Long.MAX_VALUE;
    private @Nullable Histogram recycled;
    private @Nullable Thread thread;
    private volatile boolean closed;

    HiccupMeter(final NanoClock clock, final LongConsumer sleep) {
        this.clock = clock;
        this.sleep = sleep;
        total.setTag(TAG);
    }

    /** Creates a meter of this program, which does not run yet. */
    public HiccupMeter() {
        this(SystemNanoClock.INSTANCE, LockSupport::parkNanos);
    }

    /** Starts to measure; once. */
    public void start() {
        if (thread != null) {
            throw new IllegalStateException("the hiccup meter has been started before");
        }
        final Thread started = new Thread(this::measure, "quorate-hiccups");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    private void measure() {
        while (!closed) {
            sleepOnce();
        }
    }

    /** Sleeps once, and records how much longer that took than it takes at best. */
    void sleepOnce() {
        final long fromNs = clock.nanoTime();
        long tookNs = 0;
        // Parking may end early. A sleep that is too short would make all others look too long.
        while (tookNs < SLEEP_NS && !closed) {
            sleep.accept(SLEEP_NS - tookNs);
            tookNs = clock.nanoTime() - fromNs;
        }
        if (tookNs >= SLEEP_NS) {
            shortestNs = Math.min(shortestNs, tookNs);
            recorder.recordValueWithExpectedInterval(Math.min(tookNs - shortestNs, Histograms.HIGHEST_NS), SLEEP_NS);
        }
    }

    /**
     * Ends an interval.
     *
     * @param sink given what was recorded in it, unless that is nothing
     * @return the same; valid until the next call
     */
    public Histogram endInterval(final IntervalSink sink) {
        final Histogram interval = recorder.getIntervalHistogram(recycled);
        recycled = interval;
        interval.setTag(TAG);
        total.add(interval);
        if (interval.getTotalCount() > 0) {
            sink.onInterval(interval);
        }
        return interval;
    }

    /**
     * What was recorded since the start or the last {@link #reset}, as far as intervals have ended.
     *
     * @return carries the tag; only to be read
     */
    public Histogram total() {
        return total;
    }

    /** Forgets what was recorded. */
    public void reset() {
        recycled = recorder.getIntervalHistogram(recycled);
        total.reset();
        // That has removed the tag, too.
        total.setTag(TAG);
    }

    /** Stops to measure, at once. Idempotent. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
