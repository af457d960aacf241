package io.quorate.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts undecided operations and their bytes, and refuses what would go over a limit.
 *
 * <p><b>Threads.</b> Lock-free from any thread. <b>Allocation.</b> None.
 */
final class InFlight {

    private final int maxOperations;
    private final long maxBytes;
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    InFlight(final int maxOperations, final long maxBytes) {
        this.maxOperations = maxOperations;
        this.maxBytes = maxBytes;
    }

    /** Takes a place; false leaves the counts as they were. */
    boolean enter(final long operationBytes) {
        if (operations.incrementAndGet() > maxOperations) {
            operations.decrementAndGet();
            return false;
        }
        if (bytes.addAndGet(operationBytes) > maxBytes) {
            leave(operationBytes);
            return false;
        }
        return true;
    }

    void leave(final long operationBytes) {
        bytes.addAndGet(-operationBytes);
        operations.decrementAndGet();
    }

    int operations() {
        return operations.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** Says what is full, for an error message. */
    String describe() {
        return "undecided operations " + operations.get() + " of maxInFlight=" + maxOperations + ", their bytes "
                + bytes.get() + " of maxInFlightBytes=" + maxBytes;
    }
}
