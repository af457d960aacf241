package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.RecordingListener;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person is told when a node cannot be reached. */
class DialFailureTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    private final GrpcTransport transport = GrpcTransport.create(
            GrpcTransportOptions.builder().dialTimeout(Duration.ofSeconds(5)).build());

    @AfterEach
    void closeTransport() {
        transport.close();
    }

    @Test
    void shouldSayConnectionRefusedWhenNobodyListens() {
        final Wire wire = new Wire(transport, "127.0.0.1:" + GrpcHarness.freePort());

        assertEquals("connection refused", wire.dialInVain());
        assertEquals(
                ReplicaConnection.NOT_CONNECTED,
                wire.connection().send(1, Wire.read("k"), System.nanoTime() + Wire.PATIENCE_NS));
    }

    @Test
    void shouldSayUnknownHostWhenNameDoesNotResolve() {
        final Wire wire = new Wire(transport, "no-such-host.invalid:7000");

        final String cause = wire.dialInVain();

        assertTrue(cause.startsWith("unknown host: no-such-host.invalid"), cause);
    }

    @Test
    void shouldSayHttp1WhenServerSpeaksIt() throws IOException {
        try (RawServer server = new RawServer(socket -> socket.getOutputStream()
                .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))) {
            assertEquals("not a gRPC server: it speaks HTTP/1", new Wire(transport, server.address()).dialInVain());
        }
    }

    @Test
    void shouldSayWhichHttpStatusWhenAWebServerAnswers() throws IOException {
        try (RawServer server = new RawServer(DialFailureTest::answerNotFound)) {
            assertEquals("not a gRPC server: it answered HTTP 404", new Wire(transport, server.address()).dialInVain());
        }
    }

    /** As a web server that speaks HTTP/2 does: settings, then to every request headers that hold nothing but the status. */
    private static void answerNotFound(final Socket socket) throws IOException {
        final int prefaceBytes = 24;
        final byte settings = 4;
        final byte headers = 1;
        final byte endOfHeadersAndStream = 5;
        final byte status404 = (byte) 0x8d;
        final DataInputStream in = new DataInputStream(socket.getInputStream());
        final OutputStream out = socket.getOutputStream();
        out.write(new byte[] {0, 0, 0, settings, 0, 0, 0, 0, 0});
        in.readFully(new byte[prefaceBytes]);
        while (true) {
            final int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            final int type = in.readUnsignedByte();
            in.readByte();
            final byte[] stream = new byte[4];
            in.readFully(stream);
            in.readFully(new byte[length]);
            if (type == headers) {
                out.write(new byte[] {0, 0, 1, headers, endOfHeadersAndStream});
                out.write(stream);
                out.write(status404);
            }
        }
    }

    @Test
    void shouldSayNotHttp2WhenServerSpeaksSomethingElse() throws IOException {
        try (RawServer server = new RawServer(socket -> socket.getOutputStream()
                .write("220 mail.example ESMTP ready\r\n".getBytes(StandardCharsets.US_ASCII)))) {
            assertEquals(
                    "not a gRPC server: it does not speak HTTP/2", new Wire(transport, server.address()).dialInVain());
        }
    }

    @Test
    void shouldSayClosedWhenServerHangsUpAtOnce() throws IOException {
        try (RawServer server = new RawServer(Socket::close)) {
            final String cause = new Wire(transport, server.address()).dialInVain();

            assertTrue(
                    cause.equals("connection closed by the peer") || cause.equals("connection reset by the peer"),
                    cause);
        }
    }

    @Test
    void shouldSayNoAnswerWithinTheDialTimeoutWhenServerIsSilent() throws IOException {
        try (RawServer server = new RawServer(socket -> {});
                GrpcTransport hasty = GrpcTransport.create(
                        GrpcTransportOptions.builder().dialTimeout(SHORT).build())) {
            final Wire wire = new Wire(hasty, server.address());
            final long startNs = System.nanoTime();

            final String cause = wire.dialInVain();

            final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
            assertEquals("no answer to the handshake within 400 ms", cause);
            assertTrue(tookMs >= 350 && tookMs < 3_000, "took " + tookMs + " ms");
            assertEquals(1, server.acceptedCount());
        }
    }

    @Test
    void shouldSayWhichServiceIsMissingWhenGrpcServerIsAnother() throws Exception {
        final BindableService health = new HealthStatusManager().getHealthService();
        final Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(health)
                .build()
                .start();
        try {
            final String cause = new Wire(transport, "127.0.0.1:" + server.getPort()).dialInVain();

            assertTrue(cause.startsWith("a gRPC server, but without the service kvstore.KVStore"), cause);
        } finally {
            server.shutdownNow();
            assertTrue(server.awaitTermination(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheAddressWhenItHasNoPort() {
        final RecordingListener listener = new RecordingListener();
        final ReplicaConnection connection =
                transport.open(new NodeDescriptor("node-1234", "node-1234", 1, ""), listener);

        connection.connect();
        listener.awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);

        assertTrue(
                listener.details().get(0).contains("has no port"),
                listener.details().get(0));
    }

    @Test
    void shouldDialOnceWhenConnectIsCalledManyTimesMeanwhile() throws IOException {
        try (RawServer server = new RawServer(socket -> {});
                GrpcTransport hasty = GrpcTransport.create(
                        GrpcTransportOptions.builder().dialTimeout(SHORT).build())) {
            final Wire wire = new Wire(hasty, server.address());
            for (int i = 0; i < 100; i++) {
                wire.connection().connect();
            }
            wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);

            assertEquals(1, server.acceptedCount());
        }
    }

    @Test
    void shouldDialAgainOnlyWhenAsked() throws IOException {
        try (RawServer server = new RawServer(Socket::close)) {
            final Wire wire = new Wire(transport, server.address());
            wire.dialInVain();

            // gRPC's own policies would be back after a second.
            final long startNs = System.nanoTime();
            while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(1_500)) {
                assertEquals(1, server.acceptedCount());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            assertEquals(List.of(ReplicaListener.DISCONNECTED), wire.listener().states());

            wire.connection().connect();
            while (server.acceptedCount() < 2) {
                assertTrue(System.nanoTime() - startNs < Wire.PATIENCE_NS, "no second dial");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    @Test
    void shouldTellClosedAndNothingElseWhenClosedDuringTheDial() throws IOException {
        try (RawServer server = new RawServer(socket -> {})) {
            final Wire wire = new Wire(transport, server.address());
            wire.connection().connect();

            wire.connection().close();
            wire.listener().awaitState(ReplicaListener.CLOSED, Wire.PATIENCE_NS);
            transport.close();

            assertEquals(List.of(ReplicaListener.CLOSED), wire.listener().states());
        }
    }
}
