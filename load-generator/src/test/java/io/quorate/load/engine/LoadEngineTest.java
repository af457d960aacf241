package io.quorate.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadEngineTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final RunRecorder recorder = new RunRecorder();
    private final List<LoadProgress> seen = new ArrayList<>();

    @Test
    void shouldRecordEveryOperationWhenTheTargetAnswersOnItsOwnThreads() {
        final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
        try {
            final LoadPlan plan = plan(1_000, 500, 1_500, 5_000, 100);
            final LoadResult result = run(plan, (operation, completion) -> {
                final Outcome outcome = operation.index() % 10 == 0 ? Outcome.TIMEOUT : Outcome.OK;
                final Future<?> unused =
                        executor.schedule(() -> completion.onDone(outcome, null), 1, TimeUnit.MILLISECONDS);
            });

            final long ok = count(Outcome.OK);
            final long failed = count(Outcome.TIMEOUT);
            assertEquals(1_500.0, (double) result.offered(), 200);
            assertEquals(result.offered(), result.sent());
            assertEquals(result.offered(), ok + failed);
            assertEquals(result.offered() / 10.0, (double) failed, 1);
            assertEquals(1_500 * MS_NS, result.measuredNs());
            assertFalse(result.interrupted());
            assertTrue(recorder.response(OperationType.GET, Outcome.OK).getMinValue() >= MS_NS);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void shouldShowProgressEverySecondAndAtTheEnd() {
        run(plan(100, 0, 2_500, 1_000, 10), (operation, completion) -> completion.onDone(Outcome.OK, null));

        assertTrue(seen.size() >= 3, seen.toString());
        final LoadProgress last = seen.get(seen.size() - 1);
        assertEquals(last.due(), last.sent());
        assertEquals(0, last.inFlight());
        assertEquals(250.0, (double) last.due(), 60);
    }

    @Test
    void shouldEndByTheDrainWhenTheTargetIsSilent() {
        final long startNs = System.nanoTime();
        final LoadResult result = run(plan(200, 0, 500, 300, 20), (operation, completion) -> {});

        assertTrue(System.nanoTime() - startNs < 20 * SECOND_NS);
        assertEquals(20, count(Outcome.UNFINISHED));
        assertEquals(
                result.offered() - 20,
                recorder.response(OperationType.GET, Outcome.UNSENT).getTotalCount());
        assertTrue(result.blockedNs() > 0);
        assertEquals(0, result.overdue());
    }

    @Test
    void shouldEndByTheDrainWhenItCannotKeepUp() {
        final SteppingClock clock = new SteppingClock();
        final LoadPlan plan = plan(50_000, 0, 500, 500, 100);
        final LoadEngine engine = new LoadEngine(
                plan,
                new ScriptedTarget((operation, completion) -> {
                    clock.step(200_000);
                    completion.onDone(Outcome.OK, null);
                }),
                OperationCheck.NONE,
                recorder,
                clock);
        final LoadResult result = engine.run(seen::add);
        recorder.endInterval(interval -> {});

        assertEquals(25_000.0, (double) result.offered(), 1_000);
        assertEquals(5_000.0, (double) result.sent(), 100, "a second of 200 us each");
        assertEquals(result.sent(), count(Outcome.OK));
        assertEquals(result.offered() - result.sent(), count(Outcome.UNSENT));
        assertEquals(0, result.blockedNs());
        // What was sent within 100 ms of the last arrival was in time.
        assertEquals(result.offered() - 3_000.0, (double) result.overdue(), 100, "the cap was never full");
        assertFalse(result.interrupted());
    }

    @Test
    void shouldStopAtOnceWhenItCannotKeepUp() {
        final SteppingClock clock = new SteppingClock();
        final LoadEngine[] engine = new LoadEngine[1];
        final AtomicInteger begun = new AtomicInteger();
        final ScriptedTarget target = new ScriptedTarget((operation, completion) -> {
            clock.step(200_000);
            completion.onDone(Outcome.OK, null);
            if (begun.incrementAndGet() == 300) {
                engine[0].stop();
            }
        });
        engine[0] = new LoadEngine(plan(50_000, 0, 500, 500, 100), target, OperationCheck.NONE, recorder, clock);
        final LoadResult result = engine[0].run(seen::add);
        recorder.endInterval(interval -> {});

        assertTrue(result.interrupted());
        assertEquals(300, result.sent());
        assertEquals(result.offered() - 300, count(Outcome.UNSENT));
        assertEquals(60e6, (double) result.measuredNs(), 5e6, "nanoseconds");
    }

    @Test
    void shouldGiveTheLastArrivalsTheirMomentWhenThereIsNoDrain() {
        final LoadResult result =
                run(plan(1_000, 0, 500, 0, 100), (operation, completion) -> completion.onDone(Outcome.OK, null));

        assertEquals(result.offered(), result.sent());
        assertEquals(result.offered(), count(Outcome.OK));
    }

    @Test
    void shouldStopEarlyAndKeepWhatItHasWhenItIsStopped() {
        final AtomicInteger begun = new AtomicInteger();
        final LoadEngine[] engine = new LoadEngine[1];
        final LoadPlan plan = plan(500, 0, 600_000, 2_000, 100);
        engine[0] = engine(plan, (operation, completion) -> {
            completion.onDone(Outcome.OK, null);
            if (begun.incrementAndGet() == 300) {
                engine[0].stop();
            }
        });
        final LoadResult result = engine[0].run(seen::add);
        recorder.endInterval(interval -> {});

        assertTrue(result.interrupted());
        assertEquals(300, count(Outcome.OK));
        assertEquals(300, result.sent());
        assertEquals(0.6 * SECOND_NS, (double) result.measuredNs(), 0.5 * SECOND_NS);
    }

    @Test
    void shouldStopWhenItsThreadIsInterrupted() throws InterruptedException {
        final LoadPlan plan = plan(500, 0, 600_000, 2_000, 100);
        final CountDownLatch first = new CountDownLatch(1);
        final LoadEngine engine = engine(plan, (operation, completion) -> {
            completion.onDone(Outcome.OK, null);
            first.countDown();
        });
        final boolean[] outcome = new boolean[2];
        final Thread runner = new Thread(() -> {
            outcome[0] = engine.run(seen::add).interrupted();
            outcome[1] = Thread.currentThread().isInterrupted();
        });
        runner.start();
        assertTrue(first.await(20, TimeUnit.SECONDS));
        runner.interrupt();
        runner.join(20_000);

        assertTrue(outcome[0]);
        assertTrue(outcome[1], "the interrupt must not be swallowed");
    }

    @Test
    void shouldRecordAFaultWhenTheTargetThrows() {
        run(plan(100, 0, 300, 1_000, 10), (operation, completion) -> {
            throw new IllegalStateException("broken target");
        });

        assertTrue(count(Outcome.FAULT) > 0);
        assertTrue(recorder.example(OperationType.GET, Outcome.FAULT).contains("broken target"));
    }

    @Test
    void shouldFailWhenItsObserverFails() {
        final LoadEngine engine =
                engine(plan(100, 0, 1_200, 1_000, 10), (operation, completion) -> completion.onDone(Outcome.OK, null));
        assertThrows(
                IllegalStateException.class,
                () -> engine.run(progress -> {
                    throw new IllegalStateException("no screen");
                }));
    }

    private LoadResult run(final LoadPlan plan, final Script script) {
        final LoadResult result = engine(plan, script).run(seen::add);
        recorder.endInterval(interval -> {});
        return result;
    }

    private LoadEngine engine(final LoadPlan plan, final Script script) {
        return new LoadEngine(
                plan, new ScriptedTarget(script), OperationCheck.NONE, recorder, SystemNanoClock.INSTANCE);
    }

    private long count(final Outcome outcome) {
        final var times = recorder.response(OperationType.GET, outcome);
        return times == null ? 0 : times.getTotalCount();
    }

    private static LoadPlan plan(
            final double rate, final long warmupMs, final long durationMs, final long drainMs, final int maxInFlight) {
        final Workload workload = new Workload(1, Mix.parse("get=1"), 10, 0);
        return LoadPlan.builder(workload, Schedule.poisson(1, rate))
                .warmupNs(warmupMs * MS_NS)
                .durationNs(durationMs * MS_NS)
                .drainNs(drainMs * MS_NS)
                .maxInFlight(maxInFlight)
                .build();
    }

    /** What a target does with an operation. */
    private interface Script {
        void begin(PlannedOperation operation, Target.Completion completion);
    }

    /** Goes on by 100 ns at each look, whoever looks, and by what it is told. */
    private static final class SteppingClock implements NanoClock {

        private final AtomicLong nowNs = new AtomicLong();

        @Override
        public long nanoTime() {
            return nowNs.addAndGet(100);
        }

        void step(final long ns) {
            nowNs.addAndGet(ns);
        }
    }

    private record ScriptedTarget(Script script) implements Target {

        @Override
        public Call newCall(final Completion completion) {
            return operation -> script.begin(operation, completion);
        }
    }
}
