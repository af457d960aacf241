package io.quorate.ring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes the tokens of the members and tells afterwards which member owns which slot of the sorted ring. */
final class MemberTokens {
    private static final char NO_OWNER = '\uffff';

    private final NodeDescriptor[] nodes;
    private final RingConfig config;
    private final long[] tokens;

    /** Takes the members in ascending order of their names. */
    MemberTokens(final NodeDescriptor[] nodes, final RingConfig config) {
        this.nodes = nodes;
        this.config = config;
        this.tokens = new long[countTokens(nodes, config)];
        int next = 0;
        for (final NodeDescriptor node : nodes) {
            appendTokens(node, next);
            next += vnodes(node);
        }
    }

    /** All tokens, member by member. */
    long[] tokens() {
        return tokens;
    }

    /**
     * The owner of each slot. Members claim their tokens in the order of their names, and each takes the first free slot of
     * equal tokens: thereby nothing but bare longs has to be sorted.
     */
    char[] ownersIn(final RingTokens ring) {
        final char[] owners = new char[tokens.length];
        Arrays.fill(owners, NO_OWNER);
        int next = 0;
        for (int node = 0; node < nodes.length; node++) {
            for (final int end = next + vnodes(nodes[node]); next < end; next++) {
                int slot = ring.lowerBound(tokens[next]);
                while (owners[slot] != NO_OWNER) {
                    slot++;
                }
                owners[slot] = (char) node;
            }
        }
        return owners;
    }

    private void appendTokens(final NodeDescriptor node, final int from) {
        final byte[] name = node.name().getBytes(StandardCharsets.US_ASCII);
        final byte[] input = Arrays.copyOf(name, name.length + Integer.BYTES);
        final KeyHash hash = config.hash();
        for (int vnode = 0; vnode < vnodes(node); vnode++) {
            input[name.length] = (byte) (vnode >>> 24);
            input[name.length + 1] = (byte) (vnode >>> 16);
            input[name.length + 2] = (byte) (vnode >>> 8);
            input[name.length + 3] = (byte) vnode;
            tokens[from + vnode] = hash.hash(input, 0, input.length);
        }
    }

    private int vnodes(final NodeDescriptor node) {
        return node.weight() * config.vnodesPerWeight();
    }

    private static int countTokens(final NodeDescriptor[] nodes, final RingConfig config) {
        long weights = 0;
        for (final NodeDescriptor node : nodes) {
            weights += node.weight();
        }
        final long count = weights * config.vnodesPerWeight();
        if (count > RingSnapshot.MAX_TOKENS) {
            throw new IllegalArgumentException("weights=" + weights + " (sum) times vnodesPerWeight="
                    + config.vnodesPerWeight() + " gives " + count + " tokens, limit " + RingSnapshot.MAX_TOKENS
                    + ": lower the weights or vnodesPerWeight");
        }
        return (int) count;
    }
}
