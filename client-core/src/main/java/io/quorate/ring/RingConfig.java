package io.quorate.ring;

import java.util.Objects;

/**
 * What besides the members decides where keys are placed. The same for all clients and nodes of a cluster.
 *
 * <p>Threads: immutable. Units: {@code vnodesPerWeight} tokens per unit of a member's weight, 1 to
 * {@value #MAX_VNODES_PER_WEIGHT}; {@code replicationFactor} copies of a key (N), 1 to {@value #MAX_REPLICATION_FACTOR}.
 * Errors: values out of range are refused with an {@link IllegalArgumentException}.
 *
 * @param hash places tokens and keys
 * @param vnodesPerWeight tokens per unit of weight
 * @param replicationFactor copies of a key, N
 */
public record RingConfig(KeyHash hash, int vnodesPerWeight, int replicationFactor) {
    /** Tokens per unit of weight, unless told otherwise. */
    public static final int DEFAULT_VNODES_PER_WEIGHT = 256;

    /** The most tokens per unit of weight. */
    public static final int MAX_VNODES_PER_WEIGHT = 65_536;

    /** Copies of a key, unless told otherwise. */
    public static final int DEFAULT_REPLICATION_FACTOR = 3;

    /** The most copies of a key. */
    public static final int MAX_REPLICATION_FACTOR = 7;

    /** XXH3-64, 256 vnodes per unit of weight, N = 3. */
    public static final RingConfig DEFAULT =
            new RingConfig(KeyHash.XXH3_64, DEFAULT_VNODES_PER_WEIGHT, DEFAULT_REPLICATION_FACTOR);

    /** Checks the ranges. */
    public RingConfig {
        Objects.requireNonNull(hash, "hash");
        checkRange("vnodesPerWeight", vnodesPerWeight, MAX_VNODES_PER_WEIGHT);
        checkRange("replicationFactor", replicationFactor, MAX_REPLICATION_FACTOR);
    }

    /**
     * The same with another hash.
     *
     * @param newHash places tokens and keys
     * @return the changed copy
     */
    public RingConfig withHash(final KeyHash newHash) {
        return new RingConfig(newHash, vnodesPerWeight, replicationFactor);
    }

    /**
     * The same with another number of vnodes.
     *
     * @param newVnodesPerWeight tokens per unit of weight
     * @return the changed copy
     */
    public RingConfig withVnodesPerWeight(final int newVnodesPerWeight) {
        return new RingConfig(hash, newVnodesPerWeight, replicationFactor);
    }

    /**
     * The same with another number of copies.
     *
     * @param newReplicationFactor copies of a key, N
     * @return the changed copy
     */
    public RingConfig withReplicationFactor(final int newReplicationFactor) {
        return new RingConfig(hash, vnodesPerWeight, newReplicationFactor);
    }

    private static void checkRange(final String name, final int value, final int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + "=" + value + " must be 1 to " + max);
        }
    }
}
