package io.quorate.node;

import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingFingerprint;
import io.quorate.ring.RingMember;
import io.quorate.ring.RingState;
import java.util.List;
import java.util.Objects;

/**
 * What one {@link StorageNode} is told when it starts: its name, the cluster's ring, its own limits.
 *
 * <p>Threads: immutable. Units: {@code epoch} 1 or higher, set by whoever operates the cluster; {@code maxAheadMs} in
 * milliseconds of wall time. Errors: values out of range, and a node that is not among its members, are refused with an
 * {@link IllegalArgumentException}.
 *
 * @param selfName member name of this node, byte for byte as in {@code members}
 * @param members all members of the ring, this node included
 * @param epoch the ring's epoch
 * @param placement what besides the members decides where keys are placed
 * @param linearizablePuts whether puts of the cluster's clients are LINEARIZABLE
 * @param maxKeyBytes the longest key that the node takes
 * @param maxValueBytes the longest value that the node takes
 * @param maxAheadMs how far ahead of the node's wall clock the timestamp of a store may be, {@link #ANY_AHEAD} for no limit: one
 *     writer with a clock in the far future otherwise wins over all others until that day
 */
public record NodeConfig(
        String selfName,
        List<NodeDescriptor> members,
        long epoch,
        RingConfig placement,
        boolean linearizablePuts,
        int maxKeyBytes,
        int maxValueBytes,
        long maxAheadMs) {

    /** Longest key, unless told otherwise: what existing servers of the contract take. */
    public static final int DEFAULT_MAX_KEY_BYTES = 256;

    /** Longest value, unless told otherwise: what existing servers of the contract take. */
    public static final int DEFAULT_MAX_VALUE_BYTES = 1 << 20;

    /** The highest limit of keys. */
    public static final int LARGEST_KEY_BYTES = 1 << 16;

    /** The highest limit of values. */
    public static final int LARGEST_VALUE_BYTES = 1 << 30;

    /** No limit on timestamps: clients of existing servers may stamp in another unit. */
    public static final long ANY_AHEAD = Long.MAX_VALUE;

    /** Checks the ranges and copies the list. */
    public NodeConfig {
        Objects.requireNonNull(selfName, "selfName");
        Objects.requireNonNull(placement, "placement");
        members = List.copyOf(members);
        checkRange("epoch", epoch, 1, Long.MAX_VALUE);
        checkRange("maxKeyBytes", maxKeyBytes, 1, LARGEST_KEY_BYTES);
        checkRange("maxValueBytes", maxValueBytes, 0, LARGEST_VALUE_BYTES);
        checkRange("maxAheadMs", maxAheadMs, 0, ANY_AHEAD);
        boolean listed = false;
        for (final NodeDescriptor member : members) {
            listed |= member.name().equals(selfName);
        }
        if (!listed) {
            throw new IllegalArgumentException("selfName=" + selfName + " is not among the members "
                    + members.stream().map(NodeDescriptor::name).toList()
                    + ": list it, or advertise the node under the name that is listed");
        }
    }

    /**
     * Epoch 1, the default placement, the default limits.
     *
     * @param selfName member name of this node
     * @param members all members of the ring, this node included
     * @return the configuration
     */
    public static NodeConfig of(final String selfName, final List<NodeDescriptor> members) {
        return new NodeConfig(
                selfName,
                members,
                1,
                RingConfig.DEFAULT,
                false,
                DEFAULT_MAX_KEY_BYTES,
                DEFAULT_MAX_VALUE_BYTES,
                ANY_AHEAD);
    }

    /**
     * The same in another epoch.
     *
     * @param newEpoch the ring's epoch
     * @return the changed copy
     */
    public NodeConfig withEpoch(final long newEpoch) {
        return new NodeConfig(
                selfName, members, newEpoch, placement, linearizablePuts, maxKeyBytes, maxValueBytes, maxAheadMs);
    }

    /**
     * The same with another placement.
     *
     * @param newPlacement what besides the members decides where keys are placed
     * @param newLinearizablePuts whether puts of the cluster's clients are LINEARIZABLE
     * @return the changed copy
     */
    public NodeConfig withPlacement(final RingConfig newPlacement, final boolean newLinearizablePuts) {
        return new NodeConfig(
                selfName, members, epoch, newPlacement, newLinearizablePuts, maxKeyBytes, maxValueBytes, maxAheadMs);
    }

    /**
     * The same with other limits on keys and values.
     *
     * @param newMaxKeyBytes the longest key that the node takes
     * @param newMaxValueBytes the longest value that the node takes
     * @return the changed copy
     */
    public NodeConfig withLimits(final int newMaxKeyBytes, final int newMaxValueBytes) {
        return new NodeConfig(
                selfName, members, epoch, placement, linearizablePuts, newMaxKeyBytes, newMaxValueBytes, maxAheadMs);
    }

    /**
     * The same with another limit on timestamps.
     *
     * @param newMaxAheadMs how far ahead of the node's wall clock a timestamp may be, {@link #ANY_AHEAD} for no limit
     * @return the changed copy
     */
    public NodeConfig withMaxAheadMs(final long newMaxAheadMs) {
        return new NodeConfig(
                selfName, members, epoch, placement, linearizablePuts, maxKeyBytes, maxValueBytes, newMaxAheadMs);
    }

    /**
     * What the node answers when it is asked for its ring: every member active.
     *
     * @param updatedAtMs since when the ring is as it is, milliseconds since 1970
     * @return the state
     * @throws IllegalArgumentException if a member is listed twice
     */
    public RingState ringState(final long updatedAtMs) {
        final String fingerprint =
                RingFingerprint.of(placement, members, linearizablePuts).text();
        final List<RingMember> all =
                members.stream().map(node -> new RingMember(node, true)).toList();
        return new RingState(false, epoch, selfName, all, fingerprint, updatedAtMs);
    }

    private static void checkRange(final String name, final long value, final long min, final long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + " must be " + min + " to " + max);
        }
    }
}
