package io.quorate.load.engine;

import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;

/** The pacer and what it needs, on virtual time. */
final class VirtualRun {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    final VirtualClock clock = new VirtualClock();
    final RunRecorder recorder = new RunRecorder();
    final VirtualTarget target;
    final SlotPool pool;
    final Pacer pacer;
    final LoadPlan plan;

    VirtualRun(final LoadPlan plan, final LongUnaryOperator endOfStart) {
        this.plan = plan;
        this.target = new VirtualTarget(clock, endOfStart);
        this.pool = new SlotPool(plan, target, OperationCheck.NONE, recorder, clock);
        this.pacer = new Pacer(plan, 0, pool, recorder, clock, 0);
    }

    static LoadPlan plan(final double rate, final double seconds, final int maxInFlight) {
        return builder(rate, seconds, maxInFlight).build();
    }

    static LoadPlan.Builder builder(final double rate, final double seconds, final int maxInFlight) {
        final Workload workload = new Workload(1, Mix.parse("get=1"), 10, 0);
        return LoadPlan.builder(workload, Schedule.poisson(1, rate))
                .durationNs((long) (seconds * SECOND_NS))
                .drainNs(10 * SECOND_NS)
                .maxInFlight(maxInFlight);
    }

    /** Runs load and drain. */
    void run() {
        final long giveUpNs = plan.totalNs() + plan.drainNs();
        while (true) {
            final long next = pacer.run();
            final boolean isDone = next == Pacer.EXHAUSTED && pool.inFlight() == 0;
            final long dueNs = next == Pacer.EXHAUSTED || next == Pacer.BLOCKED ? VirtualTarget.NEVER : next;
            final long stepNs = Math.min(dueNs, target.nextNs());
            if (isDone || stepNs >= giveUpNs) {
                clock.advanceTo(isDone ? clock.nanoTime() : giveUpNs);
                break;
            }
            clock.advanceTo(stepNs);
            target.endDue();
        }
        pacer.giveUp(plan.totalNs());
        pool.abandonAll();
        recorder.endInterval(interval -> {});
    }

    Histogram response(final Outcome outcome) {
        final Histogram times = recorder.response(OperationType.GET, outcome);
        return times == null ? new Histogram(3) : times;
    }

    Histogram service(final Outcome outcome) {
        final Histogram times = recorder.service(OperationType.GET, outcome);
        return times == null ? new Histogram(3) : times;
    }
}
