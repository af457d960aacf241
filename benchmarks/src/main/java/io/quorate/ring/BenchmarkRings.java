package io.quorate.ring;

import java.util.ArrayList;
import java.util.List;

/** The ring that is measured, and what the baselines need to build the same one by other means. */
final class BenchmarkRings {

    private static final int PORT = 7_000;
    private static final int BYTE = 256;

    private BenchmarkRings() {}

    /** A ring of {@code nodes} members with every other option at its default. */
    static RingSnapshot ofSize(final int nodes) {
        return RingSnapshot.build(members(nodes), RingConfig.DEFAULT, 1);
    }

    /** So many members of weight 1. */
    static List<NodeDescriptor> members(final int nodes) {
        final List<NodeDescriptor> members = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            members.add(NodeDescriptor.of("10.0." + i / BYTE + "." + i % BYTE + ":" + PORT));
        }
        return members;
    }

    /** The index of the node that owns each token. */
    static int[] owners(final RingSnapshot ring) {
        final int[] owners = new int[ring.tokenCount()];
        for (int slot = 0; slot < owners.length; slot++) {
            owners[slot] = ring.replica(slot, 0);
        }
        return owners;
    }
}
