package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.error.Outcome.INDETERMINATE;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.ClientClosedException;
import io.quorate.metrics.Counter;
import io.quorate.transport.FakeReply;
import io.quorate.transport.ReplicaRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineCloseTest {

    private final Rig rig = new Rig();

    @Test
    void shouldDecideEveryOperationAndLeaveNothingBehind() {
        rig.start();
        final List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            outcomes.add(i % 2 == 0 ? rig.get("key" + i) : rig.put("key" + i, "v"));
        }
        rig.engine().close(0);
        for (int i = 0; i < outcomes.size(); i++) {
            final ClientClosedException error = outcomes.get(i).failure(ClientClosedException.class);
            assertFalse(error.retryable());
            assertEquals(i % 2 != 0, error.outcome() == INDETERMINATE);
        }
        rig.assertIdle();
        assertEquals(100, rig.count(Counter.FAILED_CLOSED));
        assertTrue(rig.env.isClosed());
        assertEquals(1, rig.transport.closes.get());
        rig.transport.opened.forEach(peer -> assertTrue(peer.isClosed()));
    }

    @Test
    void shouldTakeNoOperationAfterwards() {
        rig.start();
        rig.engine().close(0);
        rig.get(KEY).failure(ClientClosedException.class);
        rig.put(KEY, "v").failure(ClientClosedException.class);
        assertEquals(2, rig.count(Counter.FAILED_CLOSED));
        rig.assertIdle();
    }

    @Test
    void shouldCloseOnce() {
        rig.start();
        rig.engine().close(0);
        rig.engine().close(0);
        assertEquals(1, rig.transport.closes.get());
    }

    @Test
    void shouldLetUndecidedOperationsFinishWhileItDrains() throws InterruptedException {
        rig.start();
        final Outcome outcome = rig.get(KEY);
        final List<FakePeer> replicas = rig.replicas(KEY);
        final CountDownLatch closed = new CountDownLatch(1);
        final Thread closer = new Thread(() -> {
            rig.engine().close(TimeUnit.HOURS.toNanos(1));
            closed.countDown();
        });
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        rig.get("other").failure(ClientClosedException.class);
        outcome.assertUndecided();
        replicas.forEach(peer -> peer.next().reply(value(5, 1, "in time")));
        outcome.assertOk();
        assertEquals("in time", outcome.value);
        assertTrue(closed.await(20, TimeUnit.SECONDS), "close still waits, although nothing is under way");
        closer.join();
    }

    @Test
    void shouldDrainNoLongerThanItWasTold() throws InterruptedException {
        rig.start();
        final Outcome outcome = rig.get(KEY);
        final CountDownLatch closed = new CountDownLatch(1);
        final Thread closer = new Thread(() -> {
            rig.engine().close(50 * Rig.MS);
            closed.countDown();
        });
        closer.start();
        while (closed.getCount() > 0) {
            rig.env.advanceLate(Rig.MS);
            closed.await(1, TimeUnit.MILLISECONDS);
        }
        closer.join();
        outcome.failure(ClientClosedException.class);
    }

    @Test
    void shouldStopDrainingWhenItIsInterrupted() throws InterruptedException {
        rig.start();
        final Outcome outcome = rig.get(KEY);
        final CountDownLatch interrupted = new CountDownLatch(1);
        final Thread closer = new Thread(() -> {
            Thread.currentThread().interrupt();
            rig.engine().close(TimeUnit.HOURS.toNanos(1));
            if (Thread.currentThread().isInterrupted()) {
                interrupted.countDown();
            }
        });
        closer.start();
        assertTrue(interrupted.await(20, TimeUnit.SECONDS));
        closer.join();
        outcome.failure(ClientClosedException.class);
    }

    @Test
    void shouldTellAStartThatItWasClosed() {
        rig.peers(peer -> peer.dial = FakePeer.Dial.IGNORE).begin();
        assertEquals(0, rig.starts.get());
        rig.engine().close(0);
        assertEquals(1, rig.starts.get());
        assertNotNull(rig.startError);
        assertEquals(ClientClosedException.class, rig.startError.getClass());
    }

    @Test
    void shouldDropPendingRepairs() {
        rig.eventual().repairs(10, 1).start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        for (int i = 0; i < 3; i++) {
            replicas.forEach(peer -> peer.answer = sent -> sent.reply(
                    sent.kind != ReplicaRequest.READ
                            ? stored(5, 1)
                            : peer == replicas.get(2) ? absent() : value(5, 1, "v")));
            rig.get("key" + i).assertOk();
        }
        final long dropped = rig.count(Counter.REPAIRS_DROPPED);
        assertTrue(rig.gauges().pendingRepairs() > 0);
        final int pending = rig.gauges().pendingRepairs();
        rig.engine().close(0);
        assertEquals(0, rig.gauges().pendingRepairs());
        assertEquals(dropped + pending, rig.count(Counter.REPAIRS_DROPPED));
    }

    /** An answer that was on its way when the client was closed must not open connections that nobody closes. */
    @Test
    void shouldOpenNothingWhenARingArrivesAfterwards() {
        rig.seeds("a:1").peers(peer -> {}).begin();
        final FakePeer.Sent ask = rig.peer("a:1").nextAsk();
        final FakeReply ring = EngineStartTest.reply(rig.state(1, "a:1", "b:1", "c:1"));
        ring.onFirstLook(() -> rig.engine().close(0));
        ask.reply(ring);
        rig.transport.opened.forEach(peer -> assertTrue(peer.isClosed(), peer.name() + " is open"));
    }

    @Test
    void shouldNotReviveConnectionsAfterwards() {
        rig.start();
        rig.engine().close(0);
        final int connects = rig.transport.opened.stream()
                .mapToInt(peer -> peer.connects.get())
                .sum();
        rig.env.wake();
        assertEquals(
                connects,
                rig.transport.opened.stream()
                        .mapToInt(peer -> peer.connects.get())
                        .sum());
    }
}
