package io.quorate;

import io.quorate.engine.DecisionHandler;
import io.quorate.engine.OperationView;
import io.quorate.error.QuorateException;
import io.quorate.time.Env;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One operation that its caller waits for.
 *
 * <p><b>Threads.</b> Made, begun and awaited by one thread, without a lock; decided by any, also before it is awaited. It is not used again: a
 * decision that comes when its caller has given up meets an object that nobody looks at any more.
 *
 * <p><b>Allocation.</b> Itself and what the reader makes. Waiting allocates nothing.
 *
 * @param <T> the result
 */
final class BlockingCall<T> implements ForkJoinPool.ManagedBlocker {

    /*
     * The decider writes what came out and then looks for a waiter; the caller names itself as the waiter and then looks at what came out.
     * All three fields are volatile, so that one of the two sees the other, and a caller that parks is unparked. A decider that
     * comes in the caller's own call, or before the caller waits, finds no waiter and wakes nobody.
     *
     * Managed blocking, so that a pool of forks and joins whose thread waits here may run another one meanwhile.
     */

    /** The attachment is a call. */
    static final DecisionHandler HANDLER = (view, attachment) -> ((BlockingCall<?>) attachment).decided(view);

    private final ResultReader<T> reader;
    private final Env env;
    private volatile @Nullable T result;
    private volatile @Nullable Throwable error;
    private volatile @Nullable Thread waiter;
    private long giveUpNs;

    BlockingCall(final ResultReader<T> reader, final Env env) {
        this.reader = reader;
        this.env = env;
    }

    /**
     * Waits for the decision; without a look at the clock when it is there already.
     *
     * @param atMostNs how long
     * @return false when it has not come in that time
     * @throws InterruptedException if the thread is interrupted before or while it waits; not when the decision is there already
     */
    boolean await(final long atMostNs) throws InterruptedException {
        if (isDecided()) {
            return true;
        }
        giveUpNs = env.nowNs() + atMostNs;
        waiter = Thread.currentThread();
        try {
            ForkJoinPool.managedBlock(this);
        } finally {
            waiter = null;
        }
        return isDecided();
    }

    /** What went wrong, null when nothing did; of a decided call. */
    @Nullable
    Throwable error() {
        return error;
    }

    /** What came out; null when something went wrong. */
    @Nullable
    T result() {
        return result;
    }

    /** Waits once; may end for no reason. */
    @Override
    public boolean block() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (isDecided()) {
            return true;
        }
        final long leftNs = giveUpNs - env.nowNs();
        if (leftNs <= 0) {
            return true;
        }
        LockSupport.parkNanos(this, leftNs);
        return isDecided();
    }

    @Override
    public boolean isReleasable() {
        return isDecided();
    }

    private boolean isDecided() {
        return result != null || error != null;
    }

    private void decided(final OperationView view) {
        final QuorateException failure = view.error();
        if (failure != null) {
            error = failure;
        } else {
            read(view);
        }
        final Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    private void read(final OperationView view) {
        try {
            result = reader.read(view);
        } catch (final RuntimeException | Error fault) {
            // For example no memory for a large value: the caller must hear of it, or it would wait for ever.
            error = fault;
        }
    }
}
