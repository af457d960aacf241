package io.quorate.testkit.simulation;

import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;

/** When a store replaces what a node holds: the newest version wins, or something that breaks the protocol. */
enum StoreRule {
    NEWEST_WINS,
    REPAIR_WINS,
    VALUE_BEATS_TOMBSTONE,
    LAST_ARRIVAL_WINS_TIES;

    boolean replaces(final Version held, final boolean heldTombstone, final ReplicaRequest request) {
        final int order = new Version(request.timestamp(), request.writerId()).compareTo(held);
        final boolean tombstone = (request.flags() & ReplicaRequest.FLAG_TOMBSTONE) != 0;
        return switch (this) {
            case NEWEST_WINS -> order > 0;
            case REPAIR_WINS -> order > 0 || request.kind() == ReplicaRequest.REPAIR;
            case VALUE_BEATS_TOMBSTONE -> order > 0 || (order < 0 && heldTombstone && !tombstone);
            case LAST_ARRIVAL_WINS_TIES -> order >= 0;
        };
    }
}
