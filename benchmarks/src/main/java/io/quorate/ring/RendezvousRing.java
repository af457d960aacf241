package io.quorate.ring;

import java.nio.charset.StandardCharsets;

/**
 * Rendezvous hashing: every node has a score for the key, and the three highest scores are its replicas. Keeps nothing but a seed per node,
 * shares keys out evenly, moves as few as a ring does, and looks at every node for every key.
 *
 * <p>Thaler, Ravishankar: <i>A Name-Based Mapping Scheme for Rendezvous</i>, 1996.
 *
 * <p><b>Threads.</b> Immutable. <b>Allocation.</b> None after construction.
 */
final class RendezvousRing {

    /** How many nodes it finds. */
    static final int REPLICAS = 3;

    private final long[] seeds;

    RendezvousRing(final RingSnapshot ring) {
        seeds = new long[ring.nodeCount()];
        for (int node = 0; node < seeds.length; node++) {
            final byte[] name = ring.node(node).name().getBytes(StandardCharsets.US_ASCII);
            seeds[node] = KeyHash.XXH3_64.hash(name, 0, name.length);
        }
    }

    /** Finds the replicas of a hash, the one with the highest score first, 16 bits each, the last one lowest. */
    long replicas(final long hash) {
        long best = Long.MIN_VALUE;
        long second = Long.MIN_VALUE;
        long third = Long.MIN_VALUE;
        int bestNode = 0;
        int secondNode = 0;
        int thirdNode = 0;
        for (int node = 0; node < seeds.length; node++) {
            final long score = score(hash, node);
            if (score > third) {
                if (score > second) {
                    third = second;
                    thirdNode = secondNode;
                    if (score > best) {
                        second = best;
                        secondNode = bestNode;
                        best = score;
                        bestNode = node;
                    } else {
                        second = score;
                        secondNode = node;
                    }
                } else {
                    third = score;
                    thirdNode = node;
                }
            }
        }
        return ((long) bestNode << Character.SIZE | secondNode) << Character.SIZE | thirdNode;
    }

    /** The finalizer of SplitMix64 over hash and seed; two nodes of equal score are as good as impossible. */
    long score(final long hash, final int node) {
        long z = hash ^ seeds[node];
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
