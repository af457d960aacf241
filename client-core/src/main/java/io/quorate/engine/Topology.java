package io.quorate.engine;

import io.quorate.ring.RingSnapshot;

/** A ring together with the nodes behind its indices; immutable, published as one reference, kept by an operation to its end. */
final class Topology {

    private final RingSnapshot ring;
    private final Node[] nodes;
    private final boolean quorate;

    /** Takes over the array of nodes, which has the order of the ring's node indices. */
    Topology(final RingSnapshot ring, final Node[] nodes, final boolean quorate) {
        this.ring = ring;
        this.nodes = nodes;
        this.quorate = quorate;
    }

    RingSnapshot ring() {
        return ring;
    }

    Node node(final int nodeIndex) {
        return nodes[nodeIndex];
    }

    /** Whether Quorate nodes named the members; false when the user's own server list did. */
    boolean quorate() {
        return quorate;
    }
}
