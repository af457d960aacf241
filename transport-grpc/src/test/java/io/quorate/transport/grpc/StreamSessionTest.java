package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.quorate.proto.kvstore.GetResponse;
import io.quorate.testkit.CallEnd;
import io.quorate.testkit.TestReply;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.version.Version;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client's end of a stream, against a node's end that says what a test likes. */
class StreamSessionTest {
    private static final TestReply FOUND = TestReply.of(ReplicaReply.VALUE, new Version(5, 6), Wire.ascii("value"))
            .withIncarnation(1, 2);
    private static final TestReply STORED =
            TestReply.of(ReplicaReply.STORED, new Version(5, 6)).withIncarnation(1, 2);

    private final StagedStream stream = new StagedStream();
    private final StagedServer server = new StagedServer(List.of(stream.service()));
    private final GrpcTransport transport = GrpcTransport.create();

    @AfterEach
    void close() {
        transport.close();
        server.close();
    }

    @Test
    void shouldCarryRequestAndAnswerWhenTheNodeTakesTheStream() {
        final Wire wire = dial();

        final long id = wire.post(Wire.read("k"), Wire.PATIENCE_NS);
        final StagedStream.Sent sent = stream.awaitRequests(1).get(0);
        assertArrayEquals(Wire.ascii("k"), sent.request().key());
        assertTrue(sent.timeoutUs() > 0 && sent.timeoutUs() <= TimeUnit.NANOSECONDS.toMicros(Wire.PATIENCE_NS));
        stream.reply(sent.callId(), FOUND);

        final TestReply reply = Wire.replyOf(wire.listener().await(id, Wire.PATIENCE_NS));
        assertArrayEquals(Wire.ascii("value"), reply.value());
        assertEquals(5, reply.timestamp());
        assertEquals(2, reply.incarnationLow());
    }

    @Test
    void shouldFallBackToUnaryCallsWhenTheNodeDoesNotKnowTheStream() {
        final AtomicInteger gets = new AtomicInteger();
        try (StagedServer without = new StagedServer()) {
            without.onGet((request, observer) -> {
                gets.incrementAndGet();
                StagedServer.answer(
                        observer,
                        GetResponse.newBuilder()
                                .setIncarnationHigh(1)
                                .setIncarnationLow(2)
                                .build());
            });
            final Wire wire = new Wire(transport, without.address()).dial();

            assertEquals(ReplicaReply.ABSENT, wire.ask(Wire.read("k")).result());
            assertEquals(1, gets.get());
        }
    }

    @Test
    void shouldSendAllThatWaitsInOneFrame() {
        final Wire wire = dial();
        final int count = 200;
        for (int i = 0; i < count; i++) {
            assertEquals(
                    ReplicaConnection.ACCEPTED,
                    wire.connection().send(i, Wire.read("key" + i), System.nanoTime() + Wire.PATIENCE_NS));
        }
        assertEquals(0, stream.frames().size(), "nothing was flushed yet");
        wire.connection().flush();

        final List<StagedStream.Sent> sent = stream.awaitRequests(count);
        assertEquals(1, stream.frames().size());
        for (int i = 0; i < count; i++) {
            assertArrayEquals(Wire.ascii("key" + i), sent.get(i).request().key());
        }
    }

    @Test
    void shouldBeginAnotherFrameWhenOneIsFull() {
        final Wire wire = dial();
        final String value = "v".repeat(1_000);
        final int count = 150;
        for (int i = 0; i < count; i++) {
            wire.connection().send(i, Wire.store("key" + i, value, 1), System.nanoTime() + Wire.PATIENCE_NS);
        }
        wire.connection().flush();

        stream.awaitRequests(count);
        for (final byte[] frame : stream.frames()) {
            assertTrue(frame.length <= 64 << 10, "a frame of " + frame.length + " bytes");
        }
        assertEquals(3, stream.frames().size());
    }

    @Test
    void shouldIgnoreAnswersThatNobodyWaitsFor() {
        final Wire wire = dial();
        final long first = wire.post(Wire.read("a"), Wire.PATIENCE_NS);
        final StagedStream.Sent sent = stream.awaitRequests(1).get(0);
        stream.reply(sent.callId(), FOUND);
        wire.listener().await(first, Wire.PATIENCE_NS);

        stream.reply(sent.callId(), FOUND);
        stream.reply(-1, FOUND);
        stream.reply(77, FOUND);
        stream.reply(0, FOUND);

        final long second = wire.post(Wire.read("b"), Wire.PATIENCE_NS);
        final StagedStream.Sent next = stream.awaitRequests(2).get(1);
        assertFalse(next.callId() == sent.callId(), "an id was used twice");
        stream.reply(sent.callId(), FOUND);
        stream.reply(
                next.callId(),
                TestReply.of(ReplicaReply.ABSENT, new Version(0, 0)).withIncarnation(1, 2));

        assertEquals(
                ReplicaReply.ABSENT,
                Wire.replyOf(wire.listener().await(second, Wire.PATIENCE_NS)).result());
        assertEquals(List.of(), wire.listener().repeated());
    }

    @Test
    void shouldTellFailuresAsTheNodeTellsThem() {
        final Wire wire = dial();
        final long id = wire.post(Wire.store("k", "secret value", 1), Wire.PATIENCE_NS);
        final long callId = stream.awaitRequests(1).get(0).callId();
        stream.fail(callId, ReplicaListener.REFUSED, ReplicaListener.CODE_TOO_LARGE, "no room for secret value\u0007");

        final CallEnd end = wire.listener().await(id, Wire.PATIENCE_NS);
        assertEquals(ReplicaListener.REFUSED, end.fate());
        assertEquals(ReplicaListener.CODE_TOO_LARGE, end.code());
        assertEquals("no room for [value]?", end.detail());
    }

    @Test
    void shouldNotBelieveAnAnswerToAnotherKindOfRequest() {
        final Wire wire = dial();
        final long get = wire.post(Wire.read("k"), Wire.PATIENCE_NS);
        stream.reply(stream.awaitRequests(1).get(0).callId(), STORED);
        final long put = wire.post(Wire.store("k", "v", 1), Wire.PATIENCE_NS);
        stream.reply(stream.awaitRequests(2).get(1).callId(), FOUND);
        final long anonymous = wire.post(Wire.read("k"), Wire.PATIENCE_NS);
        stream.reply(stream.awaitRequests(3).get(2).callId(), FOUND.withIncarnation(0, 0));

        for (final long id : List.of(get, put, anonymous)) {
            final CallEnd end = wire.listener().await(id, Wire.PATIENCE_NS);
            assertEquals(ReplicaListener.MAYBE_APPLIED, end.fate());
            assertEquals(ReplicaListener.CODE_PROTOCOL, end.code());
        }
    }

    @Test
    void shouldLeaveInDoubtWhatWasSentWhenTheStreamBreaks() {
        final Wire wire = dial();
        final long id = wire.post(Wire.store("k", "v", 1), Wire.PATIENCE_NS);
        stream.awaitRequests(1);

        stream.end(Status.UNAVAILABLE.withDescription("gone"));

        final CallEnd end = wire.listener().await(id, Wire.PATIENCE_NS);
        assertEquals(ReplicaListener.MAYBE_APPLIED, end.fate());
        assertEquals(ReplicaListener.CODE_DISCONNECTED, end.code());
        wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);
        wire.dial();
    }

    @Test
    void shouldTellNotSentWhatNeverCameIntoAFrameWhenTheStreamBreaks() {
        final Wire wire = dial();
        // Nobody flushes, so that it still waits.
        wire.connection().send(9, Wire.store("k", "v", 1), System.nanoTime() + Wire.PATIENCE_NS);

        stream.end(Status.UNAVAILABLE.withDescription("gone"));

        assertEquals(
                ReplicaListener.NOT_SENT,
                wire.listener().await(9, Wire.PATIENCE_NS).fate());
        assertEquals(0, stream.frames().size());
    }

    @Test
    void shouldGiveUpTheConnectionWhenAFrameIsMalformed() {
        final Wire wire = dial();
        final long id = wire.post(Wire.read("k"), Wire.PATIENCE_NS);
        stream.awaitRequests(1);

        stream.sendBytes(new byte[] {1, 2, 3});

        final CallEnd end = wire.listener().await(id, Wire.PATIENCE_NS);
        assertEquals(ReplicaListener.CODE_PROTOCOL, end.code());
        wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);
        assertTrue(
                wire.listener().details().get(1).startsWith("a malformed frame: "),
                wire.listener().details()::toString);
    }

    @Test
    void shouldEndAtTheEarlierDeadlineWhenALaterOneIsPlanned() {
        final Wire wire = dial();
        final long patient = wire.post(Wire.read("a"), Wire.PATIENCE_NS);
        final long startNs = System.nanoTime();
        final long hasty = wire.post(Wire.read("b"), TimeUnit.MILLISECONDS.toNanos(50));

        final CallEnd end = wire.listener().await(hasty, Wire.PATIENCE_NS);
        assertEquals(ReplicaListener.MAYBE_APPLIED, end.fate());
        assertEquals(ReplicaListener.CODE_DEADLINE, end.code());
        final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
        assertTrue(tookMs >= 50 && tookMs < 10_000, tookMs + " ms");
        stream.reply(stream.awaitRequests(2).get(0).callId(), FOUND);
        Wire.replyOf(wire.listener().await(patient, Wire.PATIENCE_NS));
    }

    @Test
    void shouldTellNotSentWhenTheDeadlinePassesInTheQueue() {
        final Wire wire = dial();
        wire.connection().send(9, Wire.store("k", "v", 1), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(30));

        final CallEnd end = wire.listener().await(9, Wire.PATIENCE_NS);
        assertEquals(ReplicaListener.NOT_SENT, end.fate());
        assertEquals(ReplicaListener.CODE_DEADLINE, end.code());
        wire.connection().flush();
        stream.reply(awaitOnly(wire).callId(), FOUND);
    }

    @Test
    void shouldTellTheNodeWhenNobodyWaitsAnyMore() {
        final Wire wire = dial();
        final long get = wire.post(Wire.read("k"), Wire.PATIENCE_NS);
        final long put = wire.post(Wire.store("k", "v", 1), Wire.PATIENCE_NS);
        final long callId = stream.awaitRequests(2).get(0).callId();

        wire.connection().cancel(put);
        wire.connection().cancel(get);

        assertEquals(
                ReplicaListener.CODE_CANCELLED,
                wire.listener().await(get, Wire.PATIENCE_NS).code());
        final StagedStream.Sent cancel = stream.awaitRequests(3).get(2);
        assertTrue(cancel.cancel());
        assertEquals(callId, cancel.callId());
        stream.reply(callId, FOUND);
        stream.reply(stream.requests().get(1).callId(), STORED);
        Wire.replyOf(wire.listener().await(put, Wire.PATIENCE_NS));
        assertEquals(2, wire.listener().endCount());
    }

    @Test
    void shouldSendByUnaryCallWhatIsTooLargeForAFrame() {
        final Wire wire = dial();
        final AtomicInteger puts = new AtomicInteger();
        server.onPut((request, observer) -> {
            puts.incrementAndGet();
            observer.onError(Status.INTERNAL.asRuntimeException());
        });

        wire.call(Wire.store("k", "v".repeat(32 << 10), 1));

        assertEquals(1, puts.get());
        assertEquals(0, stream.frames().size());
    }

    @Test
    void shouldStopSendingAndLoseNothingWhenTheNodeDoesNotRead() {
        final StagedStream deaf = new StagedStream(false);
        try (StagedServer other = new StagedServer(List.of(deaf.service()))) {
            final Wire wire = new Wire(transport, other.address()).dial();
            final String value = "v".repeat(30_000);
            final int count = 1_000;
            for (int i = 0; i < count; i++) {
                assertEquals(
                        ReplicaConnection.ACCEPTED,
                        wire.connection()
                                .send(
                                        i,
                                        Wire.store("key" + i, value, 1),
                                        System.nanoTime() + TimeUnit.SECONDS.toNanos(2)));
                wire.connection().flush();
            }
            wire.listener().awaitEnds(count, Wire.PATIENCE_NS);

            final long unsent = wire.listener().ends().stream()
                    .filter(end -> end.fate() == ReplicaListener.NOT_SENT)
                    .count();
            final long inDoubt = wire.listener().ends().stream()
                    .filter(end -> end.fate() == ReplicaListener.MAYBE_APPLIED)
                    .count();
            assertEquals(count, unsent + inDoubt);
            assertTrue(unsent > count / 2, "only " + unsent + " were held back");
            assertTrue(inDoubt > 0, "nothing was sent");
            assertEquals(List.of(), wire.listener().repeated());
        }
    }

    @Test
    void shouldFailTheDialWhenTheStreamIsRefusedOtherwise() {
        try (StagedServer odd = new StagedServer(List.of(io.grpc.ServerServiceDefinition.builder(StreamMethod.SERVICE)
                .addMethod(StreamMethod.OPERATE, (call, headers) -> {
                    call.close(Status.PERMISSION_DENIED.withDescription("not you"), new io.grpc.Metadata());
                    return new io.grpc.ServerCall.Listener<>() {};
                })
                .build()))) {
            final String cause = new Wire(transport, odd.address()).dialInVain();
            assertTrue(cause.contains("not you"), cause);
        }
    }

    @Test
    void shouldDoWithoutTheStreamWhenTheNodeDoesNotUnderstandItsFrames() {
        final Wire wire = dial();
        wire.post(Wire.read("k"), Wire.PATIENCE_NS);
        stream.awaitRequests(1);
        stream.end(Status.UNIMPLEMENTED.withDescription("frames of version 1"));
        wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);
        final AtomicInteger gets = new AtomicInteger();
        server.onGet((request, observer) -> {
            gets.incrementAndGet();
            StagedServer.answer(
                    observer,
                    GetResponse.newBuilder()
                            .setIncarnationHigh(1)
                            .setIncarnationLow(2)
                            .build());
        });

        wire.dial().ask(Wire.read("k"));

        assertEquals(1, gets.get());
        assertEquals(1, stream.frames().size());
    }

    @Test
    void shouldUseRoomAgainWhenManyOperationsCameAndWent() {
        final Wire wire = dial();
        final int rounds = 3;
        final int atOnce = 1_024;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < atOnce; i++) {
                assertEquals(
                        ReplicaConnection.ACCEPTED,
                        wire.connection()
                                .send(round * atOnce + i, Wire.read("k" + i), System.nanoTime() + Wire.PATIENCE_NS));
            }
            assertEquals(
                    ReplicaConnection.BACK_PRESSURED,
                    wire.connection().send(-1, Wire.read("k"), System.nanoTime() + Wire.PATIENCE_NS));
            wire.connection().flush();
            final List<StagedStream.Sent> sent = stream.awaitRequests((round + 1) * atOnce);
            for (int i = 0; i < atOnce; i++) {
                stream.reply(sent.get(round * atOnce + i).callId(), FOUND);
            }
            wire.listener().awaitEnds((round + 1) * atOnce, Wire.PATIENCE_NS);
        }
        assertEquals(List.of(), wire.listener().repeated());
        assertNotNull(wire.listener().await(1, 0).reply());
    }

    /** One more request, alone on the stream, which shows that what expired before did not go out. */
    private StagedStream.Sent awaitOnly(final Wire wire) {
        wire.post(Wire.read("only"), Wire.PATIENCE_NS);
        final List<StagedStream.Sent> sent = stream.awaitRequests(1);
        assertEquals(1, sent.size());
        assertArrayEquals(Wire.ascii("only"), sent.get(0).request().key());
        return sent.get(0);
    }

    private Wire dial() {
        return new Wire(transport, server.address()).dial();
    }
}
