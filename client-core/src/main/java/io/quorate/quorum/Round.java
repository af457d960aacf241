package io.quorate.quorum;

import java.util.Arrays;

/**
 * One phase of an operation: how far each replica has got with being asked the same thing.
 *
 * <p><b>Threads.</b> Not thread-safe; belongs to one {@link OperationState}.
 */
final class Round {

    /** Not asked. */
    static final byte IDLE = 0;

    /** A send is under way. */
    static final byte ASKED = 1;

    /** The last send failed; another one is due at {@link #retryAtNs}. */
    static final byte WAITING = 2;

    /** Answered. */
    static final byte ANSWERED = 3;

    /** Sends or time are used up. */
    static final byte EXHAUSTED = 4;

    /** Refused for good. */
    static final byte REFUSED = 5;

    /** Refused because of an older epoch; it may answer once the operation has moved to a newer ring. */
    static final byte STALE = 6;

    final byte[] status = new byte[OperationState.MAX_REPLICAS];
    final int[] sends = new int[OperationState.MAX_REPLICAS];
    final long[] retryAtNs = new long[OperationState.MAX_REPLICAS];

    void clear() {
        Arrays.fill(status, IDLE);
        Arrays.fill(sends, 0);
    }

    int count(final int n, final byte wanted) {
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (status[i] == wanted) {
                count++;
            }
        }
        return count;
    }

    /** Replicas that may still answer without being asked for another reason. */
    int openCount(final int n) {
        return count(n, ASKED) + count(n, WAITING) + count(n, STALE);
    }

    /** Whether this replica may still answer without being asked for another reason. */
    boolean isOpen(final int replica) {
        return status[replica] == ASKED || status[replica] == WAITING || status[replica] == STALE;
    }
}
