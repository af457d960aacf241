package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.CallEnd;
import io.quorate.testkit.RecordingListener;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.Transport;
import io.quorate.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** One connection of a test, with what a test does to it all the time. */
final class Wire {
    static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long REDIAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RecordingListener listener = new RecordingListener();
    private final ReplicaConnection connection;
    private final AtomicLong lastId = new AtomicLong();
    private final LongSupplier clock;

    Wire(final Transport transport, final String address) {
        this(transport, address, System::nanoTime);
    }

    /** With the clock of the transport, where that is another one. */
    Wire(final Transport transport, final String address, final LongSupplier clock) {
        this.clock = clock;
        this.connection = transport.open(NodeDescriptor.of(address), listener);
    }

    static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static TestRequest store(final String key, final String value, final long timestamp) {
        return TestRequest.store(ascii(key), ascii(value), new Version(timestamp, 77));
    }

    static TestRequest read(final String key) {
        return TestRequest.read(ascii(key));
    }

    RecordingListener listener() {
        return listener;
    }

    ReplicaConnection connection() {
        return connection;
    }

    /** Dials until it is connected. */
    Wire dial() {
        final long startNs = System.nanoTime();
        do {
            connection.connect();
            if (listener.pollState(ReplicaListener.CONNECTED, REDIAL_NS)) {
                return this;
            }
        } while (System.nanoTime() - startNs < PATIENCE_NS);
        throw new AssertionError("no connection: " + listener.states() + ' ' + listener.details());
    }

    /** Dials once, which must fail; returns the cause that was told. */
    String dialInVain() {
        connection.connect();
        listener.awaitState(ReplicaListener.DISCONNECTED, PATIENCE_NS);
        return listener.details().get(listener.details().size() - 1);
    }

    /** Dials once more after a disconnect; returns the cause that was told for the new failure. */
    String dialInVainAgain() {
        final int told = listener.states().size();
        connection.connect();
        Waiting.until("a state is told after connect", () -> listener.states().size() > told);
        return listener.details().get(told);
    }

    long post(final TestRequest request, final long timeoutNs) {
        final long id = lastId.incrementAndGet();
        assertEquals(ReplicaConnection.ACCEPTED, connection.send(id, request, clock.getAsLong() + timeoutNs));
        connection.flush();
        return id;
    }

    CallEnd call(final TestRequest request) {
        return listener.await(post(request, PATIENCE_NS), PATIENCE_NS);
    }

    TestReply ask(final TestRequest request) {
        return replyOf(call(request));
    }

    static TestReply replyOf(final CallEnd end) {
        assertNotNull(end.reply(), () -> "no reply but " + end);
        return end.reply();
    }

    void assertFails(final TestRequest request, final int fate, final int code) {
        final CallEnd end = call(request);
        assertEquals(fate, end.fate(), () -> "fate of " + end);
        assertEquals(code, end.code(), () -> "code of " + end);
    }
}
