package io.quorate.transport.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.CallEnd;
import io.quorate.testkit.RecordingListener;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Threads that send while others crash, pause, cut off and close: every accepted send ends once, and in time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChaosTest {
    private static final int SENDERS = 3;
    private static final int MOST_SENDS = 1_000_000;
    private static final int CHANGES = 400;
    private static final long PAUSE_NS = 200_000;
    private static final int TOLERANCE_MS = 2_000;

    private final EmbeddedCluster cluster = EmbeddedCluster.builder().nodes(1).start();
    private final InProcessTransport transport = cluster.transport();
    private final EmbeddedNode node = cluster.node(0);
    private final RecordingListener listener = new RecordingListener();
    private final ReplicaConnection connection = transport.open(node.descriptor(), listener);
    private final Set<Long> accepted = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<Long, Long> deadlines = new ConcurrentHashMap<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    @RepeatedTest(3)
    void shouldEndEveryAcceptedSendOnceAndInTime() throws Exception {
        final ExecutorService threads = Executors.newFixedThreadPool(SENDERS + 1);
        try {
            final List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                final int sender = i;
                running.add(threads.submit(() -> send(sender)));
            }
            running.add(threads.submit(this::makeChaos));
            for (final Future<?> one : running) {
                one.get(40, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        // Some are still waiting.
        transport.close();
        final int endsAtClose = listener.endCount();
        cluster.close();

        assertEquals(List.of(), listener.repeated());
        assertEquals(accepted.size(), endsAtClose);
        assertEquals(endsAtClose, listener.endCount());
        assertTrue(endsAtClose > CHANGES, "only " + endsAtClose + " sends");
        for (final CallEnd end : listener.ends()) {
            assertTrue(accepted.contains(end.correlationId()));
            final long lateMs = TimeUnit.NANOSECONDS.toMillis(end.atNs() - deadlines.get(end.correlationId()));
            assertTrue(lateMs < TOLERANCE_MS, "a send ended " + lateMs + " ms after its deadline");
        }
        final List<Integer> states = listener.states();
        assertEquals(states.size() - 1, states.indexOf(ReplicaListener.CLOSED));
        for (int i = 1; i < states.size(); i++) {
            assertTrue(
                    states.get(i) != ReplicaListener.CONNECTED || states.get(i - 1) != ReplicaListener.CONNECTED,
                    () -> "CONNECTED twice in " + states);
        }
    }

    @RepeatedTest(20)
    void shouldNotCallBackAfterCloseWhileThreadsSend() throws Exception {
        connection.connect();
        final AtomicInteger sent = new AtomicInteger();
        final CountDownLatch flowing = new CountDownLatch(100);
        listener.onEachEnd(end -> flowing.countDown());
        final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
        final int endsAtClose;
        try {
            final List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                running.add(threads.submit(() -> {
                    while (connection.send(
                                    sent.incrementAndGet(), Link.reading("k"), System.nanoTime() + Link.SECOND_NS)
                            == ReplicaConnection.ACCEPTED) {
                        Thread.onSpinWait();
                    }
                }));
            }
            assertTrue(flowing.await(10, TimeUnit.SECONDS));
            transport.close();
            endsAtClose = listener.endCount();
            for (final Future<?> one : running) {
                one.get(10, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        cluster.close();

        assertEquals(endsAtClose, listener.endCount());
        // The last send of each thread was not accepted.
        assertEquals(sent.get() - SENDERS, endsAtClose);
    }

    private void send(final int sender) {
        final SplittableRandom random = new SplittableRandom(sender);
        for (int i = 0; i < MOST_SENDS && !stop.get(); i++) {
            final long id = (long) sender * MOST_SENDS + i;
            final long deadlineNs = System.nanoTime() + random.nextLong(20_000_000);
            accepted.add(id);
            deadlines.put(id, deadlineNs);
            final int result = connection.send(
                    id,
                    random.nextBoolean() ? Link.reading("k" + i % 5) : Link.storing("k" + i % 5, "value", i),
                    deadlineNs);
            if (result != ReplicaConnection.ACCEPTED) {
                accepted.remove(id);
                connection.connect();
            }
            if (random.nextInt(50) == 0) {
                connection.cancel(id);
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    private void makeChaos() {
        final SplittableRandom random = new SplittableRandom(99);
        final FaultPlan plan = FaultPlan.NONE
                .withDelay(Delay.uniform(Duration.ZERO, Duration.ofMillis(3)))
                .withDrop(0.05)
                .withReorder(0.1, Duration.ofMillis(5));
        for (int i = 0; i < CHANGES; i++) {
            switch (random.nextInt(7)) {
                case 0 -> node.crash();
                case 1 -> node.faults().requests(plan.withDuplicate(0.1).withOverload(0.05));
                case 2 -> node.faults().replies(plan);
                case 3 -> node.faults().requests(FaultPlan.NONE.withDrop(1));
                case 4 -> pauseIfRunning();
                default -> node.faults().clear();
            }
            connection.connect();
            LockSupport.parkNanos(PAUSE_NS);
            if (!node.isRunning()) {
                node.restart();
            }
            if (random.nextBoolean()) {
                node.resume();
            }
        }
        stop.set(true);
    }

    private void pauseIfRunning() {
        if (node.isRunning()) {
            node.pause();
        }
    }
}
