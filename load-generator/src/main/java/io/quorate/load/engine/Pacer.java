package io.quorate.load.engine;

import io.quorate.load.record.Histograms;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.Arrivals;
import io.quorate.load.workload.PlannedOperation;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NanoClock;

/**
 * Sends every operation as soon as it is due and there is room for it. An intended start never moves: what had to wait, for whatever
 * reason, waits at the cost of its response time.
 *
 * <p><b>Threads.</b> One thread; {@link #sent} may be read by others. <b>Allocation.</b> None per operation.
 *
 * <p><b>Guarantee.</b> It does not wait and reads no other clock than the given one, so that a test can run it on virtual time.
 */
final class Pacer {

    /** The in-flight cap is reached: nothing can be sent until an operation ends. */
    static final long BLOCKED = Long.MIN_VALUE;

    /** How long after the last instant of the load an operation may be sent and still count as sent in time. */
    static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** All operations have been sent. */
    static final long EXHAUSTED = Long.MIN_VALUE + 1;

    private final LoadPlan plan;
    private final SlotPool pool;
    private final RunRecorder recorder;
    private final NanoClock clock;
    private final Arrivals arrivals;
    private final PlannedOperation scratch;
    private final long windowEndNs;
    private final Histogram lateness = Histograms.empty();
    private final long startNs;
    private long index;
    private long offsetNs;
    private long offered;
    private long sentMeasured;
    private long overdue;
    private boolean blocked;
    private long blockedSinceNs;
    private long blockedNs;
    private long unblockedNs;
    private volatile long sent;

    Pacer(
            final LoadPlan plan,
            final SlotPool pool,
            final RunRecorder recorder,
            final NanoClock clock,
            final long startNs) {
        this.plan = plan;
        this.pool = pool;
        this.recorder = recorder;
        this.clock = clock;
        this.startNs = startNs;
        this.unblockedNs = startNs;
        this.arrivals = plan.schedule().arrivals();
        this.scratch = plan.workload().newOperation();
        this.offsetNs = arrivals.nextNs();
        this.windowEndNs = startNs + plan.totalNs();
        pool.windowEndNs(windowEndNs);
    }

    /**
     * Sends the next operation if it is due; one only, so that a caller that cannot keep up stays in control. Returns when the next one is due,
     * which may be over already, or {@link #BLOCKED}, or {@link #EXHAUSTED}.
     */
    long run() {
        if (offsetNs >= plan.totalNs()) {
            return EXHAUSTED;
        }
        final long dueNs = startNs + offsetNs;
        final long nowNs = clock.nanoTime();
        if (dueNs - nowNs > 0) {
            return dueNs;
        }
        if (blocked && !unblock()) {
            return BLOCKED;
        }
        final OperationSlot slot = pool.take();
        if (slot == null) {
            blocked = true;
            blockedSinceNs = nowNs;
            return BLOCKED;
        }
        send(slot, dueNs);
        return offsetNs < plan.totalNs() ? startNs + offsetNs : EXHAUSTED;
    }

    private void send(final OperationSlot slot, final long dueNs) {
        final boolean measured = isMeasured();
        plan.workload().plan(index, slot.plan());
        final long sendNs = clock.nanoTime();
        if (measured) {
            offered++;
            sentMeasured++;
            if (isOwnFault(dueNs)) {
                lateness.recordValue(Math.min(sendNs - dueNs, Histograms.HIGHEST_NS));
                if (sendNs - windowEndNs > GRACE_NS) {
                    overdue++;
                }
            }
        }
        slot.begin(dueNs, sendNs, measured);
        sent = index + 1;
        step();
    }

    /** Records what was due by the given instant and will never be sent. */
    void giveUp(final long byNs) {
        if (blocked && !unblock()) {
            unblock(clock.nanoTime());
        }
        final long nowNs = clock.nanoTime();
        // A load that was stopped before its time has no end that something could be late for.
        final boolean isWhole = byNs == windowEndNs;
        while (offsetNs < plan.totalNs() && startNs + offsetNs - byNs <= 0) {
            if (isMeasured()) {
                final long dueNs = startNs + offsetNs;
                offered++;
                overdue += isWhole && isOwnFault(dueNs) ? 1 : 0;
                plan.workload().plan(index, scratch);
                recorder.recordUnsent(scratch.type(), nowNs - dueNs);
            }
            step();
        }
    }

    private void step() {
        index++;
        offsetNs = arrivals.nextNs();
    }

    private boolean isMeasured() {
        return offsetNs >= plan.warmupNs();
    }

    /** What was due while the cap was full is late because of the target, not of this program. */
    private boolean isOwnFault(final long dueNs) {
        return dueNs - unblockedNs > 0;
    }

    /** Ends the time without room at the instant at which there was room again, however much later this is; false if there is none. */
    private boolean unblock() {
        if (!pool.hasRoom()) {
            return false;
        }
        final long roomSinceNs = pool.roomSinceNs();
        // What ended just before the pool was found empty may have come back just after.
        unblock(roomSinceNs - blockedSinceNs < 0 ? blockedSinceNs : roomSinceNs);
        return true;
    }

    private void unblock(final long atNs) {
        blocked = false;
        unblockedNs = atNs;
        final long measureNs = startNs + plan.warmupNs();
        final long fromNs = blockedSinceNs - measureNs < 0 ? measureNs : blockedSinceNs;
        blockedNs += Math.max(0, atNs - fromNs);
    }

    /** How many operations have been sent, warm-up included. */
    long sent() {
        return sent;
    }

    /** How many operations of the measured load were due. */
    long offered() {
        return offered;
    }

    /** How many operations of the measured load were sent. */
    long sentMeasured() {
        return sentMeasured;
    }

    /** How many were not sent in time although the in-flight cap had room for them. */
    long overdue() {
        return overdue;
    }

    /** How long, within the measured load and the drain, the in-flight cap kept something from being sent. */
    long blockedNs() {
        return blockedNs;
    }

    /** How late operations started that the in-flight cap did not hold back. */
    Histogram lateness() {
        return lateness;
    }
}
