package io.quorate.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.FakeReplica.Sent;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.version.Version;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeTransportTest {

    private static final NodeDescriptor NODE = NodeDescriptor.of("fake:1");
    private static final byte[] KEY = {'k'};
    private static final byte[] VALUE = {'v'};
    private static final Version VERSION = new Version(1, 2);

    private final FakeTransport transport = new FakeTransport();
    private final RecordingListener listener = new RecordingListener();
    private final FakeReplica replica = transport.replica(NODE.address());
    private final ReplicaConnection connection = transport.open(NODE, listener);

    private void send(final long correlationId) {
        assertEquals(
                ReplicaConnection.ACCEPTED,
                connection.send(correlationId, TestRequest.store(KEY, VALUE, VERSION), 100));
    }

    @Test
    void shouldConnectAtOnceUnlessDialsAreRefused() {
        replica.refuseDials("by the test");
        connection.connect();
        assertEquals(List.of(ReplicaListener.DISCONNECTED), listener.states());
        assertEquals(ReplicaConnection.NOT_CONNECTED, connection.send(1, TestRequest.read(KEY), 100));
        assertEquals(0, connection.capabilities());

        replica.refuseDials(null);
        connection.connect();
        connection.connect();
        assertEquals(List.of(ReplicaListener.DISCONNECTED, ReplicaListener.CONNECTED), listener.states());
        assertEquals(Capabilities.QUORATE_NODE, connection.capabilities());
        assertEquals(NODE, listener.node());
    }

    @Test
    void shouldKeepCopiesOfWhatWasSent() {
        connection.connect();
        final TestRequest request = TestRequest.store(KEY, VALUE, VERSION)
                .withFlags(3)
                .withRingEpoch(4)
                .withRequestId(5);

        connection.send(7, request, 100);
        Arrays.fill(request.bytes().array(), (byte) 0);

        final Sent sent = replica.openSends().get(0);
        assertEquals(7, sent.correlationId());
        assertEquals(100, sent.deadlineNs());
        assertArrayEquals(KEY, sent.request().key());
        assertArrayEquals(VALUE, sent.request().value());
        assertEquals(VERSION, sent.request().version());
        assertEquals(3, sent.request().flags());
        assertEquals(4, sent.request().ringEpoch());
        assertEquals(5, sent.request().requestId());
    }

    @Test
    void shouldEndSendsOnCommandAndOnlyOnce() {
        connection.connect();
        send(1);
        send(2);
        final List<Sent> open = replica.openSends();

        replica.reply(
                open.get(1),
                TestReply.of(ReplicaReply.STORED, VERSION)
                        .withPrevious(ReplicaReply.ABSENT, Version.NONE)
                        .withIncarnation(8, 9));
        replica.fail(open.get(0), ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID, "by the test");

        assertEquals(ReplicaListener.REFUSED, listener.await(1, 0).fate());
        final TestReply reply = listener.await(2, 0).reply();
        assertNotNull(reply);
        assertEquals(ReplicaReply.STORED, reply.result());
        assertEquals(VERSION, reply.version());
        assertEquals(ReplicaReply.ABSENT, reply.previous());
        assertEquals(8, reply.incarnationHigh());
        assertThrows(IllegalStateException.class, () -> replica.fail(open.get(0), 1, 1, null));
        assertEquals(2, replica.sends().size());
        assertEquals(0, replica.openSends().size());
    }

    @Test
    void shouldAnswerByScriptInsideSend() {
        connection.connect();
        replica.answerWith(request ->
                request.kind() == TestRequest.READ ? TestReply.of(ReplicaReply.VALUE, VERSION, VALUE) : null);

        connection.send(1, TestRequest.read(KEY), 100);
        send(2);

        assertArrayEquals(VALUE, listener.await(1, 0).reply().value());
        assertEquals(1, listener.endCount());
    }

    @Test
    void shouldExpireSendsWhoseDeadlineHasCome() {
        connection.connect();
        connection.send(1, TestRequest.read(KEY), Long.MAX_VALUE);
        connection.send(2, TestRequest.read(KEY), Long.MIN_VALUE + 5);

        replica.expire(Long.MAX_VALUE - 1);
        assertEquals(0, listener.endCount());
        replica.expire(Long.MIN_VALUE);
        assertEquals(1, listener.endCount());
        assertEquals(ReplicaListener.CODE_DEADLINE, listener.await(1, 0).code());
    }

    @Test
    void shouldPushBackWhenFull() {
        connection.connect();
        replica.limitOpen(1);
        send(1);

        assertEquals(ReplicaConnection.BACK_PRESSURED, connection.send(2, TestRequest.read(KEY), 100));
    }

    @Test
    void shouldFailOpenSendsWhenConnectionBreaks() {
        connection.connect();
        send(1);

        replica.disconnect();

        assertEquals(ReplicaListener.MAYBE_APPLIED, listener.await(1, 0).fate());
        assertEquals(List.of(ReplicaListener.CONNECTED, ReplicaListener.DISCONNECTED), listener.states());
        assertEquals(ReplicaConnection.NOT_CONNECTED, connection.send(2, TestRequest.read(KEY), 100));
    }

    @Test
    void shouldCallBackWhenCancelled() {
        connection.connect();
        connection.send(1, TestRequest.read(KEY), 100);

        connection.cancel(1);
        connection.cancel(2);

        assertEquals(ReplicaListener.CODE_CANCELLED, listener.await(1, 0).code());
        assertEquals(1, listener.endCount());
    }

    @Test
    void shouldEndEverythingWhenClosed() {
        connection.connect();
        send(1);

        transport.close();
        transport.close();

        assertEquals(ReplicaListener.CODE_CLOSED, listener.await(1, 0).code());
        assertEquals(List.of(ReplicaListener.CONNECTED, ReplicaListener.CLOSED), listener.states());
        assertEquals(ReplicaConnection.CLOSED, connection.send(2, TestRequest.read(KEY), 100));
        assertThrows(IllegalStateException.class, () -> transport.open(NODE, listener));
    }

    @Test
    void shouldAllowOneConnectionAtATime() {
        assertThrows(IllegalStateException.class, () -> transport.open(NODE, listener));
        connection.close();

        final RecordingListener next = new RecordingListener();
        transport.open(NODE, next).connect();

        assertEquals(List.of(ReplicaListener.CONNECTED), next.states());
    }

    @Test
    void shouldSayWhatWasMissingWhenWaitRunsOut() {
        final AssertionError missing = assertThrows(AssertionError.class, () -> listener.await(1, 1));
        assertTrue(missing.getMessage().contains("no callback for send 1"), missing::getMessage);
        assertThrows(AssertionError.class, () -> listener.awaitEnds(1, 1));
        assertThrows(AssertionError.class, () -> listener.awaitState(ReplicaListener.CONNECTED, 1));
    }
}
