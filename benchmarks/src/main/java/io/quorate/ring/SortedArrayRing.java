package io.quorate.ring;

import java.util.Arrays;

/**
 * A ring as most clients write it by hand: sorted tokens in an array, {@link Arrays#binarySearch(long[], long)}, then a walk to the
 * next distinct nodes. The same tokens, hash and lists as {@link RingSnapshot}.
 */
final class SortedArrayRing {

    private final long[] flippedTokens;
    private final int[] owners;

    SortedArrayRing(final RingSnapshot ring) {
        flippedTokens = new long[ring.tokenCount()];
        owners = BenchmarkRings.owners(ring);
        for (int slot = 0; slot < flippedTokens.length; slot++) {
            flippedTokens[slot] = flip(ring.token(slot));
        }
    }

    /** Finds the replicas of a hash. */
    long replicas(final long hash, final ReplicaWalk walk) {
        final int found = Arrays.binarySearch(flippedTokens, flip(hash));
        int slot = found >= 0 ? found : -found - 1;
        walk.restart();
        do {
            if (slot == owners.length) {
                slot = 0;
            }
        } while (!walk.meet(owners[slot++]));
        return walk.packed();
    }

    /** Unsigned order as signed order. */
    private static long flip(final long unsigned) {
        return unsigned ^ Long.MIN_VALUE;
    }
}
