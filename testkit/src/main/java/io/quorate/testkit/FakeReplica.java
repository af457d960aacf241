package io.quorate.testkit;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A replica that keeps what it was sent and answers when a test says so, or by a script.
 *
 * <p><b>Threads.</b> Thread-safe; callbacks run on the commanding thread, outside the lock. Nothing blocks. One connection at a time.
 *
 * <p>It accepts dials at once, unless {@link #refuseDials} was called.
 */
public final class FakeReplica implements ReplicaConnection {

    /**
     * One accepted send.
     *
     * @param correlationId names the send
     * @param request a copy of what was asked
     * @param deadlineNs when it must have ended
     */
    public record Sent(long correlationId, TestRequest request, long deadlineNs) {}

    private final long ownCapabilities;
    private final List<Sent> sends = new ArrayList<>();
    private final List<Sent> open = new ArrayList<>();
    private @Nullable NodeDescriptor node;
    private @Nullable ReplicaListener listener;
    private @Nullable Function<TestRequest, @Nullable ReplicaReply> script;
    private @Nullable String refusal;
    private boolean connected;
    private boolean closed;
    private int room = Integer.MAX_VALUE;

    FakeReplica(final long capabilities) {
        this.ownCapabilities = capabilities;
    }

    /** Takes the place of an earlier connection to this replica, which must have been closed. */
    void attach(final NodeDescriptor newNode, final ReplicaListener newListener) {
        synchronized (this) {
            if (listener != null && !closed) {
                throw new IllegalStateException(
                        "there is a connection to " + newNode.address() + " already: close it first");
            }
            node = newNode;
            listener = newListener;
            closed = false;
            connected = false;
        }
    }

    // ---- what a test commands

    /**
     * Answers from now on inside {@code send}.
     *
     * @param answer gives the reply to a request, or null to leave it open; null for no script
     */
    public synchronized void answerWith(final @Nullable Function<TestRequest, @Nullable ReplicaReply> answer) {
        script = answer;
    }

    /**
     * Lets later dials fail.
     *
     * @param cause in words, null to accept dials again
     */
    public synchronized void refuseDials(final @Nullable String cause) {
        refusal = cause;
    }

    /**
     * Bounds the sends that may be open; beyond, {@code send} answers {@link ReplicaConnection#BACK_PRESSURED}.
     *
     * @param maxOpen most open sends
     */
    public synchronized void limitOpen(final int maxOpen) {
        room = maxOpen;
    }

    /** Breaks the connection: open sends end as {@link ReplicaListener#MAYBE_APPLIED}, and the state is told. */
    public void disconnect() {
        final List<Sent> broken;
        synchronized (this) {
            connected = false;
            broken = takeOpen();
        }
        for (final Sent sent : broken) {
            told().onFailure(
                            sent.correlationId(),
                            ReplicaListener.MAYBE_APPLIED,
                            ReplicaListener.CODE_DISCONNECTED,
                            "the test broke the connection");
        }
        tellState(ReplicaListener.DISCONNECTED, "the test broke the connection");
    }

    /**
     * Answers an open send.
     *
     * @param sent which one
     * @param reply the answer
     */
    public void reply(final Sent sent, final ReplicaReply reply) {
        end(sent);
        told().onReply(sent.correlationId(), reply);
    }

    /**
     * Fails an open send.
     *
     * @param sent which one
     * @param fate one of the fates of {@link ReplicaListener}
     * @param code one of the codes of {@link ReplicaListener}
     * @param detail in words
     */
    public void fail(final Sent sent, final int fate, final int code, final @Nullable String detail) {
        end(sent);
        told().onFailure(sent.correlationId(), fate, code, detail);
    }

    /**
     * Ends the open sends whose deadline has come.
     *
     * @param nowNs on the clock of the deadlines
     */
    public void expire(final long nowNs) {
        final List<Sent> late = new ArrayList<>();
        synchronized (this) {
            for (final Iterator<Sent> it = open.iterator(); it.hasNext(); ) {
                final Sent sent = it.next();
                if (sent.deadlineNs() - nowNs <= 0) {
                    it.remove();
                    late.add(sent);
                }
            }
        }
        for (final Sent sent : late) {
            told().onFailure(
                            sent.correlationId(),
                            ReplicaListener.MAYBE_APPLIED,
                            ReplicaListener.CODE_DEADLINE,
                            "deadline passed");
        }
    }

    /**
     * All accepted sends, ended or not, in order.
     *
     * @return a copy
     */
    public synchronized List<Sent> sends() {
        return new ArrayList<>(sends);
    }

    /**
     * The accepted sends that have not ended, in order.
     *
     * @return a copy
     */
    public synchronized List<Sent> openSends() {
        return new ArrayList<>(open);
    }

    // ---- what the engine sees

    @Override
    public int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        final Sent sent;
        final Function<TestRequest, @Nullable ReplicaReply> answer;
        synchronized (this) {
            if (closed) {
                return CLOSED;
            }
            if (!connected) {
                return NOT_CONNECTED;
            }
            if (open.size() >= room) {
                return BACK_PRESSURED;
            }
            sent = new Sent(correlationId, TestRequest.copyOf(request), deadlineNs);
            sends.add(sent);
            open.add(sent);
            answer = script;
        }
        final ReplicaReply reply = answer == null ? null : answer.apply(sent.request());
        if (reply != null) {
            reply(sent, reply);
        }
        return ACCEPTED;
    }

    @Override
    public void flush() {
        // Nothing is collected.
    }

    @Override
    public void cancel(final long correlationId) {
        Sent cancelled = null;
        synchronized (this) {
            for (final Sent sent : open) {
                if (sent.correlationId() == correlationId) {
                    cancelled = sent;
                }
            }
        }
        if (cancelled != null) {
            fail(cancelled, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_CANCELLED, "cancelled");
        }
    }

    @Override
    public void connect() {
        final String refused;
        synchronized (this) {
            if (closed || connected) {
                return;
            }
            refused = refusal;
            connected = refused == null;
        }
        if (refused == null) {
            tellState(ReplicaListener.CONNECTED, null);
        } else {
            tellState(ReplicaListener.DISCONNECTED, refused);
        }
    }

    @Override
    public synchronized long capabilities() {
        return connected ? ownCapabilities : 0;
    }

    @Override
    public void close() {
        final List<Sent> ended;
        synchronized (this) {
            if (closed || listener == null) {
                closed = true;
                return;
            }
            closed = true;
            connected = false;
            ended = takeOpen();
        }
        for (final Sent sent : ended) {
            told().onFailure(
                            sent.correlationId(), ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_CLOSED, "closed");
        }
        tellState(ReplicaListener.CLOSED, null);
    }

    private synchronized void end(final Sent sent) {
        if (!open.remove(sent)) {
            throw new IllegalStateException("send " + sent.correlationId() + " is not open: each send ends once");
        }
    }

    private synchronized List<Sent> takeOpen() {
        final List<Sent> taken = new ArrayList<>(open);
        open.clear();
        return taken;
    }

    private void tellState(final int state, final @Nullable String detail) {
        final NodeDescriptor about;
        synchronized (this) {
            about = node;
        }
        if (about != null) {
            told().onState(about, state, detail);
        }
    }

    private synchronized ReplicaListener told() {
        if (listener == null) {
            throw new IllegalStateException("nobody has opened a connection to this replica");
        }
        return listener;
    }
}
