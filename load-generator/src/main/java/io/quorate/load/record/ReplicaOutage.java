package io.quorate.load.record;

import org.jspecify.annotations.Nullable;

/**
 * A time in which a node was not connected, as the client saw it.
 *
 * @param fromNs when it began, from the start of the measured load on; 0 if before that
 * @param toNs when it ended, or the last moment that is known of
 * @param over whether it ended
 * @param cause why, in words, if that is known
 */
public record ReplicaOutage(
        long fromNs, long toNs, boolean over, @Nullable String cause) {

    /**
     * How long it was.
     *
     * @return nanoseconds
     */
    public long durationNs() {
        return toNs - fromNs;
    }
}
