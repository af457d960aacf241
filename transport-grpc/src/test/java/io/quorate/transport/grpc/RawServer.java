package io.quorate.transport.grpc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listens on a loopback port and does what a test wants with every connection; no server of ours. */
final class RawServer implements AutoCloseable {
    /** What to do with a connection; it stays open until the server is closed, unless this closes it. */
    interface Talk {
        void with(Socket socket) throws IOException;
    }

    private final ServerSocket listening;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private volatile IOException lastProblem;

    RawServer(final Talk talk) {
        try {
            listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        final Thread accepting = new Thread(() -> acceptAll(talk), "raw-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** For a test that wonders why; null when nothing went wrong. */
    IOException lastProblem() {
        return lastProblem;
    }

    int acceptedCount() {
        return accepted.size();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (final Socket socket : accepted) {
            socket.close();
        }
    }

    private void acceptAll(final Talk talk) {
        while (!listening.isClosed()) {
            try {
                final Socket socket = listening.accept();
                accepted.add(socket);
                talk.with(socket);
            } catch (final IOException e) {
                // The peer has gone, or the test is over: the loop's condition tells.
                lastProblem = e;
            }
        }
    }
}
