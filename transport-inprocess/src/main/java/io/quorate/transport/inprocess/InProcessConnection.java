package io.quorate.transport.inprocess;

import io.quorate.node.NodeReply;
import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one node of an {@link EmbeddedCluster}.
 *
 * <p>Threads: thread-safe. A send takes no lock while the node has no faults and answers at once. The lock is held for moments, never while the
 * node or the listener is called.
 */
final class InProcessConnection implements ReplicaConnection {
    private final InProcessTransport transport;
    private final NodeDescriptor node;
    private final ReplicaListener listener;
    private final StateTeller states;
    private final int maxInFlight;
    private final TrackedCalls tracked = new TrackedCalls();
    private final Object lock = tracked.lock();

    /** The node while connected. Written under the lock. */
    private volatile @Nullable RunningNode peer;

    private volatile boolean closed;
    private boolean dialling;
    private long dialCount;

    private final TimedTask dialTimeout = new TimedTask() {
        @Override
        void run() {
            giveUpDial();
        }
    };

    InProcessConnection(final InProcessTransport transport, final NodeDescriptor node, final ReplicaListener listener) {
        this.transport = transport;
        this.node = node;
        this.listener = listener;
        this.states = new StateTeller(node, listener);
        this.maxInFlight = transport.cluster().maxInFlight();
    }

    ReplicaListener listener() {
        return listener;
    }

    @Override
    public int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        final RunningNode current = peer;
        if (current == null) {
            return closed ? CLOSED : NOT_CONNECTED;
        }
        final CallStack stack = transport.stack();
        if (!transport.guard().tryEnter(stack)) {
            return CLOSED;
        }
        try {
            if (tracked.count() >= maxInFlight) {
                return BACK_PRESSURED;
            }
            return current.port.isPlain() && !stack.isFull()
                    ? sendDirect(stack, current, correlationId, request, deadlineNs)
                    : sendQueued(current, correlationId, request, deadlineNs);
        } finally {
            transport.guard().exit(stack);
        }
    }

    /** Nothing is collected: each send is on its way when it returns. */
    @Override
    public void flush() {}

    @Override
    public void cancel(final long correlationId) {
        final Call found = tracked.find(correlationId);
        if (found != null) {
            end(found, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_CANCELLED, "cancelled by the caller");
        }
    }

    @Override
    public void connect() {
        final long dial;
        synchronized (lock) {
            if (closed || dialling || peer != null) {
                return;
            }
            dialling = true;
            dial = ++dialCount;
        }
        dialAgain();
        synchronized (lock) {
            // Most dials are answered by now. A listener that was told of it may have dialled again meanwhile.
            if (dialling && dial == dialCount) {
                transport
                        .scheduler()
                        .schedule(dialTimeout, transport.scheduler().nowNs() + transport.dialTimeoutNs());
            }
        }
    }

    @Override
    public long capabilities() {
        return peer == null ? 0 : Capabilities.QUORATE_NODE;
    }

    @Override
    public void close() {
        final CallStack stack = transport.stack();
        // Otherwise the transport is being closed, and closes this connection too.
        if (transport.guard().tryEnter(stack)) {
            try {
                closeQuietly();
                states.tell();
                transport.forget(this);
            } finally {
                transport.guard().exit(stack);
            }
        }
    }

    /** Dials: now, or once more because something about the node has changed. */
    void dialAgain() {
        final NodePort port = transport.cluster().port(node.address());
        final String cause =
                port == null ? "no node of the embedded cluster has the address " + node.address() : port.dial(this);
        if (cause != null) {
            failDial(cause);
        }
        tellStates();
    }

    /** Called under the port's lock: the node has taken the dial. Tells nobody yet. */
    boolean attach(final RunningNode running) {
        synchronized (lock) {
            if (closed || !dialling) {
                return false;
            }
            endDial();
            peer = running;
            states.add(ReplicaListener.CONNECTED, null);
            return true;
        }
    }

    /** The node has gone. */
    void breakFrom(final RunningNode crashed, final String cause) {
        final CallStack stack = transport.stack();
        if (!transport.guard().tryEnter(stack)) {
            return;
        }
        try {
            final Call broken;
            synchronized (lock) {
                if (peer != crashed) {
                    return;
                }
                peer = null;
                broken = tracked.removeAll();
                states.add(ReplicaListener.DISCONNECTED, cause);
            }
            endAll(stack, broken, ReplicaListener.CODE_DISCONNECTED, cause);
            states.tell();
        } finally {
            transport.guard().exit(stack);
        }
    }

    /** Closes, ends all calls, and notes the state for {@link #tellLastStates}. By a thread that is inside the guard. */
    void closeQuietly() {
        final Call pending;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            peer = null;
            endDial();
            pending = tracked.removeAll();
            states.add(ReplicaListener.CLOSED, null);
        }
        final NodePort port = transport.cluster().port(node.address());
        if (port != null) {
            port.forget(this);
        }
        endAll(transport.stack(), pending, ReplicaListener.CODE_CLOSED, "the connection was closed");
    }

    /** For the thread that closes the transport, which nobody else may enter any more. */
    void tellLastStates() {
        states.tell();
    }

    /** Ends a tracked call with the node's answer, unless it has ended. */
    void end(final Call call, final NodeReply reply) {
        end(call, reply, 0, ReplicaListener.CODE_UNKNOWN, null);
    }

    /** Ends a tracked call without an answer, unless it has ended. */
    void end(final Call call, final int fate, final int code, final @Nullable String detail) {
        end(call, null, fate, code, detail);
    }

    private void end(
            final Call call,
            final @Nullable NodeReply reply,
            final int fate,
            final int code,
            final @Nullable String detail) {
        final CallStack stack = transport.stack();
        // Otherwise the transport is being closed, and ends this call.
        if (!transport.guard().tryEnter(stack)) {
            return;
        }
        stack.foreignCallbacks++;
        try {
            if (!call.tryEnd()) {
                return;
            }
            transport.scheduler().cancel(call);
            tracked.remove(call);
            if (reply != null) {
                listener.onReply(call.correlationId(), reply);
            } else {
                listener.onFailure(call.correlationId(), fate, code, detail);
            }
        } finally {
            stack.foreignCallbacks--;
            transport.guard().exit(stack);
        }
    }

    private int sendDirect(
            final CallStack stack,
            final RunningNode current,
            final long correlationId,
            final ReplicaRequest request,
            final long deadlineNs) {
        final Call call = stack.push();
        boolean ended = false;
        try {
            call.beginDirect(this, correlationId);
            if (deadlineNs - transport.scheduler().nowNs() <= 0) {
                call.onFailure(
                        call.reply,
                        ReplicaListener.NOT_SENT,
                        ReplicaListener.CODE_DEADLINE,
                        "the deadline was over before the send");
            } else {
                current.storage.handle(request, call.reply, call);
            }
            ended = call.leaveSend();
        } finally {
            stack.pop(ended);
        }
        if (ended) {
            call.reply.trim(InProcessTransport.LARGEST_KEPT_BYTES);
        } else {
            trackLate(call, current, deadlineNs);
        }
        return ACCEPTED;
    }

    private int sendQueued(
            final RunningNode current, final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        final Delivery delivery = current.pool.take(request);
        if (delivery == null) {
            return BACK_PRESSURED;
        }
        final Call call = new Call().begin(this, correlationId);
        synchronized (lock) {
            if (peer != current || tracked.count() >= maxInFlight) {
                delivery.release();
                return peer == current ? BACK_PRESSURED : closed ? CLOSED : NOT_CONNECTED;
            }
            tracked.add(call);
        }
        transport.scheduler().schedule(call, deadlineNs);
        current.port.transmit(delivery, call);
        return ACCEPTED;
    }

    /** A node that answers later has taken the request: from now on the call can also end by deadline or with the connection. */
    private void trackLate(final Call call, final RunningNode current, final long deadlineNs) {
        final boolean connected;
        synchronized (lock) {
            if (call.hasEnded()) {
                return;
            }
            connected = peer == current;
            if (connected) {
                tracked.add(call);
            }
        }
        if (connected) {
            transport.scheduler().schedule(call, deadlineNs);
        } else if (call.tryEnd()) {
            listener.onFailure(
                    call.correlationId(),
                    ReplicaListener.MAYBE_APPLIED,
                    closed ? ReplicaListener.CODE_CLOSED : ReplicaListener.CODE_DISCONNECTED,
                    "the connection ended while the node had the request");
        }
    }

    private void tellStates() {
        final CallStack stack = transport.stack();
        if (transport.guard().tryEnter(stack)) {
            try {
                states.tell();
            } finally {
                transport.guard().exit(stack);
            }
        }
    }

    /** Ends the dial, if it has not been answered or ended; false if it has. Tells nobody yet. */
    boolean failDial(final String cause) {
        synchronized (lock) {
            if (closed || !dialling) {
                return false;
            }
            endDial();
            states.add(ReplicaListener.DISCONNECTED, cause);
            return true;
        }
    }

    /** The time for the dial is over. It may have been answered just before: then nothing happens. */
    void giveUpDial() {
        final String cause = "no answer from " + node.address() + " within the dial timeout";
        final NodePort port = transport.cluster().port(node.address());
        if (port == null) {
            failDial(cause);
        } else {
            port.giveUpDial(this, cause);
        }
        tellStates();
    }

    /** Under the lock. */
    private void endDial() {
        dialling = false;
        transport.scheduler().cancel(dialTimeout);
    }

    /** By a thread that is inside the guard. */
    private void endAll(final CallStack stack, final @Nullable Call head, final int code, final String cause) {
        stack.foreignCallbacks++;
        try {
            for (Call call = head; call != null; call = call.next) {
                if (call.tryEnd()) {
                    transport.scheduler().cancel(call);
                    listener.onFailure(call.correlationId(), ReplicaListener.MAYBE_APPLIED, code, cause);
                }
            }
        } finally {
            stack.foreignCallbacks--;
        }
    }
}
