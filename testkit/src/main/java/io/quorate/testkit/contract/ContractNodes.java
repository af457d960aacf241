package io.quorate.testkit.contract;

import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeConfig;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.time.Env;
import io.quorate.time.SystemEnv;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes behind a {@link ReplicaHarness}, without their network: gated memory engines, and one ring that all agree on.
 *
 * <p>Members change only with a higher epoch, so each start of a new node raises the ring's epoch, on all nodes at once.
 *
 * <p><b>Threads.</b> Thread-safe by a lock; nothing blocks.
 */
public final class ContractNodes implements AutoCloseable {

    private static final class Entry {
        private final StorageNode node;
        private final GatedEngine engine;

        Entry(final NodeConfig config, final Env env) {
            engine = new GatedEngine(new MemoryEngine(env));
            node = new StorageNode(config, engine, env);
        }
    }

    private final Env env = new SystemEnv("contract-nodes");
    private final int maxKeyBytes;
    private final int maxValueBytes;
    private final List<NodeDescriptor> members = new ArrayList<>();
    private final Map<String, Entry> running = new LinkedHashMap<>();
    private long ringEpoch = 1;

    /**
     * Creates a ring without members.
     *
     * @param maxKeyBytes longest key that the nodes take
     * @param maxValueBytes longest value that the nodes take
     */
    public ContractNodes(final int maxKeyBytes, final int maxValueBytes) {
        this.maxKeyBytes = maxKeyBytes;
        this.maxValueBytes = maxValueBytes;
    }

    /**
     * Starts a node with an empty store. One with a new name becomes a member of the ring.
     *
     * @param descriptor name and address
     * @return the node, for the server that puts it on the network
     */
    public synchronized StorageNode start(final NodeDescriptor descriptor) {
        if (running.containsKey(descriptor.name())) {
            throw new IllegalStateException("node " + descriptor.name() + " is running: kill it first");
        }
        if (!members.contains(descriptor)) {
            members.add(descriptor);
            ringEpoch++;
        }
        final Entry started = new Entry(config(descriptor.name()), env);
        running.put(descriptor.name(), started);
        running.forEach((name, entry) -> entry.node.updateRing(config(name).ringState(env.wallMs())));
        return started.node;
    }

    /**
     * Forgets a node, its data and the requests that it holds back. Its server must have been stopped.
     *
     * @param descriptor a running node
     */
    public synchronized void kill(final NodeDescriptor descriptor) {
        entry(descriptor).node.close();
        running.remove(descriptor.name());
    }

    /**
     * The gate of a node.
     *
     * @param descriptor a running node
     * @return its engine
     */
    public synchronized GatedEngine engine(final NodeDescriptor descriptor) {
        return entry(descriptor).engine;
    }

    /**
     * Epoch of the ring.
     *
     * @return the same on all running nodes
     */
    public synchronized long ringEpoch() {
        return ringEpoch;
    }

    /** Forgets all nodes. */
    @Override
    public synchronized void close() {
        running.values().forEach(entry -> entry.node.close());
        running.clear();
        env.close();
    }

    private NodeConfig config(final String name) {
        return NodeConfig.of(name, members).withEpoch(ringEpoch).withLimits(maxKeyBytes, maxValueBytes);
    }

    private Entry entry(final NodeDescriptor descriptor) {
        final Entry entry = running.get(descriptor.name());
        if (entry == null) {
            throw new IllegalStateException("node " + descriptor.name() + " is not running: start it first");
        }
        return entry;
    }
}
