package io.quorate.transport.inprocess;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaListener;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the states of one connection in the order in which they came about, one at a time, and nothing after CLOSED.
 *
 * <p>Threads: {@link #add} under the lock of the connection, which orders the states; {@link #tell} by any thread without lock.
 */
final class StateTeller {
    private static final Logger LOG = LoggerFactory.getLogger(StateTeller.class);

    private final NodeDescriptor node;
    private final ReplicaListener listener;
    private final ArrayDeque<Change> waiting = new ArrayDeque<>();
    private boolean closed;
    private @Nullable Thread telling;

    private record Change(int state, @Nullable String detail) {}

    StateTeller(final NodeDescriptor node, final ReplicaListener listener) {
        this.node = node;
        this.listener = listener;
    }

    /** Notes a state. One that nobody has been told yet gives way to the same state, so that the queue stays short. */
    void add(final int state, final @Nullable String detail) {
        synchronized (waiting) {
            if (closed) {
                return;
            }
            closed = state == ReplicaListener.CLOSED;
            final Change last = waiting.peekLast();
            if (last != null && last.state() == state) {
                waiting.pollLast();
            }
            waiting.addLast(new Change(state, detail));
        }
    }

    /** Tells what waits, unless another thread is telling it already; inside its own callback a thread tells the rest at once. */
    void tell() {
        final Thread self = Thread.currentThread();
        final boolean nested;
        synchronized (waiting) {
            nested = telling == self;
            if (telling != null && !nested) {
                return;
            }
            telling = self;
        }
        Change change = next(nested);
        while (change != null) {
            try {
                listener.onState(node, change.state(), change.detail());
            } catch (final RuntimeException | Error e) {
                LOG.error("the listener of {} threw on a state, which it must not", node.name(), e);
            }
            change = next(nested);
        }
    }

    /** The next change, or null when there is none; then this thread has stopped telling in the same step. */
    private @Nullable Change next(final boolean nested) {
        synchronized (waiting) {
            final Change change = waiting.pollFirst();
            if (change == null && !nested) {
                telling = null;
            }
            return change;
        }
    }
}
