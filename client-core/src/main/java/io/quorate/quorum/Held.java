package io.quorate.quorum;

import io.quorate.transport.ReplicaReply;
import io.quorate.version.Versions;

/**
 * What a replica is known to hold, or what a get has settled on: a state, a version, and sometimes the value.
 *
 * <p><b>Threads.</b> Not thread-safe; belongs to one {@link OperationState}.
 */
final class Held {

    /** Nothing has been reported. */
    static final int UNKNOWN = -1;

    int result = UNKNOWN;
    long timestamp;
    long writerId;

    void clear() {
        result = UNKNOWN;
        timestamp = 0;
        writerId = 0;
    }

    void set(final int newResult, final long newTimestamp, final long newWriterId) {
        result = newResult;
        timestamp = newTimestamp;
        writerId = newWriterId;
    }

    boolean isKnown() {
        return result != UNKNOWN;
    }

    /** Compares with another state; unknown is below absent, absent below every version, also below (0, 0). */
    int compareTo(
            final int otherResult, final long otherTimestamp, final long otherWriterId, final boolean ignoreWriters) {
        final int presence = Integer.compare(presence(result), presence(otherResult));
        if (presence != 0 || result <= ReplicaReply.ABSENT) {
            return presence;
        }
        return ignoreWriters
                ? Long.compareUnsigned(timestamp, otherTimestamp)
                : Versions.compare(timestamp, writerId, otherTimestamp, otherWriterId);
    }

    int compareTo(final Held other, final boolean ignoreWriters) {
        return compareTo(other.result, other.timestamp, other.writerId, ignoreWriters);
    }

    private static int presence(final int result) {
        return Math.min(result, 1);
    }
}
