package io.quorate.testkit.simulation;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One client's transport into a simulated network. Threads: the world's, on which everything runs and nothing may block. */
final class SimulatedTransport implements Transport {

    private final SimulatedWorld world;
    private final SimulatedNetwork network;
    private final FaultPlan faults;
    private final SimulatedEnv env;
    private final String client;
    private final Map<String, SimulatedNode> nodesByAddress;
    private final List<SimulatedConnection> connections = new ArrayList<>();

    SimulatedTransport(
            final SimulatedWorld world,
            final SimulatedNetwork network,
            final FaultPlan faults,
            final SimulatedEnv env,
            final String client,
            final Map<String, SimulatedNode> nodesByAddress) {
        this.world = world;
        this.network = network;
        this.faults = faults;
        this.env = env;
        this.client = client;
        this.nodesByAddress = nodesByAddress;
    }

    @Override
    public ReplicaConnection open(final NodeDescriptor descriptor, final ReplicaListener listener) {
        final SimulatedNode node = nodesByAddress.get(descriptor.address());
        if (node == null) {
            throw new IllegalArgumentException("no simulated node listens at " + descriptor.address());
        }
        final SimulatedConnection connection =
                new SimulatedConnection(world, network, faults, env, client, descriptor, node, listener);
        connections.add(connection);
        node.attach(connection);
        return connection;
    }

    @Override
    public boolean onTransportThread() {
        return true;
    }

    @Override
    public void close() {
        connections.forEach(SimulatedConnection::close);
    }
}
