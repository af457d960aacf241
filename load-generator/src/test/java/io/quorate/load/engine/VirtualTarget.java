package io.quorate.load.engine;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.PlannedOperation;
import java.util.PriorityQueue;
import java.util.function.LongUnaryOperator;

/** Ends each operation at an instant of virtual time that a function of its start decides. */
final class VirtualTarget implements Target {

    /** An operation never ends. */
    static final long NEVER = Long.MAX_VALUE;

    private final VirtualClock clock;
    private final LongUnaryOperator endOfStart;
    private final PriorityQueue<End> ends = new PriorityQueue<>((a, b) -> Long.compare(a.atNs, b.atNs));
    private int most;
    private int underWay;

    VirtualTarget(final VirtualClock clock, final LongUnaryOperator endOfStart) {
        this.clock = clock;
        this.endOfStart = endOfStart;
    }

    @Override
    public Call newCall(final Completion completion) {
        return new Call() {
            @Override
            public void begin(final PlannedOperation operation) {
                underWay++;
                most = Math.max(most, underWay);
                ends.add(new End(endOfStart.applyAsLong(clock.nanoTime()), completion));
            }
        };
    }

    long nextNs() {
        return ends.isEmpty() ? NEVER : ends.peek().atNs;
    }

    void endDue() {
        while (nextNs() <= clock.nanoTime() && nextNs() != NEVER) {
            underWay--;
            ends.remove().completion.onDone(Outcome.OK, null);
        }
    }

    int mostUnderWay() {
        return most;
    }

    private record End(long atNs, Completion completion) {}
}
