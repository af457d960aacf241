package io.quorate.engine;

import io.quorate.ring.RingSnapshot;

/**
 * A ring together with the nodes that stand behind its indices; immutable, published as one reference, kept by an operation to its end.
 *
 * @param ring who owns what
 * @param nodes by the ring's node index
 * @param quorate whether Quorate nodes named the members; false when the user's own server list did
 */
record Topology(RingSnapshot ring, Node[] nodes, boolean quorate) {}
