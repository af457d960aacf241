package io.quorate.load.engine;

import io.quorate.load.record.Histograms;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NanoClock;

/**
 * Sends the next operation when one has ended, so that always as many are under way as the in-flight cap says. No operation has an intended start of its
 * own: a target that stalls is asked less, and the times do not show what users who do not wait for each other would have seen.
 *
 * <p><b>Threads.</b> One thread. <b>Allocation.</b> None per operation.
 */
final class ClosedPacer extends Sender {

    private final LoadPlan plan;
    private final SlotPool pool;
    private final NanoClock clock;
    private final long measureNs;
    private final long windowEndNs;
    private final Histogram lateness = Histograms.empty();
    private long index;
    private long sentMeasured;
    private long lastSendNs;

    ClosedPacer(final LoadPlan plan, final int number, final SlotPool pool, final NanoClock clock, final long startNs) {
        this.plan = plan;
        this.pool = pool;
        this.clock = clock;
        this.index = number;
        this.measureNs = startNs + plan.warmupNs();
        this.windowEndNs = startNs + plan.totalNs();
        this.lastSendNs = startNs;
        pool.windowEndNs(windowEndNs);
    }

    @Override
    long run() {
        final long nowNs = clock.nanoTime();
        if (nowNs - windowEndNs >= 0 || sentMeasured == share()) {
            return EXHAUSTED;
        }
        final OperationSlot slot = pool.take();
        if (slot == null) {
            return BLOCKED;
        }
        plan.workload().plan(index, slot.plan());
        index += plan.pacers();
        final long sendNs = clock.nanoTime();
        final boolean measured = sendNs - measureNs >= 0;
        if (measured) {
            sentMeasured++;
        }
        lastSendNs = sendNs;
        countSent();
        slot.begin(sendNs, sendNs, measured);
        return sendNs;
    }

    /** Which part of the operations that are measured at most is this pacer's, the rest being with the first ones. */
    private long share() {
        final long each = plan.operations() / plan.pacers();
        return index % plan.pacers() < plan.operations() % plan.pacers() ? each + 1 : each;
    }

    @Override
    void giveUp(final long byNs) {
        // Nothing is due that has not been sent.
    }

    @Override
    long lastDueNs() {
        return lastSendNs;
    }

    @Override
    long offered() {
        return sentMeasured;
    }

    @Override
    long sentMeasured() {
        return sentMeasured;
    }

    @Override
    long overdue() {
        return 0;
    }

    @Override
    long blockedNs() {
        return 0;
    }

    @Override
    Histogram lateness() {
        return lateness;
    }
}
