package io.quorate.transport.inprocess;

import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeConfig;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.time.Env;
import io.quorate.time.SystemEnv;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options of an {@link EmbeddedCluster}, all with defaults.
 *
 * <p>Threads: one. Errors: values out of range are refused with an {@link IllegalArgumentException}, by the option or by {@link #start()}.
 */
public final class EmbeddedClusterBuilder {
    /** Nodes, unless told otherwise. */
    public static final int DEFAULT_NODES = 3;

    /** Sends that wait for an answer on one connection, unless told otherwise. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 16_384;

    /** How long a dial of a paused node waits, unless told otherwise. */
    public static final Duration DEFAULT_DIAL_TIMEOUT = Duration.ofSeconds(5);

    private static final int MOST_NODES = 1_000;

    private List<NodeDescriptor> members = named(DEFAULT_NODES);
    private long epoch = 1;
    private RingConfig placement = RingConfig.DEFAULT;
    private boolean linearizablePuts;
    private int maxKeyBytes = NodeConfig.DEFAULT_MAX_KEY_BYTES;
    private int maxValueBytes = NodeConfig.DEFAULT_MAX_VALUE_BYTES;
    private @Nullable EngineFactory engines;
    private int maxInFlight = DEFAULT_MAX_IN_FLIGHT;
    private Duration dialTimeout = DEFAULT_DIAL_TIMEOUT;
    private long seed;
    private @Nullable Env env;

    EmbeddedClusterBuilder() {}

    /**
     * How many nodes; they are called {@code embedded-0:7000}, {@code embedded-1:7000} and so on.
     *
     * @param count 1 to 1000
     * @return this
     */
    public EmbeddedClusterBuilder nodes(final int count) {
        checkRange("nodes", count, 1, MOST_NODES);
        members = named(count);
        return this;
    }

    /**
     * The nodes themselves, with names, addresses, weights and zones of your own. No port is opened, addresses are only names.
     *
     * @param descriptors 1 to 1000
     * @return this
     */
    public EmbeddedClusterBuilder members(final List<NodeDescriptor> descriptors) {
        checkRange("members", descriptors.size(), 1, MOST_NODES);
        members = List.copyOf(descriptors);
        return this;
    }

    /**
     * The ring's epoch at the start.
     *
     * @param newEpoch 1 or higher
     * @return this
     */
    public EmbeddedClusterBuilder epoch(final long newEpoch) {
        checkRange("epoch", newEpoch, 1, Long.MAX_VALUE);
        epoch = newEpoch;
        return this;
    }

    /**
     * What besides the members places keys; clients must have the same.
     *
     * @param newPlacement hash, vnodes and copies
     * @param newLinearizablePuts whether puts of the cluster's clients are LINEARIZABLE
     * @return this
     */
    public EmbeddedClusterBuilder placement(final RingConfig newPlacement, final boolean newLinearizablePuts) {
        placement = newPlacement;
        linearizablePuts = newLinearizablePuts;
        return this;
    }

    /**
     * The longest key and value that nodes take.
     *
     * @param newMaxKeyBytes of keys, as in {@link NodeConfig}
     * @param newMaxValueBytes of values, as in {@link NodeConfig}
     * @return this
     */
    public EmbeddedClusterBuilder limits(final int newMaxKeyBytes, final int newMaxValueBytes) {
        maxKeyBytes = newMaxKeyBytes;
        maxValueBytes = newMaxValueBytes;
        return this;
    }

    /**
     * The most that each node holds in memory; unless told otherwise all nodes together may fill half of the heap.
     *
     * @param maxEntriesCount keys, tombstones included, 1 or more
     * @param maxStoreBytes bytes, as {@link MemoryEngine} counts them, 1 or more
     * @return this
     */
    public EmbeddedClusterBuilder storeLimits(final long maxEntriesCount, final long maxStoreBytes) {
        checkRange("maxEntriesCount", maxEntriesCount, 1, Long.MAX_VALUE);
        checkRange("maxStoreBytes", maxStoreBytes, 1, Long.MAX_VALUE);
        return engines((node, nodeEnv) -> new MemoryEngine(nodeEnv, maxEntriesCount, maxStoreBytes));
    }

    /**
     * Where nodes keep their keys; replaces {@link #storeLimits}.
     *
     * @param factory makes the engines
     * @return this
     */
    public EmbeddedClusterBuilder engines(final EngineFactory factory) {
        engines = factory;
        return this;
    }

    /**
     * The most sends that wait for an answer on one connection; more are answered
     * {@link io.quorate.transport.ReplicaConnection#BACK_PRESSURED}.
     *
     * @param count 1 or more
     * @return this
     */
    public EmbeddedClusterBuilder maxInFlight(final int count) {
        checkRange("maxInFlight", count, 1, Integer.MAX_VALUE);
        maxInFlight = count;
        return this;
    }

    /**
     * How long a dial of a paused or cut off node waits before it fails; dials of a node that is down fail at once.
     *
     * @param timeout over 0, up to an hour
     * @return this
     */
    public EmbeddedClusterBuilder dialTimeout(final Duration timeout) {
        checkRange("dialTimeout in nanoseconds", Delay.checkedNs("dialTimeout", timeout), 1, Long.MAX_VALUE);
        dialTimeout = timeout;
        return this;
    }

    /**
     * Where the luck of all faults comes from.
     *
     * @param newSeed any number, 0 unless told otherwise
     * @return this
     */
    public EmbeddedClusterBuilder seed(final long newSeed) {
        seed = newSeed;
        return this;
    }

    /**
     * Clock, chance and thread of the cluster instead of the real ones.
     *
     * @param newEnv one that nobody else has started; the cluster starts and closes it
     * @return this
     */
    public EmbeddedClusterBuilder env(final Env newEnv) {
        env = newEnv;
        return this;
    }

    /**
     * Starts the cluster.
     *
     * @return the running cluster, to be closed by the caller
     * @throws IllegalArgumentException if options contradict each other
     */
    public EmbeddedCluster start() {
        final long shareBytes = Math.max(1, Runtime.getRuntime().maxMemory() / 2 / members.size());
        final EmbeddedClusterConfig config = new EmbeddedClusterConfig(
                members,
                epoch,
                placement,
                linearizablePuts,
                maxKeyBytes,
                maxValueBytes,
                engines != null ? engines : (node, nodeEnv) -> new MemoryEngine(nodeEnv, Integer.MAX_VALUE, shareBytes),
                maxInFlight,
                dialTimeout.toNanos(),
                seed);
        return new EmbeddedCluster(config, env == null ? new SystemEnv("quorate-embedded") : env).startAll();
    }

    private static List<NodeDescriptor> named(final int count) {
        final List<NodeDescriptor> named = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            named.add(NodeDescriptor.of("embedded-" + i + ":7000"));
        }
        return List.copyOf(named);
    }

    private static void checkRange(final String name, final long value, final long min, final long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + " must be " + min + " to " + max);
        }
    }
}
