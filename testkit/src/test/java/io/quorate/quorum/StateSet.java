package io.quorate.quorum;

/** A set of states of 127 bits, whole and not hashed to fewer: open addressing in one array that doubles. */
final class StateSet {

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private long[] pairs = new long[1 << 17];
    private long size;

    long size() {
        return size;
    }

    /** Adds a state; false if it was there. The first half is never -1. */
    boolean add(final long a, final long b) {
        if (4 * size >= (long) pairs.length / 2 * 3) {
            grow();
        }
        if (!insert(pairs, a + 1, b)) {
            return false;
        }
        size++;
        return true;
    }

    private static boolean insert(final long[] into, final long a, final long b) {
        long hash = (a * SPREAD) ^ b;
        hash = (hash ^ (hash >>> 32)) * SPREAD;
        hash ^= hash >>> 29;
        int at = (int) (hash & (into.length / 2 - 1)) * 2;
        while (into[at] != 0) {
            if (into[at] == a && into[at + 1] == b) {
                return false;
            }
            at = (at + 2) & (into.length - 1);
        }
        into[at] = a;
        into[at + 1] = b;
        return true;
    }

    private void grow() {
        final long[] larger = new long[pairs.length * 2];
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i] != 0) {
                insert(larger, pairs[i], pairs[i + 1]);
            }
        }
        pairs = larger;
    }
}
