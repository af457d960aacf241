package io.quorate.bench.tcp;

import io.quorate.bench.ClosedLoop;
import io.quorate.bench.Keys;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Versions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Quorum operations over plain TCP: the same exchange as the other loops have, with nothing around it. Every request goes to all nodes, is
 * decided at the answer of a majority, and the last answer is consumed. One thread reads all connections, decides, begins the next operations, and then
 * writes once to each connection. No deadline, ring, retry or repair; the objects of an operation are cells of arrays.
 *
 * <p>Every reply is checked: its operation is under way, and it has a value of the right length, or it says that the value was stored.
 *
 * <p><b>Allocation.</b> None in steady state.
 */
public final class BareTcpLoop extends ClosedLoop {

    private static final int COUNTER_BITS = 16;
    private static final long WRITER_ID = 2;
    private static final long STOP_MS = 5_000;
    private static final int CONNECT_MS = 5_000;

    private final Selector selector = Selector.open();
    private final FramedSocket[] sockets;
    private final int quorum;
    private final boolean puts;
    private final ByteBuffer keys;
    private final int keyMask;
    private final ByteBuffer value;
    private final OpenOperations open;
    private final Consumer<SelectionKey> onReady = this::ready;
    private final Thread thread = new Thread(this::run, "bare-tcp-client");

    private final AtomicReference<@Nullable Runnable> task = new AtomicReference<>();
    private final int[] submitted;
    private final AtomicInteger submittedCount = new AtomicInteger();
    private final AtomicInteger takenCount = new AtomicInteger();
    private volatile boolean sleeping;
    private volatile boolean closing;

    private final int[] pausedLanes;
    private int pausedCount;
    private int nextKey;
    private long timestamp;

    /**
     * Connects.
     *
     * @param addresses of a {@link BareTcpServer}
     * @param keys of {@value Frames#KEY_BYTES} bytes
     * @param value what is put, or as long as what is to be found
     * @param puts whether to put or to get
     * @param laneCount operations under way at a time
     * @throws IOException if a node cannot be reached
     */
    public BareTcpLoop(
            final List<String> addresses, final Keys keys, final byte[] value, final boolean puts, final int laneCount)
            throws IOException {
        super(laneCount);
        if (keys.lengthBytes() != Frames.KEY_BYTES) {
            throw new IllegalArgumentException(
                    "keys of " + keys.lengthBytes() + " bytes: they must have " + Frames.KEY_BYTES);
        }
        this.quorum = addresses.size() / 2 + 1;
        this.puts = puts;
        this.keys = direct(keys.bytes());
        this.keyMask = keys.count() - 1;
        this.value = direct(value);
        this.open = new OpenOperations(laneCount, quorum, addresses.size());
        this.submitted = new int[2 * Integer.highestOneBit(laneCount)];
        this.pausedLanes = new int[laneCount];
        this.sockets = new FramedSocket[addresses.size()];
        try {
            for (int i = 0; i < sockets.length; i++) {
                sockets[i] = new FramedSocket(connect(addresses.get(i)), selector);
                sockets[i].key().attach(sockets[i]);
            }
        } catch (final IOException e) {
            selector.close();
            throw e;
        }
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    protected void launch(final Runnable beginAll) {
        task.set(beginAll);
        selector.wakeup();
    }

    /** A ring between two threads, since there is only one pacer; as large as there are lanes, so never full. */
    @Override
    protected void submit(final int lane) {
        final int count = submittedCount.get();
        submitted[count & (submitted.length - 1)] = lane;
        submittedCount.set(count + 1);
        if (sleeping) {
            selector.wakeup();
        }
    }

    @Override
    protected void begin(final int lane) {
        if (isHigh()) {
            pausedLanes[pausedCount++] = lane;
            return;
        }
        final long id = open.begin(lane);
        final int keyAt = (nextKey++ & keyMask) * Frames.KEY_BYTES;
        if (puts) {
            timestamp = Math.max(timestamp + 1, System.currentTimeMillis() << COUNTER_BITS);
        }
        for (final FramedSocket socket : sockets) {
            final ByteBuffer out = socket.append(puts ? Frames.STORE_VALUE + value.capacity() : Frames.READ_BYTES);
            out.putLong(id).put(puts ? ReplicaRequest.STORE : ReplicaRequest.READ);
            copy(keys, keyAt, Frames.KEY_BYTES, out);
            if (puts) {
                out.putLong(timestamp).putLong(WRITER_ID);
                copy(value, 0, value.capacity(), out);
            }
        }
    }

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
            throw new IllegalStateException("the loop did not stop within " + STOP_MS + " ms");
        }
    }

    private void run() {
        try {
            while (!closing) {
                beginAsked();
                flushAll();
                sleeping = true;
                if (submittedCount.get() == takenCount.get()) {
                    selector.select(onReady);
                } else {
                    selector.selectNow(onReady);
                }
                sleeping = false;
            }
        } catch (final IOException | RuntimeException e) {
            failed(e);
        } finally {
            closeAll();
        }
    }

    private void beginAsked() {
        final Runnable asked = task.getAndSet(null);
        if (asked != null) {
            asked.run();
        }
        final int until = submittedCount.get();
        for (int at = takenCount.get(); at != until; at++) {
            begin(submitted[at & (submitted.length - 1)]);
        }
        takenCount.lazySet(until);
    }

    private void ready(final SelectionKey key) {
        try {
            final FramedSocket socket = (FramedSocket) key.attachment();
            if (key.isReadable()) {
                if (!socket.fill()) {
                    throw new IOException("a node closed the connection");
                }
                while (socket.next()) {
                    onReply(socket.in(), socket.frameAt(), socket.frameLength());
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void onReply(final ByteBuffer in, final int at, final int length) {
        final long id = in.getLong(at + Frames.ID);
        final int lane = open.lane(id);
        if (!isGood(in.get(at + Frames.RESULT), length - Frames.VALUE)) {
            if (open.poison(id)) {
                failed(new IllegalStateException(
                        puts
                                ? "a put ended with " + in.get(at + Frames.RESULT)
                                : "a get found " + (length - Frames.VALUE) + " bytes"));
            }
        } else if (open.answered(id, in.getLong(at + Frames.TIMESTAMP), in.getLong(at + Frames.WRITER))) {
            ended(lane);
        }
    }

    /** Several puts of one key may be under way, and pass each other. */
    private boolean isGood(final byte result, final int valueLength) {
        return puts
                ? result == ReplicaReply.STORED || result == ReplicaReply.KEPT_NEWER
                : result == ReplicaReply.VALUE && valueLength == value.capacity();
    }

    private void flushAll() throws IOException {
        do {
            for (final FramedSocket socket : sockets) {
                socket.flush();
                socket.interest(
                        socket.waitingBytes() > 0
                                ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                                : SelectionKey.OP_READ);
            }
        } while (resumePaused());
    }

    /** Begins what had to wait for room; tells whether that made something to send. */
    private boolean resumePaused() {
        final int waiting = pausedCount;
        if (waiting == 0 || isHigh()) {
            return false;
        }
        begin(pausedLanes[--pausedCount]);
        return true;
    }

    private boolean isHigh() {
        for (final FramedSocket socket : sockets) {
            if (socket.waitingBytes() > FramedSocket.HIGH_WATER_BYTES) {
                return true;
            }
        }
        return false;
    }

    private void closeAll() {
        try {
            for (final FramedSocket socket : sockets) {
                socket.close();
            }
            selector.close();
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot close", e);
        }
    }

    private static SocketChannel connect(final String address) throws IOException {
        final int colon = address.lastIndexOf(':');
        final SocketChannel socket = SocketChannel.open();
        socket.socket()
                .connect(
                        new InetSocketAddress(
                                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                        CONNECT_MS);
        return socket;
    }

    private static ByteBuffer direct(final byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    }

    private static void copy(final ByteBuffer from, final int at, final int length, final ByteBuffer out) {
        out.put(out.position(), from, at, length).position(out.position() + length);
    }

    /** The operations whose last answer is still out, in cells that are used again and again under a new generation. */
    private static final class OpenOperations {

        private static final int GENERATION_SHIFT = 32;
        private static final int SPARE = 64;

        private final int quorum;
        private final int replicas;
        private int[] lanes;
        private int[] generations;
        private int[] answers;
        private long[] timestamps;
        private long[] writers;
        private int[] free;
        private int freeCount;

        OpenOperations(final int laneCount, final int quorum, final int replicas) {
            this.quorum = quorum;
            this.replicas = replicas;
            final int count = 4 * laneCount + SPARE;
            lanes = new int[count];
            generations = new int[count];
            answers = new int[count];
            timestamps = new long[count];
            writers = new long[count];
            free = new int[count];
            for (int i = count - 1; i >= 0; i--) {
                free[freeCount++] = i;
            }
        }

        long begin(final int lane) {
            if (freeCount == 0) {
                grow();
            }
            final int cell = free[--freeCount];
            lanes[cell] = lane;
            answers[cell] = 0;
            timestamps[cell] = 0;
            writers[cell] = 0;
            return ((long) ++generations[cell] << GENERATION_SHIFT) | cell;
        }

        int lane(final long id) {
            final int cell = (int) id;
            if (cell < 0 || cell >= lanes.length || generations[cell] != (int) (id >>> GENERATION_SHIFT)) {
                throw new IllegalStateException("a reply to an operation that is not under way: " + id);
            }
            return lanes[cell];
        }

        /** Takes one node's answer; tells whether it is the one that decides. */
        boolean answered(final long id, final long timestamp, final long writer) {
            final int cell = (int) id;
            final int count = ++answers[cell];
            if (count <= quorum && Versions.compare(timestamp, writer, timestamps[cell], writers[cell]) > 0) {
                timestamps[cell] = timestamp;
                writers[cell] = writer;
            }
            if (count == replicas) {
                generations[cell]++;
                free[freeCount++] = cell;
            }
            return count == quorum;
        }

        /**
         * Lets no later answer decide a failed operation; tells whether it had not failed before. Its cell is not used again, since the loop is
         * at its end anyway.
         */
        boolean poison(final long id) {
            final boolean first = answers[(int) id] >= 0;
            answers[(int) id] = Integer.MIN_VALUE / 2;
            return first;
        }

        private void grow() {
            final int old = lanes.length;
            lanes = Arrays.copyOf(lanes, 2 * old);
            generations = Arrays.copyOf(generations, 2 * old);
            answers = Arrays.copyOf(answers, 2 * old);
            timestamps = Arrays.copyOf(timestamps, 2 * old);
            writers = Arrays.copyOf(writers, 2 * old);
            free = Arrays.copyOf(free, 2 * old);
            for (int i = 2 * old - 1; i >= old; i--) {
                free[freeCount++] = i;
            }
        }
    }
}
