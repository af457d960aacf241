package io.quorate.ring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A ring in a {@link TreeMap} from point to node: the first point at or after the hash, then a walk to the next distinct nodes.
 *
 * <p><b>Allocation.</b> The boxed hash, a view and an iterator; they are part of this way.
 */
final class TreeMapRing {

    private static final long FLIP = Long.MIN_VALUE;

    private final NavigableMap<Long, Integer> points;

    /** A ring from points in signed order to node indices. */
    TreeMapRing(final NavigableMap<Long, Integer> points) {
        this.points = points;
    }

    /** The same tokens as {@link RingSnapshot}; a hash must be {@link #flipped} before it is looked up. */
    static TreeMapRing sameTokens(final RingSnapshot ring) {
        final NavigableMap<Long, Integer> points = new TreeMap<>();
        final int[] owners = BenchmarkRings.owners(ring);
        for (int slot = 0; slot < owners.length; slot++) {
            points.putIfAbsent(flipped(ring.token(slot)), owners[slot]);
        }
        return new TreeMapRing(points);
    }

    /** Hashes the tokens itself, those that {@link RingSnapshot} gives members of weight 1 in this order. */
    static TreeMapRing hashed(final List<NodeDescriptor> members, final RingConfig config) {
        final NavigableMap<Long, Integer> points = new TreeMap<>();
        for (int node = 0; node < members.size(); node++) {
            final byte[] name = members.get(node).name().getBytes(StandardCharsets.US_ASCII);
            final ByteBuffer input =
                    ByteBuffer.allocate(name.length + Integer.BYTES).put(name);
            for (int vnode = 0; vnode < config.vnodesPerWeight(); vnode++) {
                input.putInt(name.length, vnode);
                points.putIfAbsent(flipped(config.hash().hash(input.array(), 0, input.capacity())), node);
            }
        }
        return new TreeMapRing(points);
    }

    static long flipped(final long unsigned) {
        return unsigned ^ FLIP;
    }

    /** Finds the replicas of a point. */
    long replicas(final long point, final ReplicaWalk walk) {
        walk.restart();
        if (!walkOn(points.tailMap(point, true), walk)) {
            walkOn(points, walk);
        }
        return walk.packed();
    }

    private static boolean walkOn(final NavigableMap<Long, Integer> part, final ReplicaWalk walk) {
        for (final Integer node : part.values()) {
            if (walk.meet(node)) {
                return true;
            }
        }
        return false;
    }
}
