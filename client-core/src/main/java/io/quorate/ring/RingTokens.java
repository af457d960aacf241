package io.quorate.ring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The sorted tokens of a ring, their owners, and an index by the hash's upper bits that finds a token in a step or two.
 *
 * <p>Tokens are kept with the top bit flipped: signed order of the flipped values is unsigned order of the tokens. One value
 * that no flipped hash exceeds stands behind the last token, so that the search ends without a bounds test.
 */
final class RingTokens {
    private static final char NO_OWNER = '\uffff';

    private final long[] flipped;
    private final char[] owners;
    private final int[] firstSlotOfBucket;
    private final int bucketShift;

    private RingTokens(final long[] flipped, final char[] owners) {
        this.flipped = flipped;
        this.owners = owners;
        final int bucketBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(owners.length - 1));
        this.bucketShift = Long.SIZE - bucketBits;
        this.firstSlotOfBucket = new int[1 << bucketBits];
        int slot = 0;
        for (int bucket = 0; bucket < firstSlotOfBucket.length; bucket++) {
            final long lowest = flip((long) bucket << bucketShift);
            while (flipped[slot] < lowest) {
                slot++;
            }
            firstSlotOfBucket[bucket] = slot;
        }
    }

    /**
     * Makes the tokens of the given nodes, which are in ascending order of their names.
     *
     * <p>The tokens are sorted first and claimed afterwards, node by node: equal tokens thereby go to their owners in the order
     * of names, and nothing but bare longs is ever sorted.
     */
    static RingTokens of(final NodeDescriptor[] nodes, final RingConfig config) {
        final int count = tokenCount(nodes, config);
        final long[] made = new long[count];
        int next = 0;
        for (final NodeDescriptor node : nodes) {
            next = appendTokens(node, config, made, next);
        }
        final long[] sorted = Arrays.copyOf(made, count + 1);
        Arrays.sort(sorted, 0, count);
        sorted[count] = Long.MAX_VALUE;
        final char[] owners = new char[count];
        Arrays.fill(owners, NO_OWNER);
        next = 0;
        for (int node = 0; node < nodes.length; node++) {
            for (final int end = next + nodes[node].weight() * config.vnodesPerWeight(); next < end; next++) {
                claim(made[next], (char) node, sorted, owners);
            }
        }
        return new RingTokens(sorted, owners);
    }

    int slotOf(final long hash) {
        final long wanted = flip(hash);
        final long[] sorted = flipped;
        int slot = firstSlotOfBucket[(int) (hash >>> bucketShift)];
        while (sorted[slot] < wanted) {
            slot++;
        }
        return slot < owners.length ? slot : 0;
    }

    int count() {
        return owners.length;
    }

    long token(final int slot) {
        if (slot >= owners.length) {
            throw new IndexOutOfBoundsException("slot=" + slot + " must be below " + owners.length);
        }
        return flip(flipped[slot]);
    }

    char[] owners() {
        return owners;
    }

    double share(final int node) {
        double share = 0;
        for (int slot = 0; slot < owners.length; slot++) {
            if (owners[slot] == node) {
                share += rangeShare(slot);
            }
        }
        return share;
    }

    /** The share of hashes above the token before and not above this one. */
    private double rangeShare(final int slot) {
        if (owners.length == 1) {
            return 1;
        }
        final long range = token(slot) - token(slot == 0 ? owners.length - 1 : slot - 1);
        return (range >>> 1) / 0x1p63;
    }

    private static int tokenCount(final NodeDescriptor[] nodes, final RingConfig config) {
        long weights = 0;
        for (final NodeDescriptor node : nodes) {
            weights += node.weight();
        }
        final long tokens = weights * config.vnodesPerWeight();
        if (tokens > RingSnapshot.MAX_TOKENS) {
            throw new IllegalArgumentException("weights=" + weights + " (sum) times vnodesPerWeight="
                    + config.vnodesPerWeight() + " gives " + tokens + " tokens, limit " + RingSnapshot.MAX_TOKENS
                    + ": lower the weights or vnodesPerWeight");
        }
        return (int) tokens;
    }

    private static int appendTokens(
            final NodeDescriptor node, final RingConfig config, final long[] target, final int from) {
        final byte[] name = node.name().getBytes(StandardCharsets.US_ASCII);
        final byte[] input = Arrays.copyOf(name, name.length + Integer.BYTES);
        final int vnodes = node.weight() * config.vnodesPerWeight();
        for (int vnode = 0; vnode < vnodes; vnode++) {
            input[name.length] = (byte) (vnode >>> 24);
            input[name.length + 1] = (byte) (vnode >>> 16);
            input[name.length + 2] = (byte) (vnode >>> 8);
            input[name.length + 3] = (byte) vnode;
            target[from + vnode] = flip(config.hash().hash(input, 0, input.length));
        }
        return from + vnodes;
    }

    private static void claim(final long token, final char node, final long[] sorted, final char[] owners) {
        int slot = Arrays.binarySearch(sorted, 0, owners.length, token);
        while (slot > 0 && sorted[slot - 1] == token) {
            slot--;
        }
        while (owners[slot] != NO_OWNER) {
            slot++;
        }
        owners[slot] = node;
    }

    private static long flip(final long value) {
        return value ^ Long.MIN_VALUE;
    }
}
