package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.transport.Capabilities;
import io.quorate.transport.FakeReply;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node as the engine sees it: what it is sent is kept for the test, which answers when and how it likes, or told to answer at once. */
final class FakePeer implements ReplicaConnection {

    enum Dial {
        /** Dials succeed at once. */
        ACCEPT,
        /** Dials fail at once. */
        REFUSE,
        /** Dials neither succeed nor fail. */
        IGNORE
    }

    /** A send that the engine was told is accepted. */
    final class Sent {
        final byte kind;
        final int flags;
        final long epoch;
        final long timestamp;
        final long writerId;
        final long requestId;
        final String key;
        final String value;
        final long deadlineNs;
        private final long correlationId;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Sent(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
            this.correlationId = correlationId;
            this.kind = request.kind();
            this.flags = request.flags();
            this.epoch = request.ringEpoch();
            this.timestamp = request.timestamp();
            this.writerId = request.writerId();
            this.requestId = request.requestId();
            this.key = text(request, request.keyOffset(), request.keyLength());
            this.value = text(request, request.valueOffset(), request.valueLength());
            this.deadlineNs = deadlineNs;
        }

        FakePeer peer() {
            return FakePeer.this;
        }

        void reply(final ReplicaReply reply) {
            assertTrue(end(), "the test ended a send twice");
            again(reply);
        }

        void fail(final int fate, final int code, final @Nullable String detail) {
            assertTrue(end(), "the test ended a send twice");
            listener.onFailure(correlationId, fate, code, detail);
        }

        /** Breaks the contract: one more callback. */
        void again(final ReplicaReply reply) {
            listener.onReply(correlationId, reply);
        }

        /** Ends it unless it has ended. */
        boolean endIfOpen(final int fate, final int code, final String detail) {
            if (end()) {
                listener.onFailure(correlationId, fate, code, detail);
                return true;
            }
            return false;
        }

        boolean replyIfOpen(final ReplicaReply reply) {
            if (end()) {
                again(reply);
                return true;
            }
            return false;
        }

        private boolean end() {
            open.remove(this);
            return ended.compareAndSet(false, true);
        }
    }

    final NodeDescriptor node;
    final ReplicaListener listener;
    final AtomicInteger connects = new AtomicInteger();
    final AtomicInteger flushes = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    final AtomicInteger ringAsks = new AtomicInteger();
    final AtomicInteger cancels = new AtomicInteger();
    final Queue<Sent> pending = new ConcurrentLinkedQueue<>();
    final Queue<Sent> pendingAsks = new ConcurrentLinkedQueue<>();
    /** All that have not ended, also those that the test has taken out of the queues. */
    private final Set<Sent> open = ConcurrentHashMap.newKeySet();

    volatile Dial dial = Dial.ACCEPT;
    volatile long capabilities = Capabilities.QUORATE_NODE;
    volatile int sendResult = ACCEPTED;
    /** What it answers to a question for the ring, at once; null keeps the question for the test. */
    volatile @Nullable RingState ring;
    /** First half of its store's UUID, whose second half is 1; 0 for a node that names no store. */
    volatile long store;
    /** Answers operations inside send; null keeps them for the test. */
    volatile @Nullable Consumer<Sent> answer;

    private volatile boolean connected;
    private volatile boolean closed;

    FakePeer(final NodeDescriptor node, final ReplicaListener listener) {
        this.node = node;
        this.listener = listener;
    }

    String name() {
        return node.name();
    }

    boolean isConnected() {
        return connected;
    }

    boolean isClosed() {
        return closed;
    }

    /** The oldest send that waits for an answer. */
    Sent next() {
        final Sent sent = pending.poll();
        assertNotNull(sent, "nothing was sent to " + node);
        return sent;
    }

    Sent nextAsk() {
        final Sent sent = pendingAsks.poll();
        assertNotNull(sent, node + " was not asked for the ring");
        return sent;
    }

    /** The connection breaks; what was under way ends in doubt. */
    void breakDown(final String cause) {
        connected = false;
        failAll(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DISCONNECTED, cause);
        listener.onState(node, ReplicaListener.DISCONNECTED, cause);
    }

    void comeUp() {
        connected = true;
        listener.onState(node, ReplicaListener.CONNECTED, null);
    }

    private void failAll(final int fate, final int code, final String cause) {
        pending.clear();
        pendingAsks.clear();
        open.forEach(sent -> sent.endIfOpen(fate, code, cause));
    }

    @Override
    public int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        if (closed) {
            return CLOSED;
        }
        if (!connected) {
            return NOT_CONNECTED;
        }
        if (sendResult != ACCEPTED) {
            return sendResult;
        }
        final Sent sent = new Sent(correlationId, request, deadlineNs);
        open.add(sent);
        if (closed) {
            // Closing may have walked the open sends before this one was among them.
            return sent.end() ? CLOSED : ACCEPTED;
        }
        if (request.kind() == ReplicaRequest.RING_STATE) {
            ringAsks.incrementAndGet();
            final RingState told = ring;
            if (told == null) {
                pendingAsks.add(sent);
            } else {
                final FakeReply reply = FakeReply.ring(RingStateCodec.encode(told));
                sent.replyIfOpen(store == 0 ? reply : reply.fromStore(store, 1));
            }
            return ACCEPTED;
        }
        final Consumer<Sent> answering = answer;
        if (answering == null) {
            pending.add(sent);
        } else {
            answering.accept(sent);
        }
        return ACCEPTED;
    }

    @Override
    public void flush() {
        flushes.incrementAndGet();
    }

    @Override
    public void cancel(final long correlationId) {
        cancels.incrementAndGet();
    }

    @Override
    public void connect() {
        connects.incrementAndGet();
        if (closed || connected || dial == Dial.IGNORE) {
            return;
        }
        if (dial == Dial.ACCEPT) {
            comeUp();
        } else {
            listener.onState(node, ReplicaListener.DISCONNECTED, "connection refused: " + node.address());
        }
    }

    @Override
    public long capabilities() {
        return connected ? capabilities : 0;
    }

    @Override
    public void close() {
        closes.incrementAndGet();
        if (!closed) {
            closed = true;
            connected = false;
            failAll(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_CLOSED, "closed");
            listener.onState(node, ReplicaListener.CLOSED, null);
        }
    }

    private static String text(final ReplicaRequest request, final int offset, final int length) {
        final byte[] bytes = new byte[length];
        request.bytes().get(offset, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
