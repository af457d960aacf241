package io.quorate.testkit.check;

import io.quorate.version.Version;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a history, as its caller saw it.
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Times are nanoseconds of one clock that all clients of the history share; an operation
 * precedes another when it returned strictly before the other was invoked. <b>Errors.</b> Parts that contradict each other are refused
 * with an {@link IllegalArgumentException}.
 *
 * @param client who called
 * @param key key
 * @param kind what was called
 * @param value of a put what it wrote, unique in the history; of a get what it found, null for absent; null for a delete
 * @param version of a put or delete its own version, null if it failed before it got one; of a get the version found, a tombstone's too,
 *     null when there was none
 * @param invokedNs when it was called
 * @param returnedNs when it returned, {@link #NEVER} if it did not
 * @param end how it ended
 */
public record Operation(
        int client,
        String key,
        Kind kind,
        @Nullable String value,
        @Nullable Version version,
        long invokedNs,
        long returnedNs,
        End end) {

    /** Time of return of an operation that has not returned. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What was called. */
    public enum Kind {
        /** A read. */
        GET,
        /** A write of a value. */
        PUT,
        /** A write of a tombstone. */
        DELETE
    }

    /** How an operation ended. */
    public enum End {
        /** It succeeded. */
        OK,
        /** A get that failed; a put or delete that was not applied and never will be. */
        FAILED,
        /** A put or delete that may take effect at any time after its invocation, or never. */
        INDETERMINATE
    }

    /** Checks that the parts fit each other. */
    public Operation {
        if (returnedNs < invokedNs) {
            throw new IllegalArgumentException("operation on " + key + " returned at " + returnedNs
                    + " before it was invoked at " + invokedNs + ": take both times from one clock");
        }
        if ((kind == Kind.PUT) != (value != null) && kind != Kind.GET) {
            throw new IllegalArgumentException(
                    kind + " on " + key + " with value=" + value + ": a put has a value, a delete has none");
        }
        if (kind == Kind.GET && end == End.INDETERMINATE) {
            throw new IllegalArgumentException("GET on " + key + " is INDETERMINATE: a get that failed is FAILED");
        }
        if (kind == Kind.GET && value != null && version == null && end == End.OK) {
            throw new IllegalArgumentException("GET on " + key + " found a value without a version");
        }
        if (kind != Kind.GET && version == null && end != End.FAILED) {
            throw new IllegalArgumentException(kind + " on " + key + " is " + end
                    + " without a version: only one that failed before it was stamped has none");
        }
    }

    /**
     * Whether this is a put or a delete.
     *
     * @return false for a get
     */
    public boolean isWrite() {
        return kind != Kind.GET;
    }

    /**
     * When this operation is over as far as others can rely on it.
     *
     * @return time of return, {@link #NEVER} for an indeterminate write
     */
    public long endNs() {
        return end == End.INDETERMINATE ? NEVER : returnedNs;
    }

    /**
     * Whether this operation was over before another began.
     *
     * @param other another operation
     * @return true when every linearization has this one first
     */
    public boolean precedes(final Operation other) {
        return endNs() < other.invokedNs;
    }

    /**
     * Names the state of the key that this operation wrote or found: puts by their value, deletes by their version.
     *
     * @return a name that is equal for a write and the gets that found it; null for the state before the first write
     */
    @Nullable
    String stateName() {
        if (value != null) {
            return "value " + value;
        }
        return version == null ? null : "tombstone " + version;
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(96)
                .append("client ")
                .append(client)
                .append(' ')
                .append(kind)
                .append(' ')
                .append(key)
                .append(kind == Kind.PUT ? " := " : " -> ")
                .append(value == null ? "(absent)" : value)
                .append(" version ")
                .append(version)
                .append(" [")
                .append(invokedNs)
                .append(", ");
        if (returnedNs == NEVER) {
            text.append("never");
        } else {
            text.append(returnedNs);
        }
        return text.append("] ").append(end).toString();
    }
}
