package io.quorate.transport.inprocess;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Knows whether any thread is inside a callback of a transport, so that closing it can wait until none is.
 *
 * <p>Threads: thread-safe; entering and leaving are two uncontended atomic adds, on counters that threads share only by chance.
 */
final class CallbackGuard {
    private static final int STRIPES = 16;
    /** A cache line apart. */
    private static final int STRIDE = 16;

    private static final long POLL_NS = 100_000;
    private static final int POLLS = 50_000;

    private final AtomicIntegerArray inside = new AtomicIntegerArray((STRIPES + 1) * STRIDE);
    private volatile boolean closed;

    /** Enters unless closed; each success is followed by {@link #exit} on the same thread. */
    boolean tryEnter(final CallStack stack) {
        // The count first, then the flag: whoever closes sets the flag first and then sums, so that one of both sees
        // the other.
        inside.getAndIncrement(stack.stripe);
        if (closed) {
            inside.getAndDecrement(stack.stripe);
            return false;
        }
        stack.entered++;
        return true;
    }

    /** Enters even if closed: for the thread that closes. */
    void enter(final CallStack stack) {
        inside.getAndIncrement(stack.stripe);
        stack.entered++;
    }

    void exit(final CallStack stack) {
        stack.entered--;
        inside.getAndDecrement(stack.stripe);
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /**
     * Waits, after {@link #close}, until no other thread is inside.
     *
     * @return false if some still was after 5 seconds
     */
    boolean awaitQuiet(final CallStack own) {
        for (int i = 0; i < POLLS; i++) {
            if (insideCount() == own.entered) {
                return true;
            }
            LockSupport.parkNanos(this, POLL_NS);
        }
        return false;
    }

    static int stripeOf(final Thread thread) {
        return (1 + (int) (thread.getId() & (STRIPES - 1))) * STRIDE;
    }

    private int insideCount() {
        int count = 0;
        for (int stripe = 1; stripe <= STRIPES; stripe++) {
            count += inside.get(stripe * STRIDE);
        }
        return count;
    }
}
