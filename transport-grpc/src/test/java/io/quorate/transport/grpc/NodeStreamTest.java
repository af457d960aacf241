package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.testkit.CallEnd;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.testkit.contract.NodeBehaviour;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.transport.frame.FrameFormat;
import io.quorate.transport.frame.ReplyFrameReader;
import io.quorate.transport.frame.RequestFrameWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The node's end of a stream, against a client that sends what a test likes, and against the real one. */
class NodeStreamTest {

    @Test
    void shouldAnswerAllRequestsOfAFrameInOneFrame() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address())) {
            client.send(
                    IntStream.range(0, 100).mapToObj(i -> Wire.read("key" + i)).toArray(TestRequest[]::new));

            assertEquals(100, client.awaitReplies(100).size());
            assertEquals(1, client.frames().size());
            final int absentEntryBytes = 32;
            assertEquals(
                    FrameFormat.REPLY_FRAME_HEADER_BYTES + 100 * absentEntryBytes,
                    client.frames().get(0).length);
        }
    }

    @Test
    void shouldEndTheStreamAsUnimplementedWhenItDoesNotKnowTheVersion() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address())) {
            client.sendBytes(new byte[] {2, 1, 0, 0, 0, 0, 0, 0});

            final Status status = client.awaitEnd();
            assertEquals(Status.Code.UNIMPLEMENTED, status.getCode());
            assertEquals("frames of version 2: this node speaks version 1", status.getDescription());
        }
    }

    @Test
    void shouldEndTheStreamWhenAFrameIsMalformed() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address())) {
            client.sendBytes(new byte[] {1, 1, 0, 0, 9, 0, 0, 0});

            assertEquals(Status.Code.INVALID_ARGUMENT, client.awaitEnd().getCode());
        }
    }

    @Test
    void shouldAnswerWhatCameBeforeTheMalformedPart() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address())) {
            final byte[] good = client.frameOf(Wire.read("k"));
            final byte[] bad = Arrays.copyOf(good, good.length + 20);
            bad[4] = 2;
            client.sendBytes(bad);

            assertEquals(Status.Code.INVALID_ARGUMENT, client.awaitEnd().getCode());
            assertEquals(1, client.awaitReplies(1).size());
        }
    }

    @Test
    void shouldRefuseRequestsOfUnknownKind() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address())) {
            client.send(TestRequest.of((byte) 99, Wire.ascii("k"), new byte[0], new io.quorate.version.Version(0, 0)));

            final Told told = client.awaitReplies(1).get(0);
            assertEquals(ReplicaListener.REFUSED, told.fate());
            assertEquals(ReplicaListener.CODE_UNSUPPORTED, told.code());
        }
    }

    @Test
    void shouldNotBeginWhatIsTooLate() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address())) {
            final byte[] frame = client.frameOf(Wire.store("k", "v", 1));
            RequestFrameWriter.timeout(ByteBuffer.wrap(frame), FrameFormat.REQUEST_FRAME_HEADER_BYTES, 0);
            client.sendBytes(frame);

            final Told told = client.awaitReplies(1).get(0);
            assertEquals(ReplicaListener.OVERLOADED, told.fate());
            assertEquals(ReplicaListener.CODE_DEADLINE, told.code());
            assertEquals(0, node.node().entryCount());
        }
    }

    @Test
    void shouldRefuseMoreThanItsLimitUnderWay() {
        try (TestNode node = new TestNode(options -> options.maxConcurrentCallsPerConnection(10));
                RawClient client = new RawClient(node.address())) {
            node.engine().behave(NodeBehaviour.SILENT);
            client.send(IntStream.range(0, 25).mapToObj(i -> Wire.read("k")).toArray(TestRequest[]::new));

            for (final Told told : client.awaitReplies(15)) {
                assertEquals(ReplicaListener.OVERLOADED, told.fate());
            }
            node.engine().behave(NodeBehaviour.NORMAL);
            assertEquals(25, client.awaitReplies(25).size());
            client.send(Wire.read("k"));
            assertEquals(ReplicaReply.ABSENT, client.awaitReplies(26).get(25).result());
        }
    }

    @Test
    void shouldNotAnswerWhatWasCancelled() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address())) {
            node.engine().behave(NodeBehaviour.SILENT);
            client.send(Wire.read("a"), Wire.read("b"));
            final byte[] cancel = new byte[FrameFormat.REQUEST_FRAME_HEADER_BYTES + 16];
            RequestFrameWriter.header(ByteBuffer.wrap(cancel), 0, 1);
            RequestFrameWriter.cancel(1, ByteBuffer.wrap(cancel), FrameFormat.REQUEST_FRAME_HEADER_BYTES);
            client.sendBytes(cancel);
            // An answered request shows that the cancel has been seen.
            client.send(TestRequest.ringState());
            client.awaitReplies(1);
            node.engine().behave(NodeBehaviour.NORMAL);

            final List<Long> ids =
                    client.awaitReplies(2).stream().map(Told::callId).toList();
            assertEquals(List.of(3L, 2L), ids);
        }
    }

    @Test
    void shouldEndTheStreamWellWhenTheClientHasNoMoreRequests() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address())) {
            client.send(Wire.read("a"));
            client.halfClose();

            assertEquals(Status.Code.OK, client.awaitEnd().getCode());
            assertEquals(1, client.awaitReplies(1).size());
        }
    }

    @Test
    void shouldNotReadOnWhileTheClientTakesNoAnswers() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address(), false)) {
            client.send(Wire.store("k", "v".repeat(30_000), 1));
            final int frames = 400;
            final TestRequest[] reads =
                    IntStream.range(0, 20).mapToObj(i -> Wire.read("k")).toArray(TestRequest[]::new);
            for (int i = 0; i < frames; i++) {
                client.send(reads);
            }
            // So much is not even asked of the engine, as long as nobody takes it.
            client.takeAnswers();

            assertEquals(1 + frames * 20, client.awaitReplies(1 + frames * 20).size());
        }
    }

    @Test
    void shouldAskNothingMoreOfTheNodeWhileAFewRequestsMakeManyBytesOfAnswers() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address(), false)) {
            client.send(Wire.store("k", "v".repeat(30_000), 1));
            final int reads = 1_000;
            client.send(IntStream.range(0, reads)
                    .mapToObj(i -> Wire.read("k").withRequestId(i + 1L))
                    .toArray(TestRequest[]::new));
            Waiting.until("some reads have come to the node", () -> seenRequestId(node) > 1);
            client.send(Wire.read("after"));
            assertTrue(seenRequestId(node) < reads / 2, "the node was asked for " + seenRequestId(node));

            client.takeAnswers();
            assertEquals(reads + 2, client.awaitReplies(reads + 2).size());
        }
    }

    @Test
    void shouldRefuseAFrameThatIsLargerThanAnyMayBe() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address())) {
            client.sendBytes(new byte[FrameFormat.MAX_FRAME_BYTES + 1]);

            assertEquals(Status.Code.INVALID_ARGUMENT, client.awaitEnd().getCode());
        }
    }

    @Test
    void shouldRefuseMoreStreamsThanAConnectionMayHave() {
        try (TestNode node = new TestNode();
                RawClient client = new RawClient(node.address())) {
            client.send(Wire.read("k"));
            client.awaitReplies(1);
            final List<RawClient> more = new ArrayList<>();
            for (int i = 1; i < StreamsPerConnection.MAX; i++) {
                more.add(client.another());
            }
            more.forEach(stream -> {
                stream.send(Wire.read("k"));
                stream.awaitReplies(1);
            });

            final RawClient refused = client.another();
            assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.awaitEnd().getCode());

            more.get(0).halfClose();
            assertEquals(Status.Code.OK, more.get(0).awaitEnd().getCode());
            final RawClient next = client.another();
            next.send(Wire.read("k"));
            assertEquals(1, next.awaitReplies(1).size());
        }
    }

    private static long seenRequestId(final TestNode node) {
        final TestRequest last = node.engine().lastRequest();
        return last == null ? 0 : last.requestId();
    }

    @Test
    void shouldBringLargeValuesBothWays() {
        try (TestNode node = new TestNode();
                GrpcTransport transport = GrpcTransport.create()) {
            final Wire wire = new Wire(transport, node.address()).dial();
            final String large = "x".repeat(500_000);

            assertEquals(
                    ReplicaReply.STORED, wire.ask(Wire.store("k", large, 1)).result());
            assertArrayEquals(Wire.ascii(large), wire.ask(Wire.read("k")).value());
            final TestReply replaced =
                    wire.ask(Wire.store("k", "small", 2).withFlags(ReplicaRequest.FLAG_WANT_PREVIOUS));
            assertEquals(ReplicaReply.VALUE, replaced.previous());
            assertArrayEquals(Wire.ascii(large), replaced.value());
            assertArrayEquals(Wire.ascii("small"), wire.ask(Wire.read("k")).value());
        }
    }

    @Test
    void shouldLeaveAStoreInDoubtWhenItsPreviousValueIsTooLargeForTheClient() {
        try (TestNode node = new TestNode();
                GrpcTransport transport = GrpcTransport.create(GrpcTransportOptions.builder()
                        .maxInboundMessageBytes(1 << 17)
                        .build())) {
            final Wire wire = new Wire(transport, node.address()).dial();
            wire.ask(Wire.store("k", "x".repeat(500_000), 1));

            final CallEnd end = wire.call(Wire.store("k", "small", 2).withFlags(ReplicaRequest.FLAG_WANT_PREVIOUS));

            assertEquals(ReplicaListener.MAYBE_APPLIED, end.fate());
            assertEquals(ReplicaListener.CODE_TOO_LARGE, end.code());
            assertArrayEquals(Wire.ascii("small"), wire.ask(Wire.read("k")).value());
        }
    }

    @Test
    void shouldFinishWhatIsUnderWayWhenTheServerStops() throws Exception {
        try (TestNode node = new TestNode();
                GrpcTransport transport = GrpcTransport.create()) {
            final Wire wire = new Wire(transport, node.address()).dial();
            node.engine().behave(NodeBehaviour.SILENT);
            final List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                ids.add(wire.post(Wire.store("k" + i, "v", 1), Wire.PATIENCE_NS));
            }
            Waiting.until("the requests have come", () -> node.engine().lastRequest() != null);

            final CompletableFuture<Boolean> stopped =
                    CompletableFuture.supplyAsync(() -> node.server().stop(Duration.ofSeconds(15)));
            wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);
            node.engine().behave(NodeBehaviour.NORMAL);

            for (final long id : ids) {
                Wire.replyOf(wire.listener().await(id, Wire.PATIENCE_NS));
            }
            assertTrue(stopped.get(20, TimeUnit.SECONDS), "the server had to be killed");
        }
    }

    /** One answer as it came. */
    private record Told(long callId, int result, int fate, int code) {}

    /** Opens a stream and sends bytes on it; call ids count from 1. */
    private static final class RawClient extends ClientCall.Listener<InputStream> implements AutoCloseable {
        private final ManagedChannel channel;
        private final ClientCall<InputStream, InputStream> call;
        private final List<byte[]> frames = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Status> end = new CompletableFuture<>();
        private long lastCallId;

        RawClient(final String address) {
            this(address, true);
        }

        RawClient(final String address, final boolean takesAnswers) {
            this(
                    NettyChannelBuilder.forTarget(address)
                            .usePlaintext()
                            .directExecutor()
                            .build(),
                    takesAnswers);
        }

        private RawClient(final ManagedChannel channel, final boolean takesAnswers) {
            this.channel = channel;
            call = channel.newCall(StreamMethod.OPERATE, CallOptions.DEFAULT);
            call.start(this, new Metadata());
            if (takesAnswers) {
                takeAnswers();
            }
        }

        /** One more stream on the same connection. */
        RawClient another() {
            return new RawClient(channel, true);
        }

        void takeAnswers() {
            call.request(Integer.MAX_VALUE);
        }

        byte[] frameOf(final TestRequest... requests) {
            final ByteBuffer frame = ByteBuffer.allocate(FrameFormat.MAX_FRAME_BYTES);
            int at = FrameFormat.REQUEST_FRAME_HEADER_BYTES;
            for (final TestRequest request : requests) {
                at += RequestFrameWriter.entry(request, ++lastCallId, frame, at);
            }
            RequestFrameWriter.header(frame, 0, requests.length);
            return Arrays.copyOf(frame.array(), at);
        }

        void send(final TestRequest... requests) {
            sendBytes(frameOf(requests));
        }

        void sendBytes(final byte[] frame) {
            call.sendMessage(new ByteArrayInputStream(frame));
        }

        void halfClose() {
            call.halfClose();
        }

        List<byte[]> frames() {
            return frames;
        }

        List<Told> awaitReplies(final int count) {
            Waiting.until(count + " replies have come", () -> replies().size() >= count);
            return replies();
        }

        Status awaitEnd() {
            try {
                return end.get(Wire.PATIENCE_NS, TimeUnit.NANOSECONDS);
            } catch (final InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError("the stream did not end", e);
            }
        }

        private List<Told> replies() {
            final List<Told> all = new ArrayList<>();
            for (final byte[] frame : frames) {
                final ReplyFrameReader reader = new ReplyFrameReader().wrap(ByteBuffer.wrap(frame), 0, frame.length);
                while (reader.next()) {
                    all.add(new Told(
                            reader.callId(),
                            reader.result(),
                            reader.isFailure() ? reader.fate() : 0,
                            reader.isFailure() ? reader.code() : 0));
                }
            }
            return all;
        }

        @Override
        public void onMessage(final InputStream message) {
            try {
                frames.add(message.readAllBytes());
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onClose(final Status status, final Metadata trailers) {
            end.complete(status);
        }

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }
}
