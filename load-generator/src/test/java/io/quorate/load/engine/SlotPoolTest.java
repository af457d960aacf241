package io.quorate.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.OperationType;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.NanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SlotPoolTest {

    private final RunRecorder recorder = new RunRecorder();
    private final AtomicReference<Target.Completion> begun = new AtomicReference<>();
    private final Target target = completion -> operation -> begun.set(completion);

    @Test
    void shouldRecordAnOperationThatEndsJustAsTheRunGivesUp() throws InterruptedException {
        final CountDownLatch inside = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final AtomicReference<Thread> ender = new AtomicReference<>();
        final NanoClock clock = () -> {
            if (Thread.currentThread() == ender.get()) {
                // The operation is its own now, but not recorded yet.
                inside.countDown();
                awaitUninterrupted(go);
            } else {
                // The run gives up; whoever waits for the ender looks at the clock.
                go.countDown();
            }
            return System.nanoTime();
        };
        final SlotPool pool = new SlotPool(VirtualRun.plan(100, 1, 2), target, OperationCheck.NONE, recorder, clock);
        final OperationSlot slot = pool.take();
        assertNotNull(slot);
        slot.begin(0, 0, true);
        final Thread thread = new Thread(() -> begun.get().onDone(Outcome.OK, null));
        ender.set(thread);
        thread.start();
        assertTrue(inside.await(10, TimeUnit.SECONDS));

        pool.abandonAll();
        recorder.endInterval(interval -> {});
        go.countDown();
        thread.join(10_000);

        assertEquals(1, recorder.response(OperationType.GET, Outcome.OK).getTotalCount());
        assertNull(recorder.response(OperationType.GET, Outcome.UNFINISHED));
    }

    private static void awaitUninterrupted(final CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
