package io.quorate.testkit.contract;

import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.Transport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Nodes that {@link LoopTransport} reaches by a table. */
final class LoopHarness implements ReplicaHarness {

    private static final int MAX_KEY_BYTES = 256;
    private static final int MAX_VALUE_BYTES = 1 << 16;

    private final Defect defect;
    private final ContractNodes nodes = new ContractNodes(MAX_KEY_BYTES, MAX_VALUE_BYTES);
    private final Map<String, StorageNode> listening = new ConcurrentHashMap<>();
    private final List<LoopTransport> transports = new CopyOnWriteArrayList<>();
    private int started;

    LoopHarness(final Defect defect) {
        this.defect = defect;
    }

    @Override
    public Transport newTransport() {
        final LoopTransport transport = new LoopTransport(listening::get, defect);
        transports.add(transport);
        return transport;
    }

    @Override
    public NodeDescriptor startNode() {
        final NodeDescriptor node = NodeDescriptor.of("loop:" + ++started);
        restart(node);
        return node;
    }

    @Override
    public void kill(final NodeDescriptor node) {
        final StorageNode dead = listening.remove(node.address());
        // In this order, so that a request that is still on its way breaks off, instead of hearing of a shut-down as
        // from a node that ends.
        transports.forEach(transport -> transport.onNodeDeath(dead));
        nodes.kill(node);
    }

    @Override
    public void restart(final NodeDescriptor node) {
        listening.put(node.address(), nodes.start(node));
    }

    @Override
    public GatedEngine engine(final NodeDescriptor node) {
        return nodes.engine(node);
    }

    @Override
    public long ringEpoch() {
        return nodes.ringEpoch();
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
    public long patienceNs() {
        // A broken transport is waited for in vain.
        return TimeUnit.SECONDS.toNanos(defect == Defect.NONE ? 20 : 1);
    }

    @Override
    public void close() {
        nodes.close();
    }
}
