package io.quorate;

import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingFingerprint;
import io.quorate.ring.RingMember;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Nodes that do nothing: every replica answers inside {@code send}, holds the same value for every key, and takes every store. Allocates
 * nothing per send. Sends can be held instead of answered, and addresses can be made unreachable.
 */
public final class NoopTransport implements Transport {

    /** What every get finds. */
    public static final String VALUE = "the value of every key";

    static final long TIMESTAMP = 1_000L << 16;
    static final long WRITER_ID = 42;

    private static final byte[] VALUE_BYTES = VALUE.getBytes(StandardCharsets.US_ASCII);

    private final List<String> members;
    private final ByteBuffer ringState;
    private final Set<String> unreachable = ConcurrentHashMap.newKeySet();
    private final Queue<Held> held = new ConcurrentLinkedQueue<>();
    private final AtomicInteger closes = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch dialled = new CountDownLatch(1);
    private final AtomicInteger sends = new AtomicInteger();
    private final Set<String> holding = ConcurrentHashMap.newKeySet();
    private volatile boolean ownThread;
    private volatile boolean deaf;

    /** One answer per thread that sends, so that concurrent sends do not share a flyweight. */
    private final ThreadLocal<Reply> replies = ThreadLocal.withInitial(Reply::new);

    private record Held(ReplicaListener listener, long correlationId) {}

    /** Nodes of a ring with these settings. */
    public NoopTransport(final RingConfig config, final String... members) {
        this.members = List.of(members);
        final List<NodeDescriptor> nodes =
                Arrays.stream(members).map(NodeDescriptor::of).toList();
        this.ringState = RingStateCodec.encode(new RingState(
                false,
                1,
                null,
                nodes.stream().map(node -> new RingMember(node, true)).toList(),
                RingFingerprint.of(config, nodes, false).text(),
                0));
    }

    /** Three nodes of a ring with the usual settings. */
    public static NoopTransport ofThreeNodes() {
        return new NoopTransport(RingConfig.DEFAULT, "a:1", "b:1", "c:1");
    }

    /** What a client dials. */
    public String target() {
        return String.join(",", members);
    }

    /** Makes an address fail every dial. */
    public NoopTransport unreachable(final String address) {
        unreachable.add(address);
        return this;
    }

    /** From now on operations are taken and not answered. */
    public void hold() {
        holding.addAll(members);
    }

    /** From now on this node takes operations and does not answer them. */
    public void hold(final String member) {
        holding.add(member);
    }

    /** From now on dials end neither well nor badly. */
    void neverConnect() {
        deaf = true;
    }

    boolean awaitDial(final long seconds) throws InterruptedException {
        return dialled.await(seconds, TimeUnit.SECONDS);
    }

    boolean awaitClose(final long seconds) throws InterruptedException {
        return closed.await(seconds, TimeUnit.SECONDS);
    }

    /** How many sends of operations there were. */
    public int sends() {
        return sends.get();
    }

    int closes() {
        return closes.get();
    }

    /** Makes every thread one of the transport's. */
    void ownThread(final boolean own) {
        ownThread = own;
    }

    @Override
    public ReplicaConnection open(final NodeDescriptor node, final ReplicaListener listener) {
        return new Connection(node, listener);
    }

    @Override
    public boolean onTransportThread() {
        return ownThread;
    }

    @Override
    public void close() {
        closes.incrementAndGet();
        failHeld();
        closed.countDown();
    }

    private void failHeld() {
        Held next = held.poll();
        while (next != null) {
            next.listener.onFailure(
                    next.correlationId, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_CLOSED, "closed");
            next = held.poll();
        }
    }

    private final class Connection implements ReplicaConnection {

        private final NodeDescriptor node;
        private final ReplicaListener listener;
        private volatile boolean connected;
        private volatile boolean closed;

        Connection(final NodeDescriptor node, final ReplicaListener listener) {
            this.node = node;
            this.listener = listener;
        }

        @Override
        public int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
            if (closed) {
                return CLOSED;
            }
            if (!connected) {
                return NOT_CONNECTED;
            }
            final Reply reply = replies.get();
            if (request.kind() == ReplicaRequest.RING_STATE) {
                reply.set(ReplicaReply.VALUE, ringState, ringState.limit(), 0, 0);
            } else {
                sends.incrementAndGet();
                if (holding.contains(node.address())) {
                    held.add(new Held(listener, correlationId));
                    return ACCEPTED;
                }
                if (request.kind() == ReplicaRequest.READ) {
                    reply.set(ReplicaReply.VALUE, reply.value, VALUE_BYTES.length, TIMESTAMP, WRITER_ID);
                } else {
                    reply.set(
                            ReplicaReply.STORED,
                            reply.value,
                            (request.flags() & ReplicaRequest.FLAG_WANT_PREVIOUS) == 0 ? 0 : VALUE_BYTES.length,
                            request.timestamp(),
                            request.writerId());
                }
            }
            listener.onReply(correlationId, reply);
            return ACCEPTED;
        }

        @Override
        public void flush() {}

        @Override
        public void cancel(final long correlationId) {}

        @Override
        public void connect() {
            dialled.countDown();
            if (deaf) {
                return;
            }
            if (unreachable.contains(node.address())) {
                listener.onState(node, ReplicaListener.DISCONNECTED, "connection refused by " + node.address());
            } else {
                connected = true;
                listener.onState(node, ReplicaListener.CONNECTED, null);
            }
        }

        @Override
        public long capabilities() {
            return connected ? Capabilities.QUORATE_NODE : 0;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                listener.onState(node, ReplicaListener.CLOSED, null);
                failHeld();
            }
        }
    }

    private static final class Reply implements ReplicaReply {

        private final ByteBuffer value = ByteBuffer.wrap(VALUE_BYTES);
        private int result;
        private ByteBuffer bytes = value;
        private int length;
        private long timestamp;
        private long writerId;

        void set(
                final int newResult,
                final ByteBuffer newBytes,
                final int newLength,
                final long newTimestamp,
                final long newWriterId) {
            result = newResult;
            bytes = newBytes;
            length = newLength;
            timestamp = newTimestamp;
            writerId = newWriterId;
        }

        @Override
        public int result() {
            return result;
        }

        @Override
        public long timestamp() {
            return timestamp;
        }

        @Override
        public long writerId() {
            return writerId;
        }

        @Override
        public long incarnationHigh() {
            return 0;
        }

        @Override
        public long incarnationLow() {
            return 0;
        }

        @Override
        public long ringEpoch() {
            return 1;
        }

        @Override
        public long nodeWallMs() {
            return 0;
        }

        @Override
        public int previous() {
            return VALUE;
        }

        @Override
        public long previousTimestamp() {
            return TIMESTAMP;
        }

        @Override
        public long previousWriterId() {
            return WRITER_ID;
        }

        @Override
        public ByteBuffer bytes() {
            return bytes;
        }

        @Override
        public int valueOffset() {
            return 0;
        }

        @Override
        public int valueLength() {
            return length;
        }
    }
}
