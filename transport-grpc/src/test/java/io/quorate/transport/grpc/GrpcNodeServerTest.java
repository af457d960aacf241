package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.testkit.CallEnd;
import io.quorate.testkit.contract.NodeBehaviour;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.grpc.legacy.GetRequest;
import io.quorate.transport.grpc.legacy.KVStoreGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcNodeServerTest {
    private static final int SOCKET_TIMEOUT_MS = 20_000;

    private static Socket connect(final TestNode node) throws IOException {
        final Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), node.server().port());
        socket.setSoTimeout(SOCKET_TIMEOUT_MS);
        return socket;
    }

    /** Reads until the peer closes; fails if it does not. */
    private static void assertClosedByPeer(final Socket socket) throws IOException {
        final InputStream in = socket.getInputStream();
        final byte[] ignored = new byte[1 << 10];
        int read = in.read(ignored);
        while (read >= 0) {
            read = in.read(ignored);
        }
    }

    @Test
    void shouldTellTheRealPortWhenAnyIsAskedFor() {
        try (TestNode node = new TestNode(options -> options.listen("127.0.0.1:0"))) {
            assertTrue(node.server().port() > 0);
            assertEquals(node.server().port(), node.server().address().getPort());
            assertTrue(node.server().address().getAddress().isLoopbackAddress());
        }
    }

    @Test
    void shouldSayWhichAddressIsTaken() {
        try (TestNode node = new TestNode()) {
            final String listen = node.address();

            final IOException failure = assertThrows(
                    IOException.class,
                    () -> GrpcNodeServer.start(
                            node.node(),
                            GrpcNodeServerOptions.builder().listen(listen).build()));

            assertTrue(failure.getMessage().startsWith("cannot listen on " + listen + ": "), failure.getMessage());
            assertTrue(failure.getMessage().contains("in use"), failure.getMessage());
        }
    }

    @Test
    void shouldSayThatTheHostIsUnknown() {
        try (TestNode node = new TestNode()) {
            final IOException failure = assertThrows(
                    IOException.class,
                    () -> GrpcNodeServer.start(
                            node.node(),
                            GrpcNodeServerOptions.builder()
                                    .listen("no-such-host.invalid:7000")
                                    .build()));

            assertEquals("cannot listen on no-such-host.invalid:7000: the host is unknown", failure.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"})
    void shouldNotListenWhereOtherMachinesReachItUnlessTold(final String listen) {
        try (TestNode node = new TestNode()) {
            final IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> GrpcNodeServer.start(
                            node.node(),
                            GrpcNodeServerOptions.builder().listen(listen).build()));

            assertTrue(refusal.getMessage().startsWith("listen=" + listen), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("--insecure-plaintext"), refusal.getMessage());
        }
    }

    @Test
    void shouldListenEverywhereWhenTold() {
        try (TestNode node = new TestNode(options -> options.listen("0.0.0.0:0").allowNonLoopback(true));
                GrpcTransport transport = GrpcTransport.create()) {
            assertNotNull(new Wire(transport, node.address()).dial().ask(Wire.read("k")));
        }
    }

    @Test
    void shouldCloseConnectionsBeyondTheLimitAndServeTheOthers() throws IOException {
        try (TestNode node = new TestNode(options -> options.maxConnections(3));
                GrpcTransport transport = GrpcTransport.create()) {
            final Wire wire = new Wire(transport, node.address()).dial();
            final List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                open.add(connect(node));
            }
            Waiting.until("three connections are open", () -> node.server().connectionCount() == 3);

            for (int i = 0; i < 10; i++) {
                try (Socket refused = connect(node)) {
                    assertClosedByPeer(refused);
                }
            }
            assertEquals(10, node.server().refusedConnectionCount());
            assertEquals(3, node.server().connectionCount());
            wire.ask(Wire.read("k"));

            open.get(0).close();
            Waiting.until("one has gone", () -> node.server().connectionCount() == 2);
            new Wire(transport, node.address()).dial().ask(Wire.read("k"));
            open.get(1).close();
        }
    }

    @Test
    void shouldCloseConnectionThatNeverSpeaks() throws IOException {
        try (TestNode node = new TestNode(options -> options.handshakeTimeout(Duration.ofMillis(300)));
                Socket silent = connect(node)) {
            final long startNs = System.nanoTime();

            assertClosedByPeer(silent);

            assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(10));
        }
    }

    @Test
    void shouldCloseConnectionThatSpeaksHttp1() throws IOException {
        try (TestNode node = new TestNode();
                Socket socket = connect(node)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertClosedByPeer(socket);
        }
    }

    @Test
    void shouldCloseIdleConnectionAndTheClientDialsAgain() {
        try (TestNode node = new TestNode(options -> options.maxConnectionIdle(Duration.ofMillis(200)));
                GrpcTransport transport = GrpcTransport.create()) {
            final Wire wire = new Wire(transport, node.address()).dial();

            wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);
            assertEquals(
                    "connection closed by the peer", wire.listener().details().get(1));

            wire.dial().ask(Wire.read("k"));
        }
    }

    @Test
    void shouldKeepUnaryCallsBackBeyondTheLimitPerConnection() {
        try (TestNode node = new TestNode(options -> options.maxConcurrentCallsPerConnection(2));
                GrpcTransport transport = GrpcTransport.create(
                        GrpcTransportOptions.builder().wire(GrpcWire.UNARY).build())) {
            final Wire wire = new Wire(transport, node.address()).dial();
            node.engine().behave(NodeBehaviour.SILENT);
            final List<Long> sends = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                sends.add(wire.post(Wire.read("k" + i), Wire.PATIENCE_NS));
            }
            Waiting.until(
                    "as many as may be under way have arrived",
                    () -> node.engine().heldCount() == 2);

            node.engine().behave(NodeBehaviour.NORMAL);
            for (final long id : sends) {
                final CallEnd end = wire.listener().await(id, Wire.PATIENCE_NS);
                assertNotNull(end.reply(), () -> "no reply but " + end);
            }
        }
    }

    @Test
    void shouldCloseConnectionThatResetsTooManyCalls() {
        try (TestNode node = new TestNode(options -> options.maxRstFramesPerWindow(50, Duration.ofSeconds(30)));
                GrpcTransport transport = GrpcTransport.create(
                        GrpcTransportOptions.builder().wire(GrpcWire.UNARY).build());
                GrpcTransport other = GrpcTransport.create()) {
            final Wire flood = new Wire(transport, node.address()).dial();
            final Wire honest = new Wire(other, node.address()).dial();
            node.engine().behave(NodeBehaviour.SILENT);

            for (int i = 0; i < 200 && !flood.listener().states().contains(ReplicaListener.DISCONNECTED); i++) {
                final long id = i + 1L;
                flood.connection().send(id, Wire.read("k"), System.nanoTime() + Wire.PATIENCE_NS);
                flood.connection().cancel(id);
            }
            flood.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);

            node.engine().behave(NodeBehaviour.NORMAL);
            honest.ask(Wire.read("k"));
            assertFalse(honest.listener().states().contains(ReplicaListener.DISCONNECTED));
        }
    }

    @Test
    void shouldRefuseHeadersThatAreTooLarge() throws InterruptedException {
        try (TestNode node = new TestNode(options -> options.maxInboundMetadataBytes(2 << 10))) {
            final ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + node.address())
                    .usePlaintext()
                    .userAgent("x".repeat(4 << 10))
                    .build();
            try {
                final StatusRuntimeException failure =
                        assertThrows(StatusRuntimeException.class, () -> KVStoreGrpc.newBlockingStub(channel)
                                .withDeadlineAfter(Duration.ofSeconds(20))
                                .get(GetRequest.newBuilder().setKey("k").build()));
                assertTrue(failure.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED, failure.toString());
            } finally {
                channel.shutdownNow();
                assertTrue(channel.awaitTermination(10, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void shouldLetCallsFinishWhenStopped() throws Exception {
        try (TestNode node = new TestNode();
                GrpcTransport transport = GrpcTransport.create()) {
            final Wire wire = new Wire(transport, node.address()).dial();
            node.engine().behave(NodeBehaviour.SILENT);
            final long waiting = wire.post(Wire.store("k", "v", 1), Wire.PATIENCE_NS);
            Waiting.until("the store has arrived", () -> node.engine().lastRequest() != null);

            final CompletableFuture<Boolean> stopping =
                    CompletableFuture.supplyAsync(() -> node.server().stop(Duration.ofSeconds(20)));
            wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);
            node.engine().behave(NodeBehaviour.NORMAL);

            assertTrue(stopping.get(20, TimeUnit.SECONDS), "every call has finished");
            final CallEnd end = wire.listener().await(waiting, Wire.PATIENCE_NS);
            assertNotNull(end.reply(), () -> "the call under way was not answered: " + end);
            assertEquals("connection refused", wire.dialInVainAgain());
        }
    }

    @Test
    void shouldCloseWhatIsLeftWhenTheGraceIsOver() {
        try (TestNode node = new TestNode();
                GrpcTransport transport = GrpcTransport.create()) {
            final Wire wire = new Wire(transport, node.address()).dial();
            node.engine().behave(NodeBehaviour.SILENT);
            final long waiting = wire.post(Wire.store("k", "v", 1), Wire.PATIENCE_NS);
            Waiting.until("the store has arrived", () -> node.engine().lastRequest() != null);
            final long startNs = System.nanoTime();

            final boolean finished = node.server().stop(Duration.ofMillis(200));

            assertFalse(finished);
            assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(10));
            final CallEnd end = wire.listener().await(waiting, Wire.PATIENCE_NS);
            assertEquals(ReplicaListener.MAYBE_APPLIED, end.fate());
            assertEquals(ReplicaListener.CODE_DISCONNECTED, end.code());
            node.server().close();
        }
    }

    @Test
    void shouldLeaveNoThreadBehindWhenStopped() {
        final TestNode node = new TestNode(options -> options.eventLoopThreads(2));
        try (GrpcTransport transport = GrpcTransport.create()) {
            new Wire(transport, node.address()).dial().ask(Wire.read("k"));
        }
        node.close();

        Waiting.until("all threads have ended", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("quorate-")));
    }
}
