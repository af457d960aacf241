package io.quorate.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LoadModesTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final RunRecorder recorder = new RunRecorder();
    private final ConcurrentLinkedQueue<Long> indexes = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void shouldSendTheSameOperationsWhateverTheNumberOfPacers(final int pacers) {
        final LoadPlan plan =
                plan("get=1", 4_000, 1_000).pacers(pacers, WaitStrategy.HYBRID).build();

        final LoadResult result = run(plan, OperationCheck.NONE, this::endAtOnce);

        assertEquals(LongStream.range(0, result.offered()).boxed().toList(), sorted(indexes));
        assertEquals(countTo(plan), result.offered());
        assertEquals(result.offered(), count(OperationType.GET, Outcome.OK));
        assertEquals(result.offered(), result.lateness().getTotalCount());
    }

    @Test
    void shouldShareTheLoadAmongShardsByKey() {
        final List<Long> all = new ArrayList<>();
        final List<TreeSet<Integer>> keys = new ArrayList<>();
        for (int shard = 0; shard < 3; shard++) {
            final TreeSet<Integer> own = new TreeSet<>();
            keys.add(own);
            final LoadPlan plan = plan("get=1", 4_000, 500).shard(shard, 3).build();
            indexes.clear();
            run(plan, OperationCheck.NONE, (operation, completion) -> {
                own.add(operation.keyIndex());
                endAtOnce(operation, completion);
            });
            all.addAll(indexes);
        }

        Collections.sort(all);
        assertEquals(
                LongStream.range(0, countTo(plan("get=1", 4_000, 500).build()))
                        .boxed()
                        .toList(),
                all);
        for (int i = 0; i < keys.size(); i++) {
            assertFalse(keys.get(i).isEmpty());
            for (int j = 0; j < i; j++) {
                assertTrue(Collections.disjoint(keys.get(i), keys.get(j)), "a key is owned by one shard");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WaitStrategy.class)
    void shouldNeverSendBeforeTheIntendedStart(final WaitStrategy waiting) {
        final LoadPlan plan = plan("get=1", 2_000, 300).pacers(1, waiting).build();

        final LoadResult result = run(plan, OperationCheck.NONE, this::endAtOnce);

        assertEquals(result.offered(), result.sent());
        assertTrue(recorder.waits(OperationType.GET).getMinValue() >= 0);
    }

    @Test
    void shouldDropWhatFindsNoRoomWhenItSheds() {
        final VirtualRun run = new VirtualRun(
                VirtualRun.builder(1_000, 10, 5).overload(Overload.SHED).build(), start -> start + 10 * MS_NS);
        run.run();

        final long shed = run.response(Outcome.SHED).getTotalCount();
        final long ok = run.response(Outcome.OK).getTotalCount();
        assertEquals(run.pacer.offered(), shed + ok);
        assertEquals(run.pacer.sentMeasured(), ok);
        // Erlang's loss formula for 5 places and an offered load of 10.
        assertEquals(0.564, shed / (double) run.pacer.offered(), 0.03);
        assertEquals(10.0, run.response(Outcome.OK).getMaxValue() / (double) MS_NS, 0.1);
        assertEquals(0, run.service(Outcome.SHED).getTotalCount());
    }

    @Test
    void shouldEndWhenItFindsNoRoomAndIsToAbort() {
        final LoadPlan plan = LoadPlan.builder(workload("get=1"), Schedule.poisson(1, 1_000))
                .durationNs(20 * SECOND_NS)
                .drainNs(MS_NS)
                .maxInFlight(7)
                .overload(Overload.ABORT)
                .pacers(2, WaitStrategy.HYBRID)
                .build();

        final LoadResult result = run(plan, OperationCheck.NONE, (operation, completion) -> {});

        assertTrue(result.aborted());
        assertFalse(result.interrupted());
        assertTrue(result.measuredNs() < 5 * SECOND_NS, "ended after " + result.measuredNs() + " ns");
        assertEquals(
                result.offered(),
                count(OperationType.GET, Outcome.UNFINISHED) + count(OperationType.GET, Outcome.UNSENT));
    }

    @Test
    void shouldKeepAsManyUnderWayAsAClosedLoopSays() throws InterruptedException {
        final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
        try {
            final AtomicInteger underWay = new AtomicInteger();
            final AtomicInteger most = new AtomicInteger();
            final LoadPlan plan = LoadPlan.builder(workload("get=1"), Schedule.poisson(1, 1))
                    .durationNs(SECOND_NS)
                    .drainNs(SECOND_NS)
                    .maxInFlight(6)
                    .closed(true)
                    .pacers(2, WaitStrategy.HYBRID)
                    .build();

            final LoadResult result = run(plan, OperationCheck.NONE, (operation, completion) -> {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                final Future<?> unused = executor.schedule(
                        () -> {
                            underWay.decrementAndGet();
                            completion.onDone(Outcome.OK, null);
                        },
                        5,
                        TimeUnit.MILLISECONDS);
            });

            assertEquals(6, most.get());
            assertTrue(result.offered() > 6 && result.offered() <= 1_200, () -> "sent " + result.offered());
            assertEquals(result.offered(), count(OperationType.GET, Outcome.OK));
            assertEquals(0, recorder.waits(OperationType.GET).getMaxValue(), "nothing is intended before it is sent");
        } finally {
            executor.shutdownNow();
            assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndAfterSoManyOperations(final boolean closed) {
        final LoadPlan plan = plan("get=1", 5_000, 30_000)
                .operations(501)
                .closed(closed)
                .pacers(2, WaitStrategy.HYBRID)
                .build();

        final LoadResult result = run(plan, OperationCheck.NONE, this::endAtOnce);

        assertEquals(501, result.offered());
        assertEquals(501, count(OperationType.GET, Outcome.OK));
        assertTrue(result.measuredNs() < 20 * SECOND_NS);
        assertFalse(result.interrupted());
    }

    @Test
    void shouldReadAndThenWriteInOneOperation() {
        final List<OperationType> actions = Collections.synchronizedList(new ArrayList<>());
        final List<String> checked = Collections.synchronizedList(new ArrayList<>());
        final LoadPlan plan = plan("rmw=1", 1_000, 1_000).operations(1).build();

        run(plan, new Listing(checked), (operation, completion) -> {
            actions.add(operation.action());
            if (operation.action() == OperationType.GET) {
                completion.onValue(ByteBuffer.wrap(new byte[] {1, 2, 3}), 1, 2);
            }
            completion.onDone(Outcome.OK, null);
        });

        assertEquals(List.of(OperationType.GET, OperationType.PUT), actions);
        assertEquals(List.of("begin GET", "value 2 of 1", "end GET OK 1", "begin PUT", "end PUT OK 2"), checked);
        assertEquals(1, count(OperationType.RMW, Outcome.OK));
    }

    @Test
    void shouldNotWriteWhenTheReadFailed() {
        final List<OperationType> actions = Collections.synchronizedList(new ArrayList<>());
        final LoadPlan plan = plan("rmw=1", 1_000, 1_000).operations(1).build();

        run(plan, OperationCheck.NONE, (operation, completion) -> {
            actions.add(operation.action());
            completion.onDone(Outcome.TIMEOUT, null);
        });

        assertEquals(List.of(OperationType.GET), actions);
        assertEquals(1, count(OperationType.RMW, Outcome.TIMEOUT));
    }

    private void endAtOnce(final PlannedOperation operation, final Target.Completion completion) {
        indexes.add(operation.index());
        completion.onDone(Outcome.OK, null);
    }

    private LoadResult run(final LoadPlan plan, final OperationCheck check, final Script script) {
        final Target target = completion -> operation -> script.begin(operation, completion);
        final LoadResult result =
                new LoadEngine(plan, target, check, recorder, SystemNanoClock.INSTANCE).run(progress -> {});
        recorder.endInterval(interval -> {});
        return result;
    }

    private long count(final OperationType type, final Outcome outcome) {
        final var times = recorder.response(type, outcome);
        return times == null ? 0 : times.getTotalCount();
    }

    private static List<Long> sorted(final Iterable<Long> numbers) {
        final List<Long> list = new ArrayList<>();
        numbers.forEach(list::add);
        Collections.sort(list);
        return list;
    }

    private static long countTo(final LoadPlan plan) {
        final var arrivals = plan.schedule().arrivals();
        long count = 0;
        while (arrivals.nextNs() < plan.totalNs()) {
            count++;
        }
        return count;
    }

    private static Workload workload(final String mix) {
        return new Workload(1, Mix.parse(mix), 100, 0);
    }

    private static LoadPlan.Builder plan(final String mix, final double rate, final long durationMs) {
        return LoadPlan.builder(workload(mix), Schedule.poisson(1, rate))
                .durationNs(durationMs * MS_NS)
                .drainNs(5 * SECOND_NS)
                .maxInFlight(1_000);
    }

    /** What a target does with an operation. */
    private interface Script {
        void begin(PlannedOperation operation, Target.Completion completion);
    }

    /** Lists what a check is told; its token is the number of the request. */
    private static final class Listing implements OperationCheck {

        private final List<String> calls;
        private long requests;

        Listing(final List<String> calls) {
            this.calls = calls;
        }

        @Override
        public long begin(final PlannedOperation operation, final long nowNs) {
            calls.add("begin " + operation.action());
            return ++requests;
        }

        @Override
        public void onValue(
                final PlannedOperation operation,
                final long token,
                final ByteBuffer source,
                final int offset,
                final int length) {
            calls.add("value " + length + " of " + token);
        }

        @Override
        public void onEnd(final PlannedOperation operation, final long token, final Outcome outcome, final long nowNs) {
            calls.add("end " + operation.action() + " " + outcome + " " + token);
        }
    }
}
