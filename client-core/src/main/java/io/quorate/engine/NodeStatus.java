package io.quorate.engine;

import io.quorate.metrics.LatencySnapshot;
import org.jspecify.annotations.Nullable;

/**
 * How a node looks from here; a snapshot.
 *
 * @param name member name
 * @param address where it is dialled
 * @param connected whether there is a connection
 * @param olderServer whether it speaks only the old contract
 * @param sick whether it has failed several times in a row
 * @param failuresInRow failures since the last success
 * @param lastSuccessAgoNs nanoseconds since the last success, -1 when there was none
 * @param lastProblem cause of the last disconnect or failed dial, if any
 * @param replyLatency reply times, nanoseconds
 */
public record NodeStatus(
        String name,
        String address,
        boolean connected,
        boolean olderServer,
        boolean sick,
        int failuresInRow,
        long lastSuccessAgoNs,
        @Nullable String lastProblem,
        LatencySnapshot replyLatency) {}
