package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineSweepTest {
    /** What {@link DeadlineSweep} leaves between two sweeps at least. */
    private static final long GAP_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private record Task(long atNs, Runnable action) {}

    private final PriorityQueue<Task> timer = new PriorityQueue<>((a, b) -> Long.compare(a.atNs - b.atNs, 0));
    private final List<Long> waiting = new ArrayList<>();
    private final List<Long> latenessesNs = new ArrayList<>();
    private int sweepCount;
    private long nowNs;
    private DeadlineSweep sweep = new DeadlineSweep(() -> nowNs, this::schedule, this::sweep);

    private void schedule(final Runnable action, final long delayNs) {
        timer.add(new Task(nowNs + delayNs, action));
    }

    private long sweep(final long now) {
        sweepCount++;
        waiting.stream().filter(deadline -> deadline - now <= 0).forEach(deadline -> latenessesNs.add(now - deadline));
        waiting.removeIf(deadline -> deadline - now <= 0);
        return waiting.stream().reduce(DeadlineSweep.NONE, DeadlineSweep::earlier);
    }

    private void send(final long deadlineNs) {
        waiting.add(deadlineNs);
        sweep.by(deadlineNs);
    }

    private void passTo(final long untilNs) {
        while (!timer.isEmpty() && timer.element().atNs - untilNs <= 0) {
            final Task next = timer.remove();
            nowNs = next.atNs;
            next.action.run();
        }
        nowNs = untilNs;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void shouldEndEveryCallAtItsDeadlineAndNoneBefore(final long seed) {
        final RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        // Near the end of the range as well, where sums overflow.
        nowNs = seed % 2 == 0 ? 0 : Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);
        final int count = 1_000;
        for (int i = 0; i < count; i++) {
            passTo(nowNs + random.nextLong(TimeUnit.MILLISECONDS.toNanos(10)));
            send(nowNs + random.nextLong(TimeUnit.MILLISECONDS.toNanos(100)));
        }
        passTo(nowNs + TimeUnit.SECONDS.toNanos(1));

        assertEquals(count, latenessesNs.size(), "seed " + seed);
        assertTrue(latenessesNs.stream().allMatch(late -> late >= 0 && late <= GAP_NS), "seed " + seed);
        assertTrue(timer.isEmpty(), "seed " + seed);
    }

    @Test
    void shouldSweepOnceForManyCallsThatEndTogether() {
        for (int i = 0; i < 1_000; i++) {
            send(TimeUnit.MILLISECONDS.toNanos(500) + i);
        }
        passTo(TimeUnit.SECONDS.toNanos(1));

        assertEquals(1_000, latenessesNs.size());
        assertTrue(sweepCount <= 2, "sweeps: " + sweepCount);
    }

    @Test
    void shouldEndCallWhoseDeadlineIsTheValueThatMeansNone() {
        nowNs = DeadlineSweep.NONE - TimeUnit.MILLISECONDS.toNanos(5);

        send(DeadlineSweep.NONE);
        passTo(nowNs + TimeUnit.MILLISECONDS.toNanos(10));

        assertEquals(1, latenessesNs.size());
    }

    @Test
    void shouldLetTheSendGoOnWhenTheTimerIsClosed() {
        sweep = new DeadlineSweep(
                () -> nowNs,
                (action, delayNs) -> {
                    throw new RejectedExecutionException("closed");
                },
                this::sweep);

        send(5);

        assertEquals(List.of(5L), waiting);
    }
}
