package io.quorate.engine;

import org.jspecify.annotations.Nullable;

/**
 * Whether the client's view of the ring can be trusted; a snapshot.
 *
 * @param healthy whether the ring was confirmed recently and nothing contradicts it
 * @param problem why not, or null
 * @param epoch epoch of the ring in use, 0 for the user's own server list
 * @param members number of members
 * @param lastUpdatedWallMs wall clock when this ring was adopted, milliseconds since 1970
 * @param lastSuccessAgoNs nanoseconds since a node last confirmed it
 * @param failuresInRow refreshes that failed since
 */
public record RingHealth(
        boolean healthy,
        @Nullable String problem,
        long epoch,
        int members,
        long lastUpdatedWallMs,
        long lastSuccessAgoNs,
        int failuresInRow) {}
