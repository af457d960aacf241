package io.quorate.transport.inprocess;

import io.quorate.node.NodeReply;
import io.quorate.node.ReplySink;
import io.quorate.transport.ReplicaListener;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One accepted send, from then until its one callback.
 *
 * <p>A <em>direct</em> call is answered by the node inside {@code send}, and then used again by the same thread. All others are
 * <em>tracked</em> by their connection, end by whoever is first (reply, deadline, end of the connection), and are not used again. As a
 * task it is its own deadline.
 */
final class Call extends TimedTask implements ReplySink {
    private static final VarHandle ENDED;

    static {
        try {
            ENDED = MethodHandles.lookup().findVarHandle(Call.class, "ended", boolean.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Where the node puts its answer to a direct call. */
    final NodeReply reply = new NodeReply();

    /** Links of the connection's list, under its lock. */
    @Nullable
    Call previous;

    @Nullable
    Call next;

    boolean linked;

    private @Nullable InProcessConnection connection;
    private long correlationId;
    private @Nullable Thread sender;
    private boolean endedInside;
    private volatile boolean ended;

    /** Starts a call that is tracked from the beginning. */
    Call begin(final InProcessConnection newConnection, final long newCorrelationId) {
        connection = newConnection;
        correlationId = newCorrelationId;
        return this;
    }

    /** Starts a call that the node may answer inside {@code send}. */
    Call beginDirect(final InProcessConnection newConnection, final long newCorrelationId) {
        endedInside = false;
        sender = Thread.currentThread();
        return begin(newConnection, newCorrelationId);
    }

    /** Ends the part inside {@code send}: tells whether the call has ended there, so that nobody else refers to it. */
    boolean leaveSend() {
        sender = null;
        return endedInside;
    }

    long correlationId() {
        return correlationId;
    }

    boolean hasEnded() {
        return ended;
    }

    /** For the one that ends a tracked call: true for the first, which must call the listener. */
    boolean tryEnd() {
        return ENDED.compareAndSet(this, false, true);
    }

    /** The deadline. */
    @Override
    void run() {
        owner().end(this, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, "no answer by the deadline");
    }

    @Override
    public void onReply(final NodeReply answer) {
        if (sender == Thread.currentThread()) {
            endedInside = true;
            owner().listener().onReply(correlationId, answer);
        } else {
            owner().end(this, answer);
        }
    }

    @Override
    public void onFailure(final NodeReply answer, final int fate, final int code, final @Nullable String detail) {
        if (sender == Thread.currentThread()) {
            endedInside = true;
            owner().listener().onFailure(correlationId, fate, code, detail);
        } else {
            owner().end(this, fate, code, detail);
        }
    }

    private InProcessConnection owner() {
        final InProcessConnection current = connection;
        if (current == null) {
            throw new AssertionError("a call that has not begun cannot end");
        }
        return current;
    }
}
