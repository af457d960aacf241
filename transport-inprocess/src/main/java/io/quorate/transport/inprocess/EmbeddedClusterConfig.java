package io.quorate.transport.inprocess;

import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import java.util.List;

/** What an {@link EmbeddedCluster} is told when it starts; made and checked by {@link EmbeddedClusterBuilder}. */
record EmbeddedClusterConfig(
        List<NodeDescriptor> members,
        long epoch,
        RingConfig placement,
        boolean linearizablePuts,
        int maxKeyBytes,
        int maxValueBytes,
        EngineFactory engines,
        int maxInFlight,
        long dialTimeoutNs,
        long seed) {}
