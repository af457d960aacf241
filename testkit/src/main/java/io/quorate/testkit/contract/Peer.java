package io.quorate.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.CallEnd;
import io.quorate.testkit.RecordingListener;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.Transport;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** One connection of a contract test with its listener; remembers which sends were accepted. Thread-safe. */
final class Peer {

    private static final long REDIAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long BACK_PRESSURE_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Correlation ids use all bits, the sign included: a transport may not interpret them. */
    private static final long ID_STEP = 0x9E3779B97F4A7C15L;

    private final ReplicaHarness harness;
    private final NodeDescriptor node;
    private final RecordingListener listener;
    private final ReplicaConnection connection;
    private final AtomicLong lastId = new AtomicLong();
    private final Set<Long> accepted = ConcurrentHashMap.newKeySet();

    Peer(final ReplicaHarness harness, final Transport transport, final NodeDescriptor node) {
        this.harness = harness;
        this.node = node;
        this.listener = new RecordingListener(harness::nowNs);
        this.connection = transport.open(node, listener);
    }

    RecordingListener listener() {
        return listener;
    }

    ReplicaConnection connection() {
        return connection;
    }

    /** Dials, again and again as the engine does, until the node is connected. */
    Peer dial() {
        final long startNs = System.nanoTime();
        do {
            connection.connect();
            if (listener.pollState(ReplicaListener.CONNECTED, REDIAL_NS)) {
                return this;
            }
        } while (System.nanoTime() - startNs < harness.patienceNs());
        throw new AssertionError("no connection to " + node + ": states told " + listener.states() + " because of "
                + listener.details());
    }

    /** Sends without flush, and tells what {@code send} answered. */
    int trySend(final long correlationId, final TestRequest request, final long timeoutNs) {
        // Added before the send, since the callback may come before send returns.
        accepted.add(correlationId);
        final int result = connection.send(correlationId, request, harness.nowNs() + timeoutNs);
        if (result != ReplicaConnection.ACCEPTED) {
            accepted.remove(correlationId);
        }
        return result;
    }

    long newId() {
        return lastId.addAndGet(ID_STEP);
    }

    /** Sends a request that must be accepted; returns its correlation id. */
    long post(final TestRequest request, final long timeoutNs) {
        final long correlationId = newId();
        assertEquals(ReplicaConnection.ACCEPTED, trySend(correlationId, request, timeoutNs), "send was not accepted");
        connection.flush();
        return correlationId;
    }

    /** Sends as soon as the transport has room for it; {@code onBackPressure} runs each time that it has none. */
    long postWhenRoom(final TestRequest request, final long timeoutNs, final Runnable onBackPressure) {
        final long correlationId = newId();
        final long startNs = System.nanoTime();
        int result = trySend(correlationId, request, timeoutNs);
        while (result == ReplicaConnection.BACK_PRESSURED) {
            assertTrue(System.nanoTime() - startNs < harness.patienceNs(), "back pressure did not end");
            connection.flush();
            onBackPressure.run();
            LockSupport.parkNanos(BACK_PRESSURE_PAUSE_NS);
            result = trySend(correlationId, request, timeoutNs);
        }
        assertEquals(ReplicaConnection.ACCEPTED, result, "send was not accepted");
        connection.flush();
        return correlationId;
    }

    CallEnd await(final long correlationId) {
        return listener.await(correlationId, harness.patienceNs());
    }

    CallEnd call(final TestRequest request) {
        return await(post(request, harness.patienceNs()));
    }

    /** Sends a request that must be answered. */
    TestReply ask(final TestRequest request) {
        return replyOf(call(request));
    }

    static TestReply replyOf(final CallEnd end) {
        final TestReply reply = end.reply();
        assertNotNull(
                reply, () -> "wanted a reply, not fate " + end.fate() + " code " + end.code() + ": " + end.detail());
        return reply;
    }

    /** Sends a request that must fail with this fate and one of these codes. */
    void assertFails(final TestRequest request, final int fate, final Integer... codes) {
        final CallEnd end = call(request);
        assertEquals(fate, end.fate(), () -> "fate of " + end);
        assertTrue(List.of(codes).contains(end.code()), () -> "code of " + end);
    }

    /** To be called when the transport has been closed: what every connection must have done by then. */
    void verifyExactlyOneCallback() {
        assertEquals(List.of(), listener.repeated(), "sends to " + node + " that ended more than once");
        for (final CallEnd end : listener.ends()) {
            assertTrue(
                    accepted.contains(end.correlationId()), () -> "callback for a send that was not accepted: " + end);
        }
        assertEquals(accepted.size(), listener.endCount(), "accepted sends to " + node + " and their callbacks");
        if (!listener.states().isEmpty()) {
            assertEquals(node, listener.node(), "state was told for another node");
        }
        assertTrue(
                listener.states().indexOf(ReplicaListener.CLOSED)
                        == listener.states().size() - 1,
                () -> "CLOSED must be told once and last; told were " + listener.states());
    }
}
