package io.quorate.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacerAllocationTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int RATE = 100_000;

    /** Ends each operation before its begin has returned, on the pacer's thread: planning, sending and recording are all seen. */
    private static final class AtOnce implements Target {

        @Override
        public Call newCall(final Completion completion) {
            return new Call() {
                @Override
                public void begin(final PlannedOperation operation) {
                    completion.onDone(Outcome.OK, null);
                }
            };
        }
    }

    @Test
    void shouldAllocateNothingPerOperation() {
        final VirtualClock clock = new VirtualClock();
        final Workload workload = new Workload(1, Mix.parse("get=50,put=50"), 1_000, 128);
        final LoadPlan plan = LoadPlan.builder(workload, Schedule.poisson(1, RATE))
                .durationNs(60 * SECOND_NS)
                .maxInFlight(100)
                .build();
        final RunRecorder recorder = new RunRecorder();
        final SlotPool pool = new SlotPool(plan, new AtOnce(), OperationCheck.NONE, recorder, clock);
        final Pacer pacer = new Pacer(plan, 0, pool, recorder, clock, 0);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long allocated = Long.MAX_VALUE;
        long sent = 0;
        for (int second = 1; second <= 20; second++) {
            final long sentBefore = pacer.sent();
            final long before = threads.getCurrentThreadAllocatedBytes();
            clock.advanceTo(second * SECOND_NS);
            long nextNs = pacer.run();
            while (nextNs <= clock.nanoTime()) {
                nextNs = pacer.run();
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
            sent = pacer.sent() - sentBefore;
        }

        assertEquals(RATE, (double) sent, RATE * 0.02);
        // Reading the counter may allocate a little itself, once, not per operation.
        assertTrue(allocated < 1_000, "allocated " + allocated + " bytes for " + sent + " operations");
    }
}
