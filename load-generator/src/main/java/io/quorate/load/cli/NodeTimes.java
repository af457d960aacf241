package io.quorate.load.cli;

import io.quorate.metrics.LatencySnapshot;
import java.util.Map;

/**
 * How far servers are away.
 *
 * @param replies times from a request to its reply, by member
 * @param unreachable servers that were named and cannot be reached, with the reason
 * @param down other members that are not connected, with their state
 */
record NodeTimes(Map<String, LatencySnapshot> replies, Map<String, String> unreachable, Map<String, String> down) {

    static final NodeTimes NONE = new NodeTimes(Map.of(), Map.of(), Map.of());
}
