package io.quorate.bench.tcp;

import io.quorate.node.NodeReply;
import io.quorate.node.ReplySink;
import io.quorate.node.StorageNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts nodes on loopback TCP with the frames of {@link Frames}: a port for each node, one thread for all. Requests are handed to the very
 * {@link StorageNode} that other servers serve too, whose engine must answer at once, as the memory engine does.
 *
 * <p><b>Threads.</b> All methods from any thread; only {@link #close} blocks. <b>Allocation.</b> None in steady state. <b>Errors.</b> A connection that breaks or
 * talks nonsense is closed; the others are served on.
 */
public final class BareTcpServer implements AutoCloseable {

    private static final long STOP_MS = 5_000;

    private final Selector selector = Selector.open();
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Consumer<SelectionKey> onReady = this::ready;
    private final Thread thread = new Thread(this::run, "bare-tcp-nodes");
    private volatile boolean closing;

    private BareTcpServer() throws IOException {
        thread.setDaemon(true);
    }

    /**
     * Listens on a free loopback port for each node, and serves from now on.
     *
     * @param nodes what to serve; not closed by the server
     * @return the running server
     * @throws IOException if there are no ports
     */
    public static BareTcpServer start(final List<StorageNode> nodes) throws IOException {
        final BareTcpServer server = new BareTcpServer();
        try {
            for (final StorageNode node : nodes) {
                final ServerSocketChannel listener = ServerSocketChannel.open();
                server.listeners.add(listener);
                listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                listener.configureBlocking(false);
                listener.register(server.selector, SelectionKey.OP_ACCEPT, node);
            }
        } catch (final IOException e) {
            server.closeAll();
            throw e;
        }
        server.thread.start();
        return server;
    }

    /**
     * Where the nodes are reached.
     *
     * @return {@code host:port} of each, in the order of the nodes
     */
    public List<String> addresses() {
        return listeners.stream()
                .map(listener -> "127.0.0.1:" + listener.socket().getLocalPort())
                .toList();
    }

    /** Closes ports and connections. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join(STOP_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the server did not stop within " + STOP_MS + " ms");
        }
    }

    private void run() {
        try {
            while (!closing) {
                selector.select(onReady);
                for (int i = connections.size() - 1; i >= 0; i--) {
                    connections.get(i).flush();
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closeAll();
        }
    }

    private void ready(final SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            connection.ready();
        } else if (key.attachment() instanceof StorageNode node) {
            accept((ServerSocketChannel) key.channel(), node);
        }
    }

    private void accept(final ServerSocketChannel listener, final StorageNode node) {
        try {
            final SocketChannel accepted = listener.accept();
            if (accepted != null) {
                connections.add(new Connection(new FramedSocket(accepted, selector), node));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot accept", e);
        }
    }

    private void closeAll() {
        try {
            while (!connections.isEmpty()) {
                connections.get(connections.size() - 1).close();
            }
            for (final ServerSocketChannel listener : listeners) {
                listener.close();
            }
            selector.close();
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot close", e);
        }
    }

    /** One client's connection to one node. */
    private final class Connection implements ReplySink {

        private final FramedSocket socket;
        private final StorageNode node;
        private final TcpRequest request = new TcpRequest();
        private final NodeReply reply = new NodeReply();

        Connection(final FramedSocket socket, final StorageNode node) {
            this.socket = socket;
            this.node = node;
            socket.key().attach(this);
        }

        void ready() {
            try {
                if (socket.key().isWritable()) {
                    socket.flush();
                }
                if (socket.key().isReadable() && !socket.fill()) {
                    close();
                    return;
                }
                answerAll();
            } catch (final IOException e) {
                close();
            }
        }

        /** Before the thread waits again. */
        void flush() {
            try {
                while (socket.waitingBytes() > 0) {
                    final boolean wasHigh = isHigh();
                    socket.flush();
                    if (!wasHigh || isHigh()) {
                        break;
                    }
                    // Requests that were left alone while too much waited, and that no event tells of.
                    answerAll();
                }
                if (isHigh()) {
                    socket.interest(SelectionKey.OP_WRITE);
                } else if (socket.waitingBytes() > 0) {
                    socket.interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                } else {
                    socket.interest(SelectionKey.OP_READ);
                }
            } catch (final IOException e) {
                close();
            }
        }

        void close() {
            connections.remove(this);
            try {
                socket.close();
            } catch (final IOException e) {
                throw new UncheckedIOException("cannot close a connection", e);
            }
        }

        @Override
        public void onReply(final NodeReply answer) {
            final int valueLength = answer.valueLength();
            final ByteBuffer out = socket.append(Frames.VALUE + valueLength)
                    .putLong(request.requestId())
                    .put((byte) answer.result())
                    .putLong(answer.timestamp())
                    .putLong(answer.writerId());
            out.put(out.position(), answer.bytes(), answer.valueOffset(), valueLength)
                    .position(out.position() + valueLength);
        }

        @Override
        public void onFailure(final NodeReply answer, final int fate, final int code, final @Nullable String detail) {
            socket.append(Frames.VALUE)
                    .putLong(request.requestId())
                    .put(Frames.FAILED)
                    .putLong(fate)
                    .putLong(code);
        }

        private void answerAll() throws IOException {
            while (!isHigh() && socket.next()) {
                request.wrap(socket.in(), socket.frameAt(), socket.frameLength());
                node.handle(request, reply, this);
            }
        }

        private boolean isHigh() {
            return socket.waitingBytes() > FramedSocket.HIGH_WATER_BYTES;
        }
    }
}
