package io.quorate.ring;

/**
 * Collects the first distinct nodes that a walk along a ring meets, without precomputed lists.
 *
 * <p><b>Threads.</b> Not thread-safe: every benchmark thread has its own. <b>Allocation.</b> None after construction.
 */
final class ReplicaWalk {

    private final int[] found;
    private int count;

    ReplicaWalk(final int replicaCount) {
        this.found = new int[replicaCount];
    }

    void restart() {
        count = 0;
    }

    /** Meets a node; true once enough distinct ones have been met. */
    boolean meet(final int node) {
        for (int i = 0; i < count; i++) {
            if (found[i] == node) {
                return false;
            }
        }
        found[count++] = node;
        return count == found.length;
    }

    /** The nodes in the order they were met, 16 bits each, the last one lowest. */
    long packed() {
        long packed = 0;
        for (int i = 0; i < count; i++) {
            packed = packed << Character.SIZE | found[i];
        }
        return packed;
    }
}
