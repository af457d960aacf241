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
}
