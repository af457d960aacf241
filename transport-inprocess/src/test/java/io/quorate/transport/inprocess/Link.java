package io.quorate.transport.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.CallEnd;
import io.quorate.testkit.RecordingListener;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.Transport;
import io.quorate.version.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One connection with all that it was told. */
final class Link {
    static final long SECOND_NS = Duration.ofSeconds(1).toNanos();

    final RecordingListener listener;
    final ReplicaConnection connection;
    private final LongSupplier clock;
    private long lastId;

    Link(final Transport transport, final NodeDescriptor node, final LongSupplier clock) {
        this.clock = clock;
        this.listener = new RecordingListener(clock);
        this.connection = transport.open(node, listener);
    }

    static Link connected(final Transport transport, final NodeDescriptor node, final LongSupplier clock) {
        final Link link = new Link(transport, node, clock);
        link.connection.connect();
        assertEquals(1, link.listener.states().size());
        assertEquals(ReplicaListener.CONNECTED, link.listener.states().get(0));
        return link;
    }

    static TestRequest reading(final String key) {
        return TestRequest.read(key.getBytes(StandardCharsets.UTF_8));
    }

    static TestRequest storing(final String key, final String value, final long timestamp) {
        return TestRequest.store(
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8),
                new Version(timestamp, 1));
    }

    int trySend(final TestRequest request, final long timeoutNs) {
        return connection.send(++lastId, request, clock.getAsLong() + timeoutNs);
    }

    /** Sends with a second's time; returns the id. */
    long send(final TestRequest request) {
        assertEquals(ReplicaConnection.ACCEPTED, trySend(request, SECOND_NS));
        return lastId;
    }

    /** How a send has ended by now, or null. */
    @Nullable
    CallEnd end(final long id) {
        return listener.ends().stream()
                .filter(end -> end.correlationId() == id)
                .findFirst()
                .orElse(null);
    }

    TestReply reply(final long id) {
        final CallEnd end = end(id);
        assertNotNull(end, "send " + id + " has not ended");
        assertNotNull(end.reply(), () -> "send " + id + " failed: " + end);
        return end.reply();
    }

    void assertFailed(final long id, final int fate, final int code) {
        final CallEnd end = end(id);
        assertNotNull(end, "send " + id + " has not ended");
        assertEquals(fate, end.fate(), end::toString);
        assertEquals(code, end.code(), end::toString);
    }

    /** Reads at a node that answers inside send. */
    void assertHolds(final String key, final String value) {
        final TestReply reply = reply(send(reading(key)));
        assertEquals(ReplicaReply.VALUE, reply.result());
        assertEquals(value, new String(reply.value(), StandardCharsets.UTF_8));
    }

    void assertAbsent(final String key) {
        assertEquals(ReplicaReply.ABSENT, reply(send(reading(key))).result());
    }
}
