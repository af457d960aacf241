package io.quorate.error;

import io.quorate.version.Version;
import org.jspecify.annotations.Nullable;

/**
 * What one replica had said by the time that an operation failed.
 *
 * @param node member name
 * @param kind how far it got
 * @param attempts how many times it was tried to ask it
 * @param neverSent whether all of these attempts failed before anything left this process, for example for want of a connection
 * @param version what it reported to hold, if it answered
 * @param detail cause in words, if it failed
 */
public record NodeAnswer(
        String node,
        Kind kind,
        int attempts,
        boolean neverSent,
        @Nullable Version version,
        @Nullable String detail) {

    /** How far a replica got. */
    public enum Kind {
        /** It answered. */
        ANSWERED,
        /** It was asked and had not answered yet. */
        SILENT,
        /** It could not be reached, or every send to it failed. */
        FAILED,
        /** It refused for a reason that a retry cannot change. */
        REFUSED,
        /** It, or the limit of the connection to it, had no room. */
        OVERLOADED,
        /** It knows a newer ring than this client. */
        STALE_EPOCH
    }

    @Override
    public String toString() {
        final StringBuilder text =
                new StringBuilder(64).append(node).append(' ').append(kind);
        if (version != null) {
            text.append(" version ").append(version);
        }
        if (neverSent) {
            text.append(", never sent");
        }
        if (attempts != 1) {
            text.append(neverSent ? " in " : " after ").append(attempts).append(" attempts");
        }
        if (detail != null) {
            text.append(" (").append(detail).append(')');
        }
        return text.toString();
    }
}
