package io.quorate.load.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.PlannedOperations;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The check in several threads at once, on a map that is atomic, and on one that now and then is not. */
@Timeout(120)
class RegisterCheckThreadsTest {

    private static final int THREADS = 4;
    private static final int KEYS = 4;
    private static final long OPERATIONS = 1_000_000;

    private final ConcurrentMap<Integer, Long> map = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    private RegisterCheck run(final int staleOneIn) throws InterruptedException, ExecutionException {
        // Small, so that entries change hands all the time.
        final RegisterCheck check = new RegisterCheck(
                CheckSettings.of(CheckMode.ATOMIC, true, 1, KEYS, Values.BYTES)
                        .withRingEntries(CheckSettings.LEAST_RING_ENTRIES),
                ViolationSink.NONE,
                System.nanoTime());
        for (int key = 0; key < KEYS; key++) {
            map.put(key, -1L - key);
        }
        check.preloaded(KEYS, System.nanoTime());
        final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            final List<Future<?>> workers = IntStream.range(0, THREADS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> work(check, i, staleOneIn)))
                    .toList();
            for (final Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return check;
    }

    private void work(final RegisterCheck check, final int seed, final int staleOneIn) {
        final SplittableRandom random = new SplittableRandom(seed);
        final PlannedOperation operation = PlannedOperations.empty();
        final Values values = new Values();
        final long[] old = LongStream.range(0, KEYS).map(key -> -1 - key).toArray();
        long number = numbers.getAndIncrement();
        while (number < OPERATIONS) {
            final int draw = random.nextInt(100);
            final OperationType type =
                    draw < 50 ? OperationType.GET : draw < 90 ? OperationType.PUT : OperationType.DELETE;
            final int key = random.nextInt(KEYS);
            PlannedOperations.fill(operation, number, type, key);
            final long token = check.begin(operation, System.nanoTime());
            Outcome outcome = random.nextInt(100) == 0 ? Outcome.TIMEOUT : Outcome.OK;
            if (type == OperationType.GET) {
                final Long now = map.get(key);
                final boolean isStale = staleOneIn > 0 && random.nextInt(staleOneIn) == 0;
                final Long found = isStale ? (Long) old[key] : now;
                if (now != null && !isStale) {
                    old[key] = now;
                }
                outcome = found == null ? Outcome.ABSENT : Outcome.OK;
                if (found != null) {
                    check.onValue(operation, token, values.of(1, found, key), 0, Values.BYTES);
                }
            } else if (outcome == Outcome.OK || random.nextBoolean()) {
                if (type == OperationType.PUT) {
                    map.put(key, number);
                } else {
                    map.remove(key);
                }
            }
            check.onEnd(operation, token, outcome, System.nanoTime());
            number = numbers.getAndIncrement();
        }
    }

    @Test
    void shouldFindNothingWhenTheMapIsAtomic() throws InterruptedException, ExecutionException {
        final RegisterCheck check = run(0);

        assertEquals(List.of(), check.violations());
        assertTrue(check.summary().reads() > OPERATIONS / 3, check.summary().toString());
    }

    @Test
    void shouldFindStaleReadsWhenTheMapForgets() throws InterruptedException, ExecutionException {
        final RegisterCheck check = run(1_000);

        final long stale = check.summary().violations().getOrDefault(ViolationKind.STALE, 0L);
        assertTrue(stale > 10, check.summary().toString());
    }
}
