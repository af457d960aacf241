package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.testkit.CallEnd;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OlderServersTest {
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private OlderServer server(final OlderServer.Kind kind) {
        final OlderServer server = new OlderServer(kind);
        opened.add(server);
        return server;
    }

    private Wire connect(final OlderServer server, final LegacyServers legacy) {
        return wire(server, legacy).dial();
    }

    private Wire wire(final OlderServer server, final LegacyServers legacy) {
        final GrpcTransport transport = GrpcTransport.create(
                GrpcTransportOptions.builder().legacyServers(legacy).build());
        opened.add(transport);
        return new Wire(transport, server.address());
    }

    @Test
    void shouldFindOutThatTimestampsAreKeptWhenProbing() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);

        final Wire wire = connect(server, LegacyServers.PROBE);

        assertEquals(0, wire.connection().capabilities());
        assertEquals(1, server.probes().size());
        assertEquals(LegacyProbe.TIMESTAMP, server.probes().get(0).getTimestamp());
    }

    @Test
    void shouldFindOutThatServerStampsWhenProbing() {
        final OlderServer server = server(OlderServer.Kind.STAMPING);

        final Wire wire = connect(server, LegacyServers.PROBE);

        assertEquals(Capabilities.OWN_TIMESTAMPS, wire.connection().capabilities());
        assertEquals(1, server.probes().size());
    }

    @Test
    void shouldFindTheSameAgainWhenProbedTwice() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);

        connect(server, LegacyServers.PROBE);
        final Wire second = connect(server, LegacyServers.PROBE);

        assertEquals(0, second.connection().capabilities());
        assertEquals(LegacyProbe.TIMESTAMP, server.stored(LegacyProbe.KEY).timestamp());
    }

    @Test
    void shouldTakeServerForStampingWhenProbeFails() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        server.failWith(Status.PERMISSION_DENIED, LegacyProbe.KEY::equals);

        final Wire wire = connect(server, LegacyServers.PROBE);

        assertEquals(Capabilities.OWN_TIMESTAMPS, wire.connection().capabilities());
        wire.assertFails(
                TestRequest.repair(Wire.ascii("k"), Wire.ascii("v"), new Version(5, 0)),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_UNSUPPORTED);
    }

    @Test
    void shouldTakeServerForStampingWhenSomethingElseIsReadBack() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        server.plant(LegacyProbe.KEY, "somebody's", LegacyProbe.TIMESTAMP + 1);

        final Wire wire = connect(server, LegacyServers.PROBE);

        assertEquals(Capabilities.OWN_TIMESTAMPS, wire.connection().capabilities());
    }

    @Test
    void shouldBelieveOptionWithoutProbing() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);

        final Wire honouring = connect(server, LegacyServers.HONOURING);
        final Wire stamping = connect(server, LegacyServers.STAMPING);

        assertEquals(0, honouring.connection().capabilities());
        assertEquals(Capabilities.OWN_TIMESTAMPS, stamping.connection().capabilities());
        assertEquals(List.of(), server.probes());
    }

    @Test
    void shouldProbeAgainWhenServerIsBack() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        final Wire wire = connect(server, LegacyServers.PROBE);

        server.kill();
        wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);
        assertEquals(0, wire.connection().capabilities());
        server.restart();
        wire.dial();

        assertEquals(2, server.probes().size());
        assertEquals(ReplicaReply.ABSENT, wire.ask(Wire.read("k")).result());
    }

    @Test
    void shouldStoreAndReadBackWhenTimestampsAreKept() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        final Wire wire = connect(server, LegacyServers.PROBE);

        final TestReply stored = wire.ask(Wire.store("k", "v", 100));
        final TestReply read = wire.ask(Wire.read("k"));

        assertEquals(ReplicaReply.STORED, stored.result());
        assertEquals(new Version(100, 0), stored.version());
        assertEquals(ReplicaReply.VALUE, read.result());
        assertEquals(new Version(100, 0), read.version());
        assertArrayEquals(Wire.ascii("v"), read.value());
        assertEquals(0, read.incarnationHigh());
        assertEquals(0, read.incarnationLow());
        assertEquals(0, read.ringEpoch());
        assertEquals(0, read.nodeWallMs());
    }

    @Test
    void shouldNotBelieveThePreviousValueOfAnOlderServer() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        final Wire wire = connect(server, LegacyServers.PROBE);
        wire.ask(Wire.store("k", "first", 100));

        final TestReply reply = wire.ask(Wire.store("k", "second", 200).withFlags(ReplicaRequest.FLAG_WANT_PREVIOUS));

        assertEquals(ReplicaReply.PREVIOUS_UNKNOWN, reply.previous());
        assertEquals(0, reply.valueLength());
    }

    @Test
    void shouldReadExistingValueWhenItsTimestampIsZero() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        server.plant("zero", "there", 0);
        final Wire wire = connect(server, LegacyServers.PROBE);

        final TestReply reply = wire.ask(Wire.read("zero"));

        assertEquals(ReplicaReply.VALUE, reply.result());
        assertEquals(Version.NONE, reply.version());
        assertArrayEquals(Wire.ascii("there"), reply.value());
    }

    @Test
    void shouldRepairWithTheVersionFoundWhenTimestampsAreKept() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        final Wire wire = connect(server, LegacyServers.PROBE);

        wire.ask(TestRequest.repair(Wire.ascii("k"), Wire.ascii("v"), new Version(7, 9)));

        assertEquals(new OlderServer.Stored("v", 7), server.stored("k"));
    }

    @Test
    void shouldNeverSendRepairToServerThatStamps() {
        final OlderServer server = server(OlderServer.Kind.STAMPING);
        final Wire wire = connect(server, LegacyServers.PROBE);

        wire.assertFails(
                TestRequest.repair(Wire.ascii("k"), Wire.ascii("v"), new Version(7, 9)),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_UNSUPPORTED);

        assertEquals(List.of(), server.puts());
    }

    @Test
    void shouldNotClaimAVersionWhenServerStamps() {
        final OlderServer server = server(OlderServer.Kind.STAMPING);
        final Wire wire = connect(server, LegacyServers.PROBE);

        final TestReply stored = wire.ask(Wire.store("k", "v", 100));
        final TestReply read = wire.ask(Wire.read("k"));

        assertEquals(ReplicaReply.STORED, stored.result());
        assertEquals(Version.NONE, stored.version());
        assertEquals(server.stored("k").timestamp(), read.timestamp());
    }

    @Test
    void shouldRefuseWhatAnOlderServerCannotTakeBeforeASend() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        final Wire wire = connect(server, LegacyServers.PROBE);
        final byte[] binary = {(byte) 0xff, (byte) 0xfe};

        final List<TestRequest> requests = List.of(
                TestRequest.delete(Wire.ascii("k"), new Version(1, 1)),
                TestRequest.readVersion(Wire.ascii("k")),
                TestRequest.store(binary, Wire.ascii("v"), new Version(1, 1)),
                TestRequest.store(Wire.ascii("k"), binary, new Version(1, 1)),
                TestRequest.read(binary));
        for (final TestRequest request : requests) {
            wire.assertFails(request, ReplicaListener.REFUSED, ReplicaListener.CODE_UNSUPPORTED);
        }

        assertEquals(List.of(), server.puts());
        assertEquals(List.of(), server.gets());
    }

    @Test
    void shouldSendNothingButTheContractToAnOlderServer() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        final Wire wire = connect(server, LegacyServers.PROBE);

        wire.ask(Wire.store("k", "v", 100)
                .withFlags(ReplicaRequest.FLAG_WANT_PREVIOUS)
                .withRingEpoch(3)
                .withRequestId(42));
        wire.ask(TestRequest.repair(Wire.ascii("k"), Wire.ascii("v"), new Version(101, 9)));
        wire.ask(Wire.read("k").withRingEpoch(3).withRequestId(43));

        final List<Message> all = new ArrayList<>(server.puts());
        all.addAll(server.gets());
        all.addAll(server.probes());
        assertEquals(4, all.size());
        for (final Message message : all) {
            assertTrue(message.getUnknownFields().asMap().isEmpty(), () -> "fields beyond the contract in " + message);
        }
        assertEquals(42, server.puts().get(0).getRequestId());
        assertEquals(77, server.puts().get(0).getClientId());
        assertEquals(100, server.puts().get(0).getTimestamp());
        assertEquals(43, server.gets().get(0).getRequestId());
    }

    @Test
    void shouldTellRefusalWithTheServersWords() {
        final Wire wire = connect(server(OlderServer.Kind.HONOURING), LegacyServers.PROBE);

        final CallEnd end = wire.call(Wire.store("no:colons", "v", 1));

        assertEquals(ReplicaListener.REFUSED, end.fate());
        assertEquals(ReplicaListener.CODE_INVALID, end.code());
        assertNotNull(end.detail());
        assertTrue(end.detail().contains("key contains invalid characters: no:colons"), end.detail());
    }

    @Test
    void shouldTakeTheValueOutWhenServerQuotesIt() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        final Wire wire = connect(server, LegacyServers.PROBE);
        server.failWith(Status.INVALID_ARGUMENT.withDescription("bad value \"s3cret\u001b[31m\" of you"), key -> true);

        final CallEnd end = wire.call(Wire.store("k", "s3cret", 1));

        assertEquals("INVALID_ARGUMENT: bad value \"[value]?[31m\" of you", end.detail());
    }

    @Test
    void shouldHonourTheErrorField() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        server.plant("k", "v", 5);
        final Wire wire = connect(server, LegacyServers.PROBE);
        server.tellError("disk on fire");

        final CallEnd get = wire.call(Wire.read("k"));
        final CallEnd put = wire.call(Wire.store("k", "other", 6));

        assertNull(get.reply());
        assertEquals(ReplicaListener.CODE_NODE_FAULT, get.code());
        assertEquals("disk on fire", get.detail());
        assertEquals(ReplicaListener.MAYBE_APPLIED, put.fate());
        assertEquals("disk on fire", put.detail());
    }

    @Test
    void shouldTellRingWithoutEpochAndWithTheNamesAsTheyAre() {
        final OlderServer server = server(OlderServer.Kind.STAMPING);
        final Wire wire = connect(server, LegacyServers.PROBE);

        final TestReply reply = wire.ask(TestRequest.ringState());
        final RingState state = RingStateCodec.decode(reply.bytes(), reply.valueOffset(), reply.valueLength());

        assertTrue(state.legacy());
        assertEquals(0, state.epoch());
        assertNull(state.selfName());
        assertNull(state.fingerprintText());
        assertEquals(1, state.members().size());
        assertEquals(server.name(), state.members().get(0).node().name());
        assertTrue(state.members().get(0).active());
    }

    @Test
    void shouldTellRefusalWhenRequestIsLargerThanTheServerReads() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        final GrpcTransport transport = GrpcTransport.create(
                GrpcTransportOptions.builder().maxOutboundMessageBytes(64 << 20).build());
        opened.add(transport);
        final Wire wire = new Wire(transport, server.address()).dial();

        wire.assertFails(
                TestRequest.store(Wire.ascii("k"), new byte[5 << 20], new Version(1, 1)),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_TOO_LARGE);

        assertEquals(List.of(), server.puts());
        assertFalse(wire.listener().states().contains(ReplicaListener.DISCONNECTED));
    }

    @Test
    void shouldDialTwiceOnlyWhenServerIsMetForTheFirstTime() {
        final OlderServer server = server(OlderServer.Kind.HONOURING);
        final Wire wire = connect(server, LegacyServers.HONOURING);
        final int first = server.connectionCount();

        server.dropConnections();
        wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);
        wire.dial();

        assertEquals(
                2, first, "older servers must not be pinged while idle, which only a second connection can change");
        assertEquals(3, server.connectionCount());
    }
}
