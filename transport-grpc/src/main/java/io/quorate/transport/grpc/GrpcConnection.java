package io.quorate.transport.grpc;

import io.grpc.SynchronizationContext;
import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: dials on request, holds the session while there is one, counts what is in flight.
 *
 * <p>Changes of state run one after the other in {@code events}, whoever causes them, so that the listener hears of them in order. A
 * send reads the current session and nothing else; a session that ends under it fails the call.
 */
final class GrpcConnection implements ReplicaConnection {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcConnection.class);
    private static final Failure CLOSED_HERE =
            Failure.maybeApplied(ReplicaListener.CODE_CLOSED, "the connection was closed on this side");

    private final GrpcTransport transport;
    private final NodeDescriptor node;
    private final ReplicaListener listener;
    private final CallTable calls;
    private final DeadlineSweep sweep;
    private final AtomicInteger callbacksDue = new AtomicInteger();
    private final SynchronizationContext events = new SynchronizationContext(
            (thread, thrown) -> LOG.error("a change of state of a connection failed", thrown));

    private volatile @Nullable Established established;
    private volatile boolean closing;
    private volatile boolean closed;

    /** The node opened a stream and then did not understand it. */
    private volatile boolean withoutStream;

    // Read and written in events only.
    private final List<Session> leaving = new ArrayList<>();
    private @Nullable Dial dial;
    private boolean olderLastTime;

    GrpcConnection(final GrpcTransport transport, final NodeDescriptor node, final ReplicaListener listener) {
        this.transport = transport;
        this.node = node;
        this.listener = listener;
        this.calls = new CallTable(
                transport.options().maxInFlightPerNode(), transport.options().maxValueBytesInFlightPerNode());
        this.sweep = new DeadlineSweep(transport::nowNs, transport.threads()::onFirstLoop, calls::expire);
    }

    @Override
    public int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        // Room first: whoever closes either sees it taken and waits for this call, or is seen here.
        final boolean hasRoom = calls.acquire();
        final Established current = established;
        if (closing || current == null || !hasRoom) {
            if (hasRoom) {
                calls.release();
            }
            return closing ? CLOSED : current == null ? NOT_CONNECTED : BACK_PRESSURED;
        }
        final int result;
        try {
            result = current.session.send(correlationId, request, deadlineNs);
        } catch (final RuntimeException | Error e) {
            // The request's own bounds were wrong, found out before there was a call.
            calls.release();
            throw e;
        }
        if (result != ACCEPTED) {
            calls.release();
            return result;
        }
        if (closed) {
            // Close had looked for calls before this one was there.
            abandonAll(current);
        }
        return ACCEPTED;
    }

    @Override
    public void flush() {
        final Established current = established;
        if (current != null) {
            current.session.flush();
        }
    }

    @Override
    public void cancel(final long correlationId) {
        final Established current = established;
        if (current != null) {
            current.session.cancel(correlationId);
        }
        calls.cancel(correlationId);
    }

    @Override
    public void connect() {
        if (!closing && established == null) {
            transport.onLoop(() -> events.execute(this::startFirstDial));
        }
    }

    @Override
    public long capabilities() {
        final Established current = established;
        return current == null ? 0 : current.session.peer().capabilities();
    }

    @Override
    public void close() {
        closing = true;
        events.execute(this::closeNow);
    }

    CallTable calls() {
        return calls;
    }

    /** Makes sure that a call in the table ends at its deadline. */
    void expireBy(final long deadlineNs) {
        sweep.by(deadlineNs);
    }

    long nowNs() {
        return transport.nowNs();
    }

    NodeDescriptor node() {
        return node;
    }

    /** Whether it is closed, and every callback has been given and has returned. */
    boolean isQuiet() {
        return closed && calls.inFlight() == 0 && callbacksDue.get() == 0;
    }

    /** A call has ended, and its callback follows: {@link #tellReply} or {@link #tellFailure}. */
    void callbackDue() {
        callbacksDue.incrementAndGet();
    }

    void tellReply(final long correlationId, final ReplicaReply reply) {
        final boolean entered = transport.threads().enter();
        try {
            tellReplyInside(correlationId, reply);
        } finally {
            leaveCallback(entered);
        }
    }

    /** Begins a callback that tells several replies; {@link #leaveCallback} with what it returns ends it. */
    boolean enterCallback() {
        callbackDue();
        return transport.threads().enter();
    }

    /** Tells a reply between {@link #enterCallback} and {@link #leaveCallback}. */
    void tellReplyInside(final long correlationId, final ReplicaReply reply) {
        try {
            listener.onReply(correlationId, reply);
        } catch (final RuntimeException | Error e) {
            LOG.error("the listener threw on a reply, which it must not", e);
        }
    }

    void tellFailure(final long correlationId, final Failure failure) {
        final boolean entered = transport.threads().enter();
        try {
            listener.onFailure(correlationId, failure.fate(), failure.code(), failure.detail());
        } catch (final RuntimeException | Error e) {
            LOG.error("the listener threw on a failure, which it must not", e);
        } finally {
            leaveCallback(entered);
        }
    }

    /** The handshake found out what kind of server this is. */
    void dialled(final Dial source, final Session session) {
        events.execute(() -> {
            if (dial != source) {
                source.drop();
                return;
            }
            if (source.isLost()) {
                dialFailed(source, "connection lost during the handshake");
                return;
            }
            dial = null;
            LOG.debug("connected to {}: {}", node, session.peer());
            established = new Established(source, session);
            tellState(ReplicaListener.CONNECTED, null);
        });
    }

    /** The server is of another kind than the dial was made for: it is dialled again, in the way that suits it. */
    void dialOtherwise(final Dial source, final boolean older) {
        events.execute(() -> {
            if (source.isSecond()) {
                dialFailed(source, "two kinds of servers answer at this address by turns");
                return;
            }
            source.drop();
            if (dial == source) {
                olderLastTime = older;
                startDial(true);
            }
        });
    }

    void dialFailed(final Dial source, final String cause) {
        events.execute(() -> {
            source.drop();
            if (dial == source) {
                dial = null;
                LOG.debug("no connection to {}: {}", node, cause);
                tellState(ReplicaListener.DISCONNECTED, cause);
            }
        });
    }

    /** The connection behind a dial is gone. Calls that the server still answers may finish. */
    void connectionLost(final Dial source) {
        events.execute(() -> {
            final Established current = established;
            if (current != null && current.dial == source) {
                source.retire();
                if (current.session.retire()) {
                    leaving.add(current.session);
                }
                disconnected("connection closed by the peer");
            }
        });
    }

    /** The session's server seems to be dead, although the connection looks well. */
    void giveUp(final Session session, final String cause) {
        events.execute(() -> {
            final Established current = established;
            if (current != null && current.session == session) {
                current.dial.drop();
                disconnected(cause);
            }
        });
    }

    /** From the next dial on requests travel as unary calls. */
    void doWithoutStream() {
        withoutStream = true;
    }

    boolean wantsStream() {
        return !withoutStream && transport.options().wire() == GrpcWire.STREAM;
    }

    /** A session has ended, and every call of it. */
    void sessionEnded(final Session session) {
        events.execute(() -> leaving.remove(session));
    }

    private void startFirstDial() {
        if (!closing && established == null && dial == null) {
            startDial(false);
        }
    }

    private void startDial(final boolean second) {
        final Dial started = new Dial(this, transport, olderLastTime, second);
        dial = started;
        started.start();
    }

    private void disconnected(final String cause) {
        established = null;
        LOG.debug("connection to {} is gone: {}", node, cause);
        tellState(ReplicaListener.DISCONNECTED, cause);
    }

    private void closeNow() {
        if (closed) {
            return;
        }
        final Established current = established;
        final Dial dialling = dial;
        established = null;
        dial = null;
        // Due before it is closed, so that nobody finds it quiet before the last state has been told.
        callbackDue();
        closed = true;
        leaving.forEach(session -> session.abandon(CLOSED_HERE));
        calls.abandonAll(CLOSED_HERE);
        if (current != null) {
            abandonAll(current);
            current.dial.drop();
        }
        if (dialling != null) {
            dialling.drop();
        }
        tellState(ReplicaListener.CLOSED, null);
        callbacksDue.decrementAndGet();
    }

    private void abandonAll(final Established current) {
        current.session.abandon(CLOSED_HERE);
        calls.abandonAll(CLOSED_HERE);
    }

    private void tellState(final int state, final @Nullable String detail) {
        callbackDue();
        final boolean entered = transport.threads().enter();
        try {
            listener.onState(node, state, detail);
        } catch (final RuntimeException | Error e) {
            LOG.error("the listener threw on a change of state, which it must not", e);
        } finally {
            leaveCallback(entered);
        }
    }

    void leaveCallback(final boolean entered) {
        transport.threads().leave(entered);
        callbacksDue.decrementAndGet();
    }

    /** A connection that is up: how it was made, and how requests travel on it. */
    private record Established(Dial dial, Session session) {}
}
