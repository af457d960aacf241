package io.quorate.transport.grpc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The calls in flight on one connection: bounds their number and the bytes of their values, and finds them again.
 *
 * <p>Lock-free. {@link #acquire} reserves room, which makes sure that {@link #add} finds a free slot: there are at least as many
 * slots as reservations, so a search that loses a race goes on and ends.
 */
final class CallTable {
    private final int limit;
    private final int byteLimit;
    private final int mask;
    private final AtomicReferenceArray<@Nullable PendingCall> slots;
    private final AtomicInteger reserved = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger cursor = new AtomicInteger();

    CallTable(final int limit, final int byteLimit) {
        this.limit = limit;
        this.byteLimit = byteLimit;
        final int size = limit == 1 ? 1 : Integer.highestOneBit(limit - 1) << 1;
        this.mask = size - 1;
        this.slots = new AtomicReferenceArray<>(size);
    }

    /** Reserves room for one call; false if there is none. */
    boolean acquire() {
        if (reserved.incrementAndGet() <= limit) {
            return true;
        }
        reserved.decrementAndGet();
        return false;
    }

    /** Gives the room back that {@link #acquire} made. */
    void release() {
        reserved.decrementAndGet();
    }

    /** Reserves room for the bytes of a value; false if there is none. One alone always has room, or it could never be sent. */
    boolean acquireBytes(final int length) {
        if (length == 0) {
            return true;
        }
        final long before = bytes.getAndAdd(length);
        if (before == 0 || before + length <= byteLimit) {
            return true;
        }
        bytes.addAndGet(-length);
        return false;
    }

    /** Gives back what {@link #acquireBytes} has reserved. */
    void releaseBytes(final int length) {
        if (length != 0) {
            bytes.addAndGet(-length);
        }
    }

    /** Puts a call where {@link #acquire} made room. */
    void add(final PendingCall call) {
        while (true) {
            final int slot = cursor.getAndIncrement() & mask;
            if (slots.get(slot) == null) {
                call.setSlot(slot);
                if (slots.compareAndSet(slot, null, call)) {
                    return;
                }
            }
        }
    }

    /** Takes a call out and gives its room back. */
    void remove(final int slot) {
        slots.set(slot, null);
        release();
    }

    int inFlight() {
        return reserved.get();
    }

    void cancel(final long correlationId) {
        for (int i = 0; i <= mask; i++) {
            final PendingCall call = slots.get(i);
            if (call != null && call.correlationId() == correlationId) {
                call.cancel();
                return;
            }
        }
    }

    /** Ends what is overdue; returns the earliest deadline of what is left. */
    long expire(final long nowNs) {
        long firstNs = DeadlineSweep.NONE;
        for (int i = 0; i <= mask; i++) {
            final PendingCall call = slots.get(i);
            if (call == null) {
                continue;
            }
            final long deadlineNs = call.deadlineNs();
            if (deadlineNs - nowNs <= 0) {
                call.expire();
            } else {
                firstNs = DeadlineSweep.earlier(firstNs, deadlineNs);
            }
        }
        return firstNs;
    }

    void abandonAll(final Failure failure) {
        for (int i = 0; i <= mask; i++) {
            final PendingCall call = slots.get(i);
            if (call != null) {
                call.abandon(failure);
            }
        }
    }
}
