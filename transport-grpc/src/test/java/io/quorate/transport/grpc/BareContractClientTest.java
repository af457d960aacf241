package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.node.NodeConfig;
import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.TestRequest;
import io.quorate.testkit.contract.NodeBehaviour;
import io.quorate.transport.grpc.legacy.GetRequest;
import io.quorate.transport.grpc.legacy.GetResponse;
import io.quorate.transport.grpc.legacy.KVStoreGrpc;
import io.quorate.transport.grpc.legacy.PutRequest;
import io.quorate.transport.grpc.legacy.PutResponse;
import io.quorate.transport.grpc.legacy.RingStateRequest;
import io.quorate.transport.grpc.legacy.RingStateResponse;
import io.quorate.version.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a client sees that knows the contract and nothing of Quorate. */
class BareContractClientTest {
    private TestNode node;
    private ManagedChannel channel;
    private KVStoreGrpc.KVStoreBlockingStub stub;

    @BeforeEach
    void connect() {
        node = new TestNode();
        channel = NettyChannelBuilder.forTarget("dns:///" + node.address())
                .usePlaintext()
                .build();
        stub = KVStoreGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(20));
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow();
        assertTrue(channel.awaitTermination(10, TimeUnit.SECONDS));
        node.close();
    }

    private PutResponse put(final String key, final String value, final long timestamp) {
        return stub.put(PutRequest.newBuilder()
                .setKey(key)
                .setValue(value)
                .setClientId(5)
                .setRequestId(6)
                .setTimestamp(timestamp)
                .build());
    }

    private GetResponse get(final String key) {
        return stub.get(GetRequest.newBuilder().setKey(key).build());
    }

    private Status failureOf(final Executable call) {
        return assertThrows(StatusRuntimeException.class, call).getStatus();
    }

    @Test
    void shouldTellAbsenceWithStatusOk() {
        final GetResponse absent = get("k");

        assertFalse(absent.getExists());
        assertEquals(0, absent.getTimestamp());
        assertEquals("", absent.getError());
        assertEquals("", absent.getValue());
    }

    @Test
    void shouldTellTheTruthAboutTheOldValue() {
        final PutResponse first = put("k", "one", 10);
        final PutResponse second = put("k", "two", 20);

        assertFalse(first.getHadOldValue());
        assertEquals("", first.getOldValue());
        assertEquals(0, first.getOldTimestamp());
        assertTrue(second.getHadOldValue());
        assertEquals("one", second.getOldValue());
        assertEquals(10, second.getOldTimestamp());
        assertEquals("", second.getError());
    }

    @Test
    void shouldKeepTheNewerValueAndStillSayOk() {
        put("k", "newer", 20);

        final PutResponse older = put("k", "older", 10);

        assertTrue(older.getHadOldValue());
        assertEquals("newer", older.getOldValue());
        assertEquals("newer", get("k").getValue());
        assertEquals(20, get("k").getTimestamp());
        assertTrue(get("k").getExists());
    }

    @Test
    void shouldCompareTimestampsUnsigned() {
        put("k", "small", 1);
        put("k", "huge", -1);

        assertEquals("huge", get("k").getValue());
    }

    @Test
    void shouldStoreEmptyValueAsExisting() {
        put("k", "", 10);

        assertTrue(get("k").getExists());
    }

    @Test
    void shouldShowATombstoneAsAbsent() {
        put("k", "v", 10);
        try (GrpcTransport transport = GrpcTransport.create()) {
            new Wire(transport, node.address()).dial().ask(TestRequest.delete(Wire.ascii("k"), new Version(20, 5)));
        }

        final GetResponse deleted = get("k");
        final PutResponse again = put("k", "w", 30);

        assertFalse(deleted.getExists());
        assertEquals("", deleted.getValue());
        assertFalse(again.getHadOldValue());
    }

    @Test
    void shouldTakeTheClientIdForTheWriter() {
        put("k", "v", 10);

        try (GrpcTransport transport = GrpcTransport.create()) {
            final Wire wire = new Wire(transport, node.address()).dial();
            assertEquals(new Version(10, 5), wire.ask(Wire.read("k")).version());
        }
    }

    @Test
    void shouldRefuseWithInvalidArgumentWhatTheContractRefuses() {
        assertEquals(
                Status.Code.INVALID_ARGUMENT, failureOf(() -> put("", "v", 1)).getCode());
        assertEquals(
                Status.Code.INVALID_ARGUMENT,
                failureOf(() -> put("k".repeat(257), "v", 1)).getCode());
        assertEquals(
                Status.Code.INVALID_ARGUMENT,
                failureOf(() -> put("k", "v".repeat((1 << 20) + 1), 1)).getCode());
        assertEquals(
                Status.Code.RESOURCE_EXHAUSTED,
                failureOf(() -> put("k", "v".repeat(5 << 20), 1)).getCode());
        assertFalse(get("k").getExists());
    }

    @Test
    void shouldMeasureCompressedRequestsByWhatTheyUnpackTo() {
        final PutRequest bomb = PutRequest.newBuilder()
                .setKey("k")
                .setValue("0".repeat(32 << 20))
                .setTimestamp(1)
                .build();

        // Which status it is, is gRPC's choice.
        final Status refused = failureOf(() -> stub.withCompression("gzip").put(bomb));

        assertNotEquals(Status.Code.DEADLINE_EXCEEDED, refused.getCode());
        assertFalse(get("k").getExists());
    }

    @Test
    void shouldRefuseToTellBytesAsTextWhenTheyAreNone() {
        final byte[] binary = {(byte) 0xff, 0, (byte) 0xfe};
        try (GrpcTransport transport = GrpcTransport.create()) {
            new Wire(transport, node.address())
                    .dial()
                    .ask(TestRequest.store(Wire.ascii("k"), binary, new Version(20, 5)));
        }

        final Status refused = failureOf(() -> get("k"));
        final PutResponse replaced = put("k", "text", 30);

        assertEquals(Status.Code.FAILED_PRECONDITION, refused.getCode());
        assertEquals("the value is not UTF-8: ask for it with raw_reply", refused.getDescription());
        assertTrue(replaced.getHadOldValue());
        assertEquals(20, replaced.getOldTimestamp());
        assertEquals("", replaced.getOldValue());
        assertEquals("text", get("k").getValue());
    }

    @Test
    void shouldTellRingStateByTheContract() {
        final RingStateResponse state = stub.getRingState(RingStateRequest.getDefaultInstance());

        assertEquals(4, state.getVersion());
        assertEquals(Map.of(TestNode.NAME, true), state.getNodesMap());
        assertTrue(Math.abs(System.currentTimeMillis() / 1_000 - state.getUpdatedAt()) < 60);
    }

    @Test
    void shouldTellEveryMemberInTheRing() {
        final List<NodeDescriptor> members =
                List.of(NodeDescriptor.of(TestNode.NAME), NodeDescriptor.of("b:2"), NodeDescriptor.of("c:3"));
        node.node()
                .updateRing(NodeConfig.of(TestNode.NAME, members).withEpoch(5).ringState(0));

        assertEquals(3, stub.getRingState(RingStateRequest.getDefaultInstance()).getNodesCount());
    }

    @Test
    void shouldTellOverloadAndFaultsAsStatus() {
        node.engine().behave(NodeBehaviour.OVERLOADED);
        final Status overloaded = failureOf(() -> get("k"));
        node.engine().behave(NodeBehaviour.FAULTY);
        final StatusRuntimeException faulty = assertThrows(StatusRuntimeException.class, () -> put("k", "v", 1));

        assertEquals(Status.Code.RESOURCE_EXHAUSTED, overloaded.getCode());
        assertEquals(Status.Code.INTERNAL, faulty.getStatus().getCode());
        final Metadata trailers = faulty.getTrailers();
        assertEquals("maybe-applied/node-fault", trailers.get(WireFailure.FAILURE));
        assertEquals("4", trailers.get(WireFailure.RING_EPOCH));
    }

    @Test
    void shouldKeepToTheDeadlineOfTheClient() {
        node.engine().behave(NodeBehaviour.SILENT);
        final long startNs = System.nanoTime();

        final Status status = failureOf(() -> KVStoreGrpc.newBlockingStub(channel)
                .withDeadlineAfter(Duration.ofMillis(200))
                .get(GetRequest.newBuilder().setKey("k").build()));

        assertEquals(Status.Code.DEADLINE_EXCEEDED, status.getCode());
        assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void shouldAnswerHealthChecks() {
        final HealthGrpc.HealthBlockingStub health =
                HealthGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(20));

        for (final String service : List.of("", "kvstore.KVStore", "quorate.v1.Replica")) {
            assertEquals(
                    ServingStatus.SERVING,
                    health.check(HealthCheckRequest.newBuilder()
                                    .setService(service)
                                    .build())
                            .getStatus());
        }
    }
}
