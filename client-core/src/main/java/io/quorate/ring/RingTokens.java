package io.quorate.ring;

import java.util.Arrays;

/**
 * The sorted tokens of a ring, with an index by the hash's upper bits that finds a token in a step or two.
 *
 * <p>Tokens are kept with the top bit flipped: signed order of the flipped values is unsigned order of the tokens. A value
 * that no flipped hash exceeds stands behind the last token, so that the search ends without a bounds test.
 *
 * <p>The index also sorts: tokens go to their buckets first, and are then put in order among the few that share one. That takes time in
 * proportion to their number, and short loops only, which a JVM that has just started compiles at once.
 */
final class RingTokens {
    /** So many values are put in order one by one. */
    private static final int FEW = 16;

    private final long[] flipped;
    private final int count;
    private final int[] firstSlotOfBucket;
    private final int bucketShift;

    /** Sorts a copy of the given tokens, of which there is at least one. */
    RingTokens(final long[] tokens) {
        this.count = tokens.length;
        this.flipped = new long[count + 1];
        flipped[count] = Long.MAX_VALUE;
        final int bucketBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
        this.bucketShift = Long.SIZE - bucketBits;
        this.firstSlotOfBucket = countBuckets(tokens, bucketBits, bucketShift);
        final int[] nextSlotOfBucket = firstSlotOfBucket.clone();
        for (final long token : tokens) {
            flipped[nextSlotOfBucket[(int) (token >>> bucketShift)]++] = flip(token);
        }
        for (int bucket = 0; bucket < nextSlotOfBucket.length; bucket++) {
            sort(flipped, firstSlotOfBucket[bucket], nextSlotOfBucket[bucket]);
        }
    }

    /** Index of the first token that is not below the hash, 0 if all are. */
    int slotOf(final long hash) {
        final int slot = lowerBound(hash);
        return slot < count ? slot : 0;
    }

    /** Index of the first token that is not below the hash, the number of tokens if all are. */
    int lowerBound(final long hash) {
        final long wanted = flip(hash);
        final long[] sorted = flipped;
        int slot = firstSlotOfBucket[(int) (hash >>> bucketShift)];
        while (sorted[slot] < wanted) {
            slot++;
        }
        return slot;
    }

    int count() {
        return count;
    }

    long token(final int slot) {
        if (slot >= count) {
            throw new IndexOutOfBoundsException("slot=" + slot + " must be below " + count);
        }
        return flip(flipped[slot]);
    }

    /** The share of all hashes that belong to a slot: those above the token before and not above its own. */
    double share(final int slot) {
        final long token = token(slot);
        final long before = token(slot == 0 ? count - 1 : slot - 1);
        if (slot == 0 && before == token) {
            return 1;
        }
        return ((token - before) >>> 1) / 0x1p63;
    }

    /** How many tokens lie below each bucket, which is where the bucket begins. */
    private static int[] countBuckets(final long[] tokens, final int bucketBits, final int bucketShift) {
        final int[] firstSlots = new int[1 << bucketBits];
        for (final long token : tokens) {
            firstSlots[(int) (token >>> bucketShift)]++;
        }
        int slot = 0;
        for (int bucket = 0; bucket < firstSlots.length; bucket++) {
            final int size = firstSlots[bucket];
            firstSlots[bucket] = slot;
            slot += size;
        }
        return firstSlots;
    }

    /** Hashes leave a token or two to a bucket; tokens that somebody made up may leave them all to one. */
    private static void sort(final long[] values, final int from, final int to) {
        if (to - from > FEW) {
            Arrays.sort(values, from, to);
            return;
        }
        for (int end = from + 1; end < to; end++) {
            final long value = values[end];
            int at = end;
            while (at > from && values[at - 1] > value) {
                values[at] = values[at - 1];
                at--;
            }
            values[at] = value;
        }
    }

    private static long flip(final long value) {
        return value ^ Long.MIN_VALUE;
    }
}
