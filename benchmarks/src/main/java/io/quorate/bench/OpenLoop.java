package io.quorate.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Begins operations at times that are fixed beforehand, whether earlier ones have ended or not. The response time of an operation counts from when
 * it was to begin, so that neither a stall of the cluster nor one of the pacer hides what it costs.
 *
 * <p>The pacer is the calling thread. It sleeps until the next operation is due, and begins all that are due then; a thread that spins would take a
 * processor from those that are measured. How late it wakes is in every response time, the same for whatever is compared, and is reported.
 * Operations under way are limited by the loop's lanes: an operation that finds none free begins later, and its wait is in its response time.
 *
 * <p><b>Allocation.</b> None between begin and end of a run. <b>Errors.</b> Failed operations are counted, and so are those that do not end, and those that
 * could not be begun in twice the time.
 */
public final class OpenLoop implements ClosedLoop.Ends {

    private static final long DRAIN_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_NS = TimeUnit.MINUTES.toNanos(5);
    private static final int DIGITS = 3;

    /** A start is late when it is later than this. */
    public static final long LATE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ClosedLoop loop;
    private final Arrivals arrivals;
    private final long drainNs;
    private final long[] dueNs;
    private final AtomicIntegerArray busy;
    private final ConcurrentHistogram response = new ConcurrentHistogram(LONGEST_NS, DIGITS);
    private final Histogram delay = new Histogram(LONGEST_NS, DIGITS);
    private final AtomicLong endedCount = new AtomicLong();
    private final AtomicLong failedCount = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();
    private long measureFromNs;
    private int nextLane;

    /**
     * What came out.
     *
     * @param response response times in nanoseconds, from when an operation was to begin
     * @param delay how much later than that it began, in nanoseconds
     * @param lateCount starts that were late by more than {@link #LATE_NS}
     * @param startedCount operations begun, those of the warm-up included
     * @param failedCount operations that failed
     * @param unfinishedCount operations that had not ended some seconds after the last start; their loop is not to be used again
     * @param skippedCount operations that could not be begun in time
     * @param failure first failure, if any
     */
    public record Result(
            Histogram response,
            Histogram delay,
            long lateCount,
            long startedCount,
            long failedCount,
            long unfinishedCount,
            long skippedCount,
            @Nullable Throwable failure) {

        /**
         * A percentile of the response times.
         *
         * @param percentile 0 to 100
         * @return microseconds
         */
        public double responseUs(final double percentile) {
            return response.getValueAtPercentile(percentile) / (double) TimeUnit.MICROSECONDS.toNanos(1);
        }
    }

    /**
     * Prepares one run.
     *
     * @param loop whose operations are begun; stands still
     * @param arrivals when
     */
    public OpenLoop(final ClosedLoop loop, final Arrivals arrivals) {
        this(loop, arrivals, DRAIN_NS);
    }

    /** With another patience for operations that do not end. */
    OpenLoop(final ClosedLoop loop, final Arrivals arrivals, final long drainNs) {
        this.loop = loop;
        this.arrivals = arrivals;
        this.drainNs = drainNs;
        this.dueNs = new long[loop.laneCount()];
        this.busy = new AtomicIntegerArray(loop.laneCount());
    }

    /**
     * Runs once; blocks until all operations have ended, or some seconds longer than that should take.
     *
     * @param warmUpNs how long operations are not counted
     * @param measureNs how long they are
     * @return what came out
     */
    public Result run(final long warmUpNs, final long measureNs) {
        loop.open(this);
        final long startNs = System.nanoTime();
        final long lengthNs = warmUpNs + measureNs;
        measureFromNs = startNs + warmUpNs;
        long startedCount = 0;
        long skippedCount = 0;
        for (double at = arrivals.nextGapNs(); at < lengthNs; at += arrivals.nextGapNs()) {
            final long due = startNs + (long) at;
            final int lane = System.nanoTime() - startNs < 2 * lengthNs ? takeLane(due, startNs + 2 * lengthNs) : -1;
            if (lane < 0) {
                skippedCount++;
                continue;
            }
            dueNs[lane] = due;
            busy.set(lane, 1);
            if (due - measureFromNs >= 0) {
                delay.recordValue(Math.min(LONGEST_NS, System.nanoTime() - due));
            }
            startedCount++;
            loop.beginOne(lane);
        }
        final long unfinishedCount = drain(startedCount);
        if (unfinishedCount == 0) {
            loop.open(null);
        }
        final long lateCount = delay.getTotalCount() - delay.getCountBetweenValues(0, LATE_NS);
        return new Result(
                response.copy(),
                delay,
                lateCount,
                startedCount,
                failedCount.get(),
                unfinishedCount,
                skippedCount,
                firstFailure.get());
    }

    @Override
    public void onEnded(final int lane) {
        final long due = dueNs[lane];
        if (due - measureFromNs >= 0) {
            response.recordValue(Math.min(LONGEST_NS, System.nanoTime() - due));
        }
        busy.setRelease(lane, 0);
        endedCount.incrementAndGet();
    }

    @Override
    public void onFailed(final Throwable cause) {
        firstFailure.compareAndSet(null, cause);
        failedCount.incrementAndGet();
    }

    /** Waits until an operation is due, and for a lane; -1 when none gets free in time. */
    private int takeLane(final long due, final long giveUpNs) {
        long leftNs = due - System.nanoTime();
        while (leftNs > 0) {
            LockSupport.parkNanos(this, leftNs);
            leftNs = due - System.nanoTime();
        }
        while (true) {
            for (int i = 0; i < dueNs.length; i++) {
                final int lane = nextLane;
                nextLane = lane + 1 == dueNs.length ? 0 : lane + 1;
                if (busy.getAcquire(lane) == 0) {
                    return lane;
                }
            }
            if (giveUpNs - System.nanoTime() <= 0) {
                return -1;
            }
            LockSupport.parkNanos(this, PAUSE_NS);
        }
    }

    private long drain(final long startedCount) {
        final long giveUpNs = System.nanoTime() + drainNs;
        while (endedCount.get() + failedCount.get() < startedCount && giveUpNs - System.nanoTime() > 0) {
            LockSupport.parkNanos(this, PAUSE_NS);
        }
        return Math.max(0, startedCount - endedCount.get() - failedCount.get());
    }
}
