package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.kvstore.GetResponse;
import io.quorate.proto.kvstore.PutResponse;
import io.quorate.proto.kvstore.RingStateResponse;
import io.quorate.proto.kvstore.StoreResult;
import io.quorate.proto.v1.Member;
import io.quorate.proto.v1.Ring;
import io.quorate.testkit.CallEnd;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that answer what no sane server would, and limits that a server can run into. */
class OddServersTest {
    private static final GetResponse QUORATE_ABSENT =
            GetResponse.newBuilder().setIncarnationLow(2).build();

    private final AtomicLong skewNs = new AtomicLong();
    private StagedServer server;
    private GrpcTransport transport;

    @BeforeEach
    void start() {
        server = new StagedServer();
        transport = GrpcTransport.create(
                GrpcTransportOptions.builder()
                        .legacyServers(LegacyServers.HONOURING)
                        .maxInboundMessageBytes(1 << 20)
                        .maxOutboundMessageBytes(2 << 20)
                        .build(),
                this::nowNs,
                "dns:///");
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    private long nowNs() {
        return System.nanoTime() + skewNs.get();
    }

    private Wire dial() {
        return new Wire(transport, server.address(), this::nowNs).dial();
    }

    private static void assertProtocolFault(final CallEnd end, final String words) {
        assertNull(end.reply(), () -> "a reply: " + end);
        assertEquals(ReplicaListener.MAYBE_APPLIED, end.fate());
        assertEquals(ReplicaListener.CODE_PROTOCOL, end.code());
        assertNotNull(end.detail());
        assertTrue(end.detail().contains(words), end.detail());
    }

    @Test
    void shouldTakeNoAbsenceFromAnOlderServerBehindAQuorateConnection() {
        final Wire wire = dial();
        server.onGet((request, observer) -> StagedServer.answer(observer, GetResponse.getDefaultInstance()));
        server.onPut((request, observer) -> StagedServer.answer(observer, PutResponse.getDefaultInstance()));

        assertProtocolFault(wire.call(Wire.read("k")), "an older one");
        assertProtocolFault(wire.call(Wire.store("k", "v", 1)), "an older one");
    }

    @Test
    void shouldTakeNoAnswerFromAQuorateNodeBehindAnOlderConnection() {
        server.tellRing(RingStateResponse.getDefaultInstance());
        final Wire wire = dial();
        server.onGet((request, observer) -> StagedServer.answer(observer, QUORATE_ABSENT));

        assertEquals(0, wire.connection().capabilities());
        assertProtocolFault(wire.call(Wire.read("k")), "a Quorate node");
    }

    @Test
    void shouldGiveUpTheDialWhenTwoKindsOfServersAnswerByTurns() {
        server.tellRings(List.of(RingStateResponse.getDefaultInstance(), StagedServer.QUORATE_RING));

        final String cause = new Wire(transport, server.address()).dialInVain();

        assertEquals("two kinds of servers answer at this address by turns", cause);
    }

    @Test
    void shouldNotClaimCapabilitiesThatItDoesNotKnow() {
        server.tellRing(
                StagedServer.QUORATE_RING.toBuilder().setCapabilities(-1).build());

        assertEquals(Capabilities.QUORATE_NODE, dial().connection().capabilities());
    }

    @Test
    void shouldRefuseLocallyWhatTheNodeCannotDo() {
        server.tellRing(StagedServer.QUORATE_RING.toBuilder()
                .setCapabilities(Capabilities.WRITER_ID)
                .build());
        final Wire wire = dial();

        wire.assertFails(
                TestRequest.delete(Wire.ascii("k"), new Version(1, 1)),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_UNSUPPORTED);
        wire.assertFails(
                TestRequest.readVersion(Wire.ascii("k")), ReplicaListener.REFUSED, ReplicaListener.CODE_UNSUPPORTED);
    }

    @Test
    void shouldNotTakeAStoreForDoneWhenTheNodeDoesNotSaySo() {
        final Wire wire = dial();
        server.onPut((request, observer) -> StagedServer.answer(
                observer, PutResponse.newBuilder().setIncarnationLow(2).build()));

        assertProtocolFault(wire.call(Wire.store("k", "v", 1)), "what became of the store");
    }

    @Test
    void shouldFailWhenTheServerAnswersTwiceOrNotAtAll() {
        final Wire wire = dial();
        server.onGet((request, observer) -> observer.onCompleted());
        final CallEnd none = wire.call(Wire.read("k"));
        server.onGet((request, observer) -> {
            observer.onNext(QUORATE_ABSENT);
            StagedServer.answer(observer, QUORATE_ABSENT);
        });
        final CallEnd two = wire.call(Wire.read("k"));

        assertNull(none.reply(), () -> "a reply: " + none);
        assertNull(two.reply(), () -> "a reply: " + two);
    }

    @Test
    void shouldFailTheRingRequestWhenAMemberMakesNoSense() {
        final Wire wire = dial();
        server.tellRing(StagedServer.QUORATE_RING.toBuilder()
                .setRing(Ring.newBuilder().addMembers(Member.newBuilder().setName("two words")))
                .build());

        assertProtocolFault(wire.call(TestRequest.ringState()), "the ring state makes no sense");

        server.tellRing(StagedServer.QUORATE_RING.toBuilder()
                .setRing(Ring.newBuilder().setEpoch(-1))
                .build());
        assertProtocolFault(wire.call(TestRequest.ringState()), "the ring state makes no sense");
    }

    @Test
    void shouldLeaveAStoreInDoubtWhenItsResponseIsLargerThanTheLimit() {
        final Wire wire = dial();
        server.onPut((request, observer) -> StagedServer.answer(
                observer,
                PutResponse.newBuilder()
                        .setIncarnationLow(2)
                        .setResult(StoreResult.STORE_RESULT_STORED)
                        .setRawOldValue(ByteString.copyFrom(new byte[2 << 20]))
                        .build()));
        server.onGet((request, observer) -> StagedServer.answer(observer, QUORATE_ABSENT));

        wire.assertFails(Wire.store("k", "v", 1), ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_TOO_LARGE);

        wire.ask(Wire.read("k"));
        assertFalse(wire.listener().states().contains(ReplicaListener.DISCONNECTED));
    }

    @Test
    void shouldRefuseTooLargeRequestsBeforeTheyAreSent() {
        final Wire wire = dial();
        final AtomicLong puts = new AtomicLong();
        server.onPut((request, observer) -> puts.incrementAndGet());

        wire.assertFails(
                TestRequest.store(Wire.ascii("k"), new byte[(2 << 20) + 1], new Version(1, 1)),
                ReplicaListener.REFUSED,
                ReplicaListener.CODE_TOO_LARGE);

        assertEquals(0, puts.get());
    }

    @Test
    void shouldTellTheServerTheDeadline() {
        final Wire wire = dial();
        final AtomicReference<Deadline> seen = new AtomicReference<>();
        server.onGet((request, observer) -> {
            seen.set(Context.current().getDeadline());
            StagedServer.answer(observer, QUORATE_ABSENT);
        });

        Wire.replyOf(wire.listener().await(wire.post(Wire.read("k"), TimeUnit.SECONDS.toNanos(7)), Wire.PATIENCE_NS));

        assertNotNull(seen.get(), "the server saw no deadline");
        final long leftMs = seen.get().timeRemaining(TimeUnit.MILLISECONDS);
        assertTrue(leftMs > 0 && leftMs <= 7_000, "left " + leftMs + " ms");
    }

    @Test
    void shouldOutliveTheServerCallThatItsCallerIsIn() throws Exception {
        final Wire wire = dial();
        final CompletableFuture<StreamObserver<PutResponse>> arrived = new CompletableFuture<>();
        server.onPut((request, observer) -> arrived.complete(observer));
        final Context.CancellableContext callers = Context.current().withCancellation();
        final long id = callers.call(() -> wire.post(Wire.store("k", "v", 1), Wire.PATIENCE_NS));
        final StreamObserver<PutResponse> observer = arrived.get(20, TimeUnit.SECONDS);

        callers.cancel(null);
        StagedServer.answer(
                observer,
                PutResponse.newBuilder()
                        .setIncarnationLow(2)
                        .setResult(StoreResult.STORE_RESULT_STORED)
                        .build());

        Wire.replyOf(wire.listener().await(id, Wire.PATIENCE_NS));
    }

    @Test
    void shouldEndAtOnceAndSendNothingWhenTheDeadlineHasPassed() {
        final Wire wire = dial();
        final AtomicLong gets = new AtomicLong();
        server.onGet((request, observer) -> gets.incrementAndGet());

        final CallEnd end = wire.listener().await(wire.post(Wire.read("k"), -1), 0);

        assertEquals(ReplicaListener.NOT_SENT, end.fate());
        assertEquals(ReplicaListener.CODE_DEADLINE, end.code());
        assertEquals(Thread.currentThread(), end.thread());
        assertEquals(0, gets.get());
    }

    @Test
    void shouldGiveUpTheConnectionWhenNothingIsHeardForLong() {
        final Wire wire = dial();
        for (int i = 0; i < 3; i++) {
            wire.listener().await(wire.post(Wire.read("k"), TimeUnit.MILLISECONDS.toNanos(30)), Wire.PATIENCE_NS);
        }
        assertFalse(wire.listener().states().contains(ReplicaListener.DISCONNECTED), "three silent calls in a moment");

        skewNs.addAndGet(TimeUnit.SECONDS.toNanos(30));
        wire.listener().await(wire.post(Wire.read("k"), TimeUnit.MILLISECONDS.toNanos(30)), Wire.PATIENCE_NS);

        wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);
        final String cause = wire.listener().details().get(1);
        assertTrue(cause.startsWith("no sign of life for 30"), cause);
        wire.dial();
    }

    @Test
    void shouldKeepTheConnectionWhenSomethingIsHeardInBetween() {
        final Wire wire = dial();
        for (int i = 0; i < 5; i++) {
            wire.listener().await(wire.post(Wire.read("k"), TimeUnit.MILLISECONDS.toNanos(30)), Wire.PATIENCE_NS);
            skewNs.addAndGet(TimeUnit.SECONDS.toNanos(30));
            if (i % 2 == 1) {
                wire.ask(TestRequest.ringState());
            }
        }

        assertEquals(List.of(ReplicaListener.CONNECTED), wire.listener().states());
    }

    @Test
    void shouldBoundWhatIsInFlight() {
        try (GrpcTransport narrow = GrpcTransport.create(
                GrpcTransportOptions.builder().maxInFlightPerNode(3).build())) {
            final Wire wire = new Wire(narrow, server.address()).dial();
            for (int i = 0; i < 3; i++) {
                wire.post(Wire.read("k"), TimeUnit.MILLISECONDS.toNanos(100));
            }

            final int refused = wire.connection().send(99, Wire.read("k"), System.nanoTime() + Wire.PATIENCE_NS);
            wire.listener().awaitEnds(3, Wire.PATIENCE_NS);
            server.onGet((request, observer) -> StagedServer.answer(observer, QUORATE_ABSENT));

            assertEquals(ReplicaConnection.BACK_PRESSURED, refused);
            wire.ask(Wire.read("k"));
            assertEquals(4, wire.listener().endCount());
        }
    }

    @Test
    void shouldBoundTheBytesOfValuesThatWaitForANode() {
        try (GrpcTransport narrow = GrpcTransport.create(GrpcTransportOptions.builder()
                .maxValueBytesInFlightPerNode(200_000)
                .build())) {
            final Wire wire = new Wire(narrow, server.address()).dial();
            final TestRequest large = Wire.store("k", "v".repeat(90_000), 1);
            for (int i = 0; i < 2; i++) {
                wire.post(large, TimeUnit.MILLISECONDS.toNanos(100));
            }

            final int refused = wire.connection().send(99, large, System.nanoTime() + Wire.PATIENCE_NS);
            wire.listener().awaitEnds(2, Wire.PATIENCE_NS);

            assertEquals(ReplicaConnection.BACK_PRESSURED, refused);
            for (int i = 0; i < 10; i++) {
                wire.listener().await(wire.post(large, TimeUnit.MILLISECONDS.toNanos(50)), Wire.PATIENCE_NS);
            }
            assertEquals(12, wire.listener().endCount());
        }
    }

    @Test
    void shouldKeepNoRoomForARequestWhoseBoundsAreWrong() {
        try (GrpcTransport narrow = GrpcTransport.create(
                GrpcTransportOptions.builder().maxInFlightPerNode(1).build())) {
            final Wire wire = new Wire(narrow, server.address()).dial();
            server.onGet((request, observer) -> StagedServer.answer(observer, QUORATE_ABSENT));
            final TestRequest wrong =
                    new TestRequest(ReplicaRequest.READ, 0, 0, 0, 0, 0, ByteBuffer.allocate(4), 2, 3, 0, 0);

            for (int i = 0; i < 3; i++) {
                assertThrows(IndexOutOfBoundsException.class, () -> wire.connection()
                        .send(1, wrong, System.nanoTime() + Wire.PATIENCE_NS));
            }

            wire.ask(Wire.read("k"));
            assertEquals(1, wire.listener().endCount());
        }
    }

    @Test
    void shouldCancelReadsButNeverStores() {
        final Wire wire = dial();
        final long read = wire.post(Wire.read("k"), Wire.PATIENCE_NS);
        final long store = wire.post(Wire.store("k", "v", 1), TimeUnit.MILLISECONDS.toNanos(500));

        wire.connection().cancel(read);
        wire.connection().cancel(store);

        assertEquals(
                ReplicaListener.CODE_CANCELLED,
                wire.listener().await(read, Wire.PATIENCE_NS).code());
        assertEquals(
                ReplicaListener.CODE_DEADLINE,
                wire.listener().await(store, Wire.PATIENCE_NS).code());
    }
}
