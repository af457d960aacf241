package io.quorate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.engine.OperationView;
import io.quorate.metrics.Counter;
import io.quorate.metrics.OperationKind;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads on one client with its real engine: every operation is answered once, and all gauges return to zero. */
@Timeout(120)
class ConcurrentCallsTest {

    private static final int THREADS = 8;
    private static final int CALLS_PER_THREAD = 5_000;

    private final NoopTransport transport = NoopTransport.ofThreeNodes();

    @Test
    void shouldAnswerEveryCallOnce() throws InterruptedException {
        final AtomicLong callbacks = new AtomicLong();
        final AtomicLong failures = new AtomicLong();
        final CountDownLatch done = new CountDownLatch(THREADS);
        try (QuorateClient client = QuorateClient.builder()
                .target(transport.target())
                .transport(transport)
                .connect()) {
            for (int t = 0; t < THREADS; t++) {
                new Thread(() -> {
                            for (int i = 0; i < CALLS_PER_THREAD; i++) {
                                call(client, i, callbacks, failures);
                            }
                            done.countDown();
                        })
                        .start();
            }
            assertTrue(done.await(100, TimeUnit.SECONDS));
            final long calls = (long) THREADS * CALLS_PER_THREAD;
            assertEquals(0, failures.get());
            assertEquals(calls, callbacks.get());
            assertEquals(
                    calls,
                    client.metrics().value(Counter.GETS) + client.metrics().value(Counter.PUTS));
            assertEquals(
                    client.metrics().value(Counter.GETS),
                    client.metrics().decisions(OperationKind.GET).count());
            assertEquals(0, client.metrics().gauges().inFlight());
            assertEquals(0, client.metrics().gauges().inFlightBytes());
            assertEquals(0, client.metrics().gauges().lingering());
        }
    }

    @Test
    void shouldRunBatchesOverTheRealEngine() {
        try (QuorateClient client = QuorateClient.builder()
                .target(transport.target())
                .transport(transport)
                .connect()) {
            final Map<String, String> entries =
                    IntStream.range(0, 20_000).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "value" + i));
            assertTrue(client.putAll(entries).values().stream().allMatch(KeyResult::isOk));
            assertTrue(client.getAll(entries.keySet()).values().stream()
                    .allMatch(result ->
                            NoopTransport.VALUE.equals(result.orElseThrow().text())));
        }
    }

    private static void call(
            final QuorateClient client, final int i, final AtomicLong callbacks, final AtomicLong failures) {
        final OperationCallback callback = (final OperationView view) -> {
            callbacks.incrementAndGet();
            if (view.error() != null || !view.exists()) {
                failures.incrementAndGet();
            }
        };
        final byte[] key = {'k', (byte) ('a' + i % 26)};
        if (i % 2 == 0) {
            client.get(key, 0, 2, CallOptions.DEFAULT, callback);
        } else {
            client.put(key, 0, 2, key, 0, 2, CallOptions.DEFAULT, callback);
        }
    }
}
