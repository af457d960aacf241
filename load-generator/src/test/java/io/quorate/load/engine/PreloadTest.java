package io.quorate.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.Workload;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PreloadTest {

    private static final int KEYS = 500;
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

    private final Workload workload = new Workload(1, Mix.parse("get=1"), KEYS, 20);
    private final Set<Integer> written = ConcurrentHashMap.newKeySet();

    @Test
    void shouldWriteEveryKeyWithoutMoreAtATimeThanAllowed() throws InterruptedException {
        final ExecutorService executor = Executors.newFixedThreadPool(4);
        final AtomicInteger underWay = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        try {
            final Target target = completion -> operation -> {
                final int key = operation.keyIndex();
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                executor.execute(() -> {
                    written.add(key);
                    underWay.decrementAndGet();
                    completion.onDone(Outcome.OK, null);
                });
            };
            assertNull(new Preload(workload, target, 8, LONG_NS).run(key -> {}, () -> false));
        } finally {
            executor.shutdownNow();
        }
        assertEquals(KEYS, written.size());
        assertTrue(most.get() <= 8, "at a time: " + most);
        assertEquals(0, underWay.get());
    }

    @Test
    void shouldTryAgainWhatFails() throws InterruptedException {
        final AtomicInteger calls = new AtomicInteger();
        final Target target = completion -> operation -> {
            final boolean fails = calls.incrementAndGet() % 100 == 0;
            if (!fails) {
                written.add(operation.keyIndex());
            }
            completion.onDone(fails ? Outcome.TIMEOUT : Outcome.OK, null);
        };
        assertNull(new Preload(workload, target, 1, LONG_NS).run(key -> {}, () -> false));
        assertEquals(KEYS, written.size());
        assertEquals(KEYS + 5, calls.get());
    }

    @Test
    void shouldSayWhyItFailedWhenAKeyCannotBeWritten() throws InterruptedException {
        final Target target = completion -> operation ->
                completion.onDone(operation.keyIndex() == 3 ? Outcome.REFUSED : Outcome.OK, "no such luck");
        final String problem = new Preload(workload, target, 2, LONG_NS).run(key -> {}, () -> false);
        assertNotNull(problem);
        assertTrue(problem.contains("no such luck"), problem);
    }

    @Test
    void shouldNotWaitForEverWhenTheTargetIsSilent() throws InterruptedException {
        final Target target = completion -> operation -> {};
        final String problem =
                new Preload(workload, target, 2, TimeUnit.MILLISECONDS.toNanos(50)).run(key -> {}, () -> false);
        assertNotNull(problem);
        assertTrue(problem.contains("50 ms"), problem);
    }

    @Test
    void shouldStopWhenAsked() throws InterruptedException {
        final AtomicInteger begun = new AtomicInteger();
        final Target target = completion -> operation -> completion.onDone(Outcome.OK, null);
        assertNull(
                new Preload(workload, target, 1, LONG_NS).run(key -> begun.incrementAndGet(), () -> begun.get() == 10));
        assertEquals(10, begun.get());
    }

    @Test
    void shouldKnowHowFarTheKeysAreWrittenWithoutAGap() throws InterruptedException {
        final Target target = completion -> operation -> {
            if (operation.keyIndex() != 7) {
                written.add(operation.keyIndex());
                completion.onDone(Outcome.OK, null);
            }
        };
        final Preload preload = new Preload(workload, target, 4, LONG_NS);
        assertNull(preload.run(
                key -> {
                    for (int below = 0; below < preload.writtenBelow(); below++) {
                        assertTrue(written.contains(below), below + " of " + preload.writtenBelow());
                    }
                },
                () -> written.size() == 100));
        assertEquals(7, preload.writtenBelow());
        assertTrue(preload.written() > 90, "written: " + preload.written());
    }

    @Test
    void shouldGoOnWhereAnotherOneWas() throws InterruptedException {
        final Target target = completion -> operation -> {
            written.add(operation.keyIndex());
            completion.onDone(Outcome.OK, null);
        };
        final Preload preload =
                new Preload(workload, target, 4, LONG_NS).shard(1, 3).from(200);
        assertNull(preload.run(key -> {}, () -> false));
        assertEquals(KEYS, preload.writtenBelow());
        assertEquals(written.size(), preload.written());
        for (int key = 0; key < KEYS; key++) {
            assertEquals(key >= 200 && Workload.owner(key, 3) == 1, written.contains(key), "key " + key);
        }
    }

    @Test
    void shouldCountWritesThatFailed() throws InterruptedException {
        final AtomicInteger calls = new AtomicInteger();
        final Target target = completion ->
                operation -> completion.onDone(calls.incrementAndGet() <= 2 ? Outcome.TIMEOUT : Outcome.OK, null);
        final Preload preload = new Preload(workload, target, 1, LONG_NS);
        assertNull(preload.run(key -> {}, () -> false));
        assertEquals(2, preload.failures());
        assertEquals(KEYS, preload.written());
    }
}
