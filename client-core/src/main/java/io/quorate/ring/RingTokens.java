package io.quorate.ring;

import java.util.Arrays;

/**
 * The sorted tokens of a ring, with an index by the hash's upper bits that finds a token in a step or two.
 *
 * <p>Tokens are kept with the top bit flipped: signed order of the flipped values is unsigned order of the tokens. A value
 * that no flipped hash exceeds stands behind the last token, so that the search ends without a bounds test.
 */
final class RingTokens {
    private final long[] flipped;
    private final int count;
    private final int[] firstSlotOfBucket;
    private final int bucketShift;

    /** Sorts a copy of the given tokens, of which there is at least one. */
    RingTokens(final long[] tokens) {
        this.count = tokens.length;
        this.flipped = new long[count + 1];
        for (int i = 0; i < count; i++) {
            flipped[i] = flip(tokens[i]);
        }
        Arrays.sort(flipped, 0, count);
        flipped[count] = Long.MAX_VALUE;
        final int bucketBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
        this.bucketShift = Long.SIZE - bucketBits;
        this.firstSlotOfBucket = indexBuckets(flipped, bucketBits, bucketShift);
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

    private static int[] indexBuckets(final long[] flipped, final int bucketBits, final int bucketShift) {
        final int[] firstSlots = new int[1 << bucketBits];
        int slot = 0;
        for (int bucket = 0; bucket < firstSlots.length; bucket++) {
            final long lowest = flip((long) bucket << bucketShift);
            while (flipped[slot] < lowest) {
                slot++;
            }
            firstSlots[bucket] = slot;
        }
        return firstSlots;
    }

    private static long flip(final long value) {
        return value ^ Long.MIN_VALUE;
    }
}
