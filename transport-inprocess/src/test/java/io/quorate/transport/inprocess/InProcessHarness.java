package io.quorate.transport.inprocess;

import io.quorate.node.MemoryEngine;
import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.contract.GatedEngine;
import io.quorate.testkit.contract.ReplicaHarness;
import io.quorate.transport.Transport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The nodes of an embedded cluster behind the transport contract. */
final class InProcessHarness implements ReplicaHarness {
    private static final int MAX_KEY_BYTES = 256;
    private static final int MAX_VALUE_BYTES = 64 * 1024;

    private final FaultPlan plan;
    private final Map<String, GatedEngine> engines = new ConcurrentHashMap<>();
    private final EmbeddedCluster cluster;
    private int started;

    InProcessHarness(final FaultPlan plan) {
        this.plan = plan;
        this.cluster = EmbeddedCluster.builder()
                .nodes(1)
                .epoch(2)
                .limits(MAX_KEY_BYTES, MAX_VALUE_BYTES)
                .engines((node, env) -> {
                    final GatedEngine engine = new GatedEngine(new MemoryEngine(env));
                    engines.put(node.name(), engine);
                    return engine;
                })
                .start();
    }

    @Override
    public Transport newTransport() {
        return cluster.transport();
    }

    @Override
    public NodeDescriptor startNode() {
        final EmbeddedNode node = cluster.addNode(NodeDescriptor.of("contract-" + ++started + ":1"));
        node.faults().requests(plan).replies(plan);
        return node.descriptor();
    }

    @Override
    public void kill(final NodeDescriptor node) {
        find(node).crash();
    }

    @Override
    public void restart(final NodeDescriptor node) {
        find(node).restart();
    }

    @Override
    public GatedEngine engine(final NodeDescriptor node) {
        return engines.get(node.name());
    }

    @Override
    public long ringEpoch() {
        return cluster.epoch();
    }

    @Override
    public int maxKeyBytes() {
        return MAX_KEY_BYTES;
    }

    @Override
    public int maxValueBytes() {
        return MAX_VALUE_BYTES;
    }

    @Override
    public void close() {
        cluster.close();
    }

    private EmbeddedNode find(final NodeDescriptor descriptor) {
        return cluster.nodes().stream()
                .filter(node -> node.descriptor().equals(descriptor))
                .findFirst()
                .orElseThrow();
    }
}
