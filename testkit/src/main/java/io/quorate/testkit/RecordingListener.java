package io.quorate.testkit;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every callback of a connection, finds sends that end twice, and lets tests wait with a bound.
 *
 * <p><b>Threads.</b> Thread-safe. Callbacks hold a lock for a moment; {@code await} methods block up to their timeout.
 *
 * <p><b>Errors.</b> A wait that runs out is an {@link AssertionError} that says what was missing.
 */
public final class RecordingListener implements ReplicaListener {

    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Long, CallEnd> ends = new LinkedHashMap<>();
    private final List<CallEnd> repeated = new ArrayList<>();
    private final List<Integer> states = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private @Nullable NodeDescriptor node;
    private volatile @Nullable Consumer<CallEnd> onEnd;
    private volatile @Nullable IntConsumer onStateChange;

    /** Creates a listener that reads {@link System#nanoTime()}. */
    public RecordingListener() {
        this(System::nanoTime);
    }

    /**
     * Creates a listener with its own clock.
     *
     * @param clock gives the time of each callback, in nanoseconds
     */
    public RecordingListener(final LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Sets what runs inside each callback of a send, after it was recorded.
     *
     * @param action what to run, null for nothing
     */
    public void onEachEnd(final @Nullable Consumer<CallEnd> action) {
        onEnd = action;
    }

    /**
     * Sets what runs inside each change of state, after it was recorded.
     *
     * @param action what to run with the new state, null for nothing
     */
    public void onEachState(final @Nullable IntConsumer action) {
        onStateChange = action;
    }

    @Override
    public void onReply(final long correlationId, final ReplicaReply reply) {
        add(new CallEnd(
                correlationId,
                TestReply.copyOf(reply),
                0,
                CODE_UNKNOWN,
                null,
                clock.getAsLong(),
                Thread.currentThread()));
    }

    @Override
    public void onFailure(final long correlationId, final int fate, final int code, final @Nullable String detail) {
        add(new CallEnd(correlationId, null, fate, code, detail, clock.getAsLong(), Thread.currentThread()));
    }

    @Override
    public void onState(final NodeDescriptor toldNode, final int state, final @Nullable String detail) {
        lock.lock();
        try {
            node = toldNode;
            states.add(state);
            details.add(String.valueOf(detail));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        final IntConsumer action = onStateChange;
        if (action != null) {
            action.accept(state);
        }
    }

    private void add(final CallEnd end) {
        lock.lock();
        try {
            if (ends.putIfAbsent(end.correlationId(), end) != null) {
                repeated.add(end);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        final Consumer<CallEnd> action = onEnd;
        if (action != null) {
            action.accept(end);
        }
    }

    /**
     * Waits for the end of a send.
     *
     * @param correlationId of the send
     * @param timeoutNs longest wait
     * @return its first callback
     */
    public CallEnd await(final long correlationId, final long timeoutNs) {
        lock.lock();
        try {
            long leftNs = timeoutNs;
            while (true) {
                final CallEnd end = ends.get(correlationId);
                if (end != null) {
                    return end;
                }
                if (leftNs <= 0) {
                    throw new AssertionError("no callback for send " + correlationId + " within "
                            + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms; " + ends.size() + " sends have ended");
                }
                leftNs = awaitChange(leftNs);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until so many sends have ended.
     *
     * @param count how many, since this listener was made
     * @param timeoutNs longest wait
     */
    public void awaitEnds(final int count, final long timeoutNs) {
        lock.lock();
        try {
            long leftNs = timeoutNs;
            while (ends.size() < count) {
                if (leftNs <= 0) {
                    throw new AssertionError(ends.size() + " of " + count + " sends have ended within "
                            + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms");
                }
                leftNs = awaitChange(leftNs);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the state told last is the wanted one.
     *
     * @param state one of the states of {@link ReplicaListener}
     * @param timeoutNs longest wait
     * @return true when it is, false when the time ran out
     */
    public boolean pollState(final int state, final long timeoutNs) {
        lock.lock();
        try {
            long leftNs = timeoutNs;
            while (lastState() != state) {
                if (leftNs <= 0) {
                    return false;
                }
                leftNs = awaitChange(leftNs);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the state told last is the wanted one.
     *
     * @param state one of the states of {@link ReplicaListener}
     * @param timeoutNs longest wait
     */
    public void awaitState(final int state, final long timeoutNs) {
        if (!pollState(state, timeoutNs)) {
            throw new AssertionError("state " + state + " was not told within "
                    + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms; told were " + states());
        }
    }

    /**
     * How many sends have ended.
     *
     * @return count of distinct correlation ids
     */
    public int endCount() {
        lock.lock();
        try {
            return ends.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The ends of all sends, in the order of their first callbacks.
     *
     * @return a copy
     */
    public List<CallEnd> ends() {
        lock.lock();
        try {
            return new ArrayList<>(ends.values());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Callbacks beyond the first of a send; a correct transport has none.
     *
     * @return a copy
     */
    public List<CallEnd> repeated() {
        lock.lock();
        try {
            return new ArrayList<>(repeated);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The states told so far, in order.
     *
     * @return a copy
     */
    public List<Integer> states() {
        lock.lock();
        try {
            return new ArrayList<>(states);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The details told with the states, in order.
     *
     * @return a copy; {@code "null"} where there was none
     */
    public List<String> details() {
        lock.lock();
        try {
            return new ArrayList<>(details);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The node that the last state was about.
     *
     * @return null before the first state
     */
    public @Nullable NodeDescriptor node() {
        lock.lock();
        try {
            return node;
        } finally {
            lock.unlock();
        }
    }

    private int lastState() {
        return states.isEmpty() ? -1 : states.get(states.size() - 1);
    }

    // Every caller loops until what it waits for is there or no time is left.
    @SuppressWarnings("WaitNotInLoop")
    private long awaitChange(final long leftNs) {
        try {
            return changed.awaitNanos(leftNs);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a callback", e);
        }
    }
}
