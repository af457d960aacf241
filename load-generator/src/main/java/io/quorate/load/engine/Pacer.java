package io.quorate.load.engine;

import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.PlannedOperation;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NanoClock;

/**
 * Sends every operation as soon as it is due and there is room for it. An intended start never moves: what had to wait, for whatever
 * reason, waits at the cost of its response time.
 *
 * <p><b>Threads.</b> One thread. <b>Allocation.</b> None per operation.
 */
final class Pacer extends Sender {

    private final LoadPlan plan;
    private final SlotPool pool;
    private final RunRecorder recorder;
    private final NanoClock clock;
    private final TraceCursor cursor;
    private final PlannedOperation scratch;
    private final long windowEndNs;
    private final Histogram lateness = Histograms.empty();
    private final long startNs;
    private long offered;
    private long sentMeasured;
    private long overdue;
    private boolean blocked;
    private long blockedSinceNs;
    private long blockedNs;
    private long unblockedNs;

    Pacer(
            final LoadPlan plan,
            final int number,
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
        this.cursor = new TraceCursor(plan, number, plan.pacers());
        this.scratch = plan.workload().newOperation();
        this.windowEndNs = startNs + plan.totalNs();
        pool.windowEndNs(windowEndNs);
    }

    @Override
    long run() {
        if (cursor.isEnded()) {
            return EXHAUSTED;
        }
        final long dueNs = startNs + cursor.offsetNs();
        final long nowNs = clock.nanoTime();
        if (dueNs - nowNs > 0) {
            return dueNs;
        }
        if (blocked && !unblock()) {
            return BLOCKED;
        }
        final OperationSlot slot = pool.take();
        if (slot == null) {
            return overload(dueNs, nowNs);
        }
        send(slot, dueNs);
        return nextDueNs();
    }

    private long nextDueNs() {
        return cursor.isEnded() ? EXHAUSTED : startNs + cursor.offsetNs();
    }

    private long overload(final long dueNs, final long nowNs) {
        switch (plan.overload()) {
            case ABORT -> {
                return ABORTED;
            }
            case SHED -> {
                if (cursor.isMeasured()) {
                    offered++;
                    recordNotSent(Outcome.SHED, nowNs - dueNs);
                }
                cursor.next();
                return nextDueNs();
            }
            case QUEUE -> {
                blocked = true;
                blockedSinceNs = nowNs;
            }
        }
        return BLOCKED;
    }

    private void send(final OperationSlot slot, final long dueNs) {
        final boolean measured = cursor.isMeasured();
        plan.workload().plan(cursor.index(), slot.plan());
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
        countSent();
        slot.begin(dueNs, sendNs, measured);
        cursor.next();
    }

    @Override
    void giveUp(final long byNs) {
        if (blocked && !unblock()) {
            unblock(clock.nanoTime());
        }
        final long nowNs = clock.nanoTime();
        // A load that was stopped before its time has no end that something could be late for.
        final boolean isWhole = byNs == windowEndNs;
        while (!cursor.isEnded() && startNs + cursor.offsetNs() - byNs <= 0) {
            if (cursor.isMeasured()) {
                final long dueNs = startNs + cursor.offsetNs();
                offered++;
                overdue += isWhole && isOwnFault(dueNs) ? 1 : 0;
                recordNotSent(Outcome.UNSENT, nowNs - dueNs);
            }
            cursor.next();
        }
    }

    private void recordNotSent(final Outcome outcome, final long soFarNs) {
        plan.workload().outline(cursor.index(), scratch);
        recorder.recordNotSent(scratch.type(), outcome, soFarNs);
    }

    @Override
    long lastDueNs() {
        return startNs + cursor.offsetNs();
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

    @Override
    long offered() {
        return offered;
    }

    @Override
    long sentMeasured() {
        return sentMeasured;
    }

    @Override
    long overdue() {
        return overdue;
    }

    @Override
    long blockedNs() {
        return blockedNs;
    }

    @Override
    Histogram lateness() {
        return lateness;
    }
}
