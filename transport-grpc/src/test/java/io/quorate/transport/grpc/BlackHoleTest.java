package io.quorate.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.ReplicaListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A network that swallows everything, and says nothing. */
class BlackHoleTest {
    private static final Duration PING_AFTER = Duration.ofSeconds(10);
    private static final Duration PING_TIMEOUT = Duration.ofMillis(500);

    /** Copies bytes from one socket to the other, until it swallows them. */
    private static final class Pipe extends Thread {
        private final Socket from;
        private final Socket to;
        private final BlackHole hole;

        Pipe(final Socket from, final Socket to, final BlackHole hole) {
            super("pipe");
            setDaemon(true);
            this.from = from;
            this.to = to;
            this.hole = hole;
        }

        @Override
        public void run() {
            final byte[] buffer = new byte[8 << 10];
            try {
                final InputStream in = from.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!hole.swallows) {
                        to.getOutputStream().write(buffer, 0, read);
                    }
                }
            } catch (final IOException e) {
                hole.lastProblem = e;
            }
        }
    }

    /** A proxy in front of a node. */
    private static final class BlackHole implements AutoCloseable {
        private final RawServer front;
        private volatile boolean swallows;

        @SuppressWarnings("unused") // for a debugger
        private volatile IOException lastProblem;

        BlackHole(final int port) {
            front = new RawServer(client -> {
                final Socket node = new Socket(InetAddress.getLoopbackAddress(), port);
                new Pipe(client, node, this).start();
                new Pipe(node, client, this).start();
            });
        }

        @Override
        public void close() throws IOException {
            front.close();
        }
    }

    @Test
    void shouldNoticeADeadConnectionEvenWithoutCalls() throws IOException {
        try (TestNode node = new TestNode();
                BlackHole hole = new BlackHole(node.server().port());
                GrpcTransport transport = GrpcTransport.create(GrpcTransportOptions.builder()
                        .keepAliveTime(PING_AFTER)
                        .keepAliveTimeout(PING_TIMEOUT)
                        .build())) {
            final Wire wire = new Wire(transport, hole.front.address()).dial();
            wire.ask(Wire.read("k"));
            final long startNs = System.nanoTime();

            hole.swallows = true;
            final long id = wire.post(Wire.store("k", "v", 1), TimeUnit.MILLISECONDS.toNanos(300));
            assertEquals(
                    ReplicaListener.MAYBE_APPLIED,
                    wire.listener().await(id, Wire.PATIENCE_NS).fate());
            wire.listener().awaitState(ReplicaListener.DISCONNECTED, Wire.PATIENCE_NS);

            final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
            assertTrue(tookMs >= 9_000, "gave up after " + tookMs + " ms");
            hole.swallows = false;
            wire.dial().ask(Wire.read("k"));
        }
    }
}
