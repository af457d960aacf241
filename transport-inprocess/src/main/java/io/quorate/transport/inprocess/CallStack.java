package io.quorate.transport.inprocess;

import org.jspecify.annotations.Nullable;

/**
 * What one thread keeps for the calls it makes on one transport: a {@link Call} for each depth, because a listener that is told a reply
 * inside {@code send} may send again. One thread.
 */
final class CallStack {
    /** Deeper sends are queued, so that a chain of calls from callbacks does not exhaust the stack. */
    static final int MAX_DEPTH = 8;

    /** Where this thread counts in the {@link CallbackGuard}. */
    final int stripe = CallbackGuard.stripeOf(Thread.currentThread());

    /** How often this thread is inside the guard. */
    int entered;

    /** How many callbacks this thread, which is not the sender's, is inside of. */
    int foreignCallbacks;

    private final @Nullable Call[] calls = new Call[MAX_DEPTH];
    private int depth;

    boolean isFull() {
        return depth == MAX_DEPTH;
    }

    Call push() {
        Call call = calls[depth];
        if (call == null) {
            call = new Call();
            calls[depth] = call;
        }
        depth++;
        return call;
    }

    /** Ends the call on top; one that others may still refer to is not used again. */
    void pop(final boolean reusable) {
        depth--;
        if (!reusable) {
            calls[depth] = null;
        }
    }
}
