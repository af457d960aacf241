package io.quorate.transport.inprocess;

import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection that somebody else than their sender will end, oldest first; linked through the calls themselves.
 *
 * <p>Threads: thread-safe; {@link #count} is one volatile read. Whether a call may still be added is decided under {@link #lock()}, which is
 * the connection's own.
 */
final class TrackedCalls {
    private final Object lock = new Object();
    private @Nullable Call oldest;
    private @Nullable Call newest;
    private volatile int count;

    /** Held for moments, never while the node or a listener is called. */
    Object lock() {
        return lock;
    }

    int count() {
        return count;
    }

    void add(final Call call) {
        synchronized (lock) {
            final Call before = newest;
            call.previous = before;
            call.linked = true;
            if (before == null) {
                oldest = call;
            } else {
                before.next = call;
            }
            newest = call;
            count++;
        }
    }

    /** Takes a call out, unless it is out already. */
    void remove(final Call call) {
        synchronized (lock) {
            if (!call.linked) {
                return;
            }
            call.linked = false;
            count--;
            final Call before = call.previous;
            final Call after = call.next;
            if (before == null) {
                oldest = after;
            } else {
                before.next = after;
            }
            if (after == null) {
                newest = before;
            } else {
                after.previous = before;
            }
        }
    }

    /** The youngest call with this id, or null. */
    @Nullable
    Call find(final long correlationId) {
        synchronized (lock) {
            Call call = newest;
            while (call != null && call.correlationId() != correlationId) {
                call = call.previous;
            }
            return call;
        }
    }

    /** Takes all calls out and gives the oldest, from which {@code next} leads to all others. */
    @Nullable
    Call removeAll() {
        synchronized (lock) {
            final Call head = oldest;
            for (Call call = head; call != null; call = call.next) {
                call.linked = false;
            }
            oldest = null;
            newest = null;
            count = 0;
            return head;
        }
    }
}
