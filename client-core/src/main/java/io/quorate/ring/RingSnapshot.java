package io.quorate.ring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * One state of the consistent hash ring: who owns which part of the hash range, and which members replicate each part.
 *
 * <p>Threads: immutable and safely published; any thread, never blocks. Units: hashes and tokens are 64 bits <b>unsigned</b>; a
 * slot is the index of a token in ascending order, a node index the rank of a member by name. Allocation: none in
 * {@link #hash}, {@link #slotOf} and {@link #replica}; a ring keeps {@code 12 + 2n} to {@code 16 + 2n} bytes per token. Errors: misuse
 * is refused with an {@link IllegalArgumentException}; indices out of range with an {@link IndexOutOfBoundsException}.
 *
 * <p>Guarantee: the same set of names and weights with the same {@link RingConfig} gives the same tokens and preference lists
 * everywhere, whatever the order of the members, their addresses, zones and the epoch. A member of weight w has
 * {@code w * vnodesPerWeight} tokens. Token i of a member is the hash of its name's bytes followed by i as four bytes, most
 * significant first. Equal tokens order by member name. A key belongs to the first token that is not below its hash, after
 * the last one comes the first, and its preference list is the members met from there on, each once, until there are
 * {@link #replicaCount()}.
 *
 * <p>Karger et al.: <i>Consistent Hashing and Random Trees</i>, 1997; DeCandia et al.: <i>Dynamo</i>, 2007.
 */
public final class RingSnapshot {
    /** The most members of a ring. */
    public static final int MAX_MEMBERS = 65_535;

    /** The most tokens of a ring, over all members. */
    public static final int MAX_TOKENS = 1 << 22;

    private final RingConfig config;
    private final KeyHash keyHash;
    private final long epoch;
    private final NodeDescriptor[] nodes;
    private final int replicaCount;
    private final RingTokens tokens;
    private final char[] preferences;

    private RingSnapshot(final NodeDescriptor[] nodes, final RingConfig config, final long epoch) {
        this.config = config;
        this.keyHash = config.hash();
        this.epoch = epoch;
        this.nodes = nodes;
        this.replicaCount = Math.min(config.replicationFactor(), nodes.length);
        final MemberTokens made = new MemberTokens(nodes, config);
        this.tokens = new RingTokens(made.tokens());
        this.preferences = PreferenceLists.build(made.ownersIn(tokens), nodes.length, replicaCount);
    }

    /**
     * Builds the ring of the given members.
     *
     * @param members the members in any order, at least one, at most {@link #MAX_MEMBERS}, each name once
     * @param config what else decides placement
     * @param epoch the ring's epoch, 0 or higher
     * @return the ring
     * @throws IllegalArgumentException if there are no members, too many members or tokens, a name twice, or a negative epoch
     */
    public static RingSnapshot build(final List<NodeDescriptor> members, final RingConfig config, final long epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch=" + epoch + " must be 0 or higher");
        }
        return new RingSnapshot(sortedByName(members), config, epoch);
    }

    /**
     * Hashes a key.
     *
     * @param bytes array that holds the key; only read
     * @param offset where the key starts
     * @param length how many bytes it has
     * @return the key's place on the ring, unsigned
     */
    public long hash(final byte[] bytes, final int offset, final int length) {
        return keyHash.hash(bytes, offset, length);
    }

    /**
     * Finds the part of the ring that a hash belongs to.
     *
     * @param hash a key's hash, unsigned
     * @return index of the first token that is not below it; 0 if all are
     */
    public int slotOf(final long hash) {
        return tokens.slotOf(hash);
    }

    /**
     * How many replicas each key has: N, or the number of members if that is lower.
     *
     * @return the length of every preference list, at least 1
     */
    public int replicaCount() {
        return replicaCount;
    }

    /**
     * A replica of the keys of a slot.
     *
     * @param slot from {@link #slotOf(long)}
     * @param i rank in the preference list, 0 to {@link #replicaCount()} - 1; 0 owns the slot
     * @return the replica's node index
     */
    public int replica(final int slot, final int i) {
        Objects.checkIndex(i, replicaCount);
        return preferences[slot * replicaCount + i];
    }

    /**
     * How many members the ring has.
     *
     * @return at least 1
     */
    public int nodeCount() {
        return nodes.length;
    }

    /**
     * A member by its index.
     *
     * @param nodeIndex rank by name, 0 to {@link #nodeCount()} - 1
     * @return the member
     */
    public NodeDescriptor node(final int nodeIndex) {
        return nodes[nodeIndex];
    }

    /**
     * The members, ascending by name.
     *
     * @return an unmodifiable list; the index of a member in it is its node index
     */
    public List<NodeDescriptor> nodes() {
        return List.of(nodes);
    }

    /**
     * Finds a member by name.
     *
     * @param name a member name
     * @return its node index, -1 if the ring has no such member
     */
    public int indexOf(final String name) {
        int low = 0;
        int high = nodes.length - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            final int order = nodes[middle].name().compareTo(name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /**
     * A token by its index.
     *
     * @param slot 0 to {@link #tokenCount()} - 1
     * @return the token, unsigned; not below the one before it
     */
    public long token(final int slot) {
        return tokens.token(slot);
    }

    /**
     * How many tokens the ring has.
     *
     * @return the sum of all weights times the vnodes per weight
     */
    public int tokenCount() {
        return tokens.count();
    }

    /**
     * The ring's epoch.
     *
     * @return 0 or higher
     */
    public long epoch() {
        return epoch;
    }

    /**
     * What besides the members decides placement.
     *
     * @return the configuration this ring was built with
     */
    public RingConfig config() {
        return config;
    }

    /**
     * Tells whether another ring has the same members as far as placement goes: the same names with the same weights.
     *
     * @param other another ring
     * @return true if so
     */
    public boolean sameMembers(final RingSnapshot other) {
        if (nodes.length != other.nodes.length) {
            return false;
        }
        for (int i = 0; i < nodes.length; i++) {
            if (!nodes[i].name().equals(other.nodes[i].name()) || nodes[i].weight() != other.nodes[i].weight()) {
                return false;
            }
        }
        return true;
    }

    /**
     * How the hash range is shared: for each member the part of it for which that member is the first replica. Walks the whole
     * ring; for tools and tests.
     *
     * @return by node index, 0.0 to 1.0 each; they add up to 1
     */
    public double[] ownershipShares() {
        final double[] shares = new double[nodes.length];
        for (int slot = 0; slot < tokens.count(); slot++) {
            shares[replica(slot, 0)] += tokens.share(slot);
        }
        return shares;
    }

    /** Shows epoch, configuration and the number of members, not the tokens. */
    @Override
    public String toString() {
        return "RingSnapshot[epoch=" + epoch + ", nodes=" + nodes.length + ", tokens=" + tokens.count() + ", " + config
                + "]";
    }

    private static NodeDescriptor[] sortedByName(final List<NodeDescriptor> members) {
        final NodeDescriptor[] sorted = members.toArray(new NodeDescriptor[0]);
        if (sorted.length == 0 || sorted.length > MAX_MEMBERS) {
            throw new IllegalArgumentException(
                    "a ring of " + sorted.length + " members cannot be built: give 1 to " + MAX_MEMBERS);
        }
        // Names are ASCII, so that the order of chars is the order of bytes.
        Arrays.sort(sorted, Comparator.comparing(NodeDescriptor::name));
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i].name().equals(sorted[i - 1].name())) {
                throw new IllegalArgumentException("member " + sorted[i].name()
                        + " is listed twice: list each once, and give it a higher weight if it shall own more keys");
            }
        }
        return sorted;
    }
}
