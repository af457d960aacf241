package io.quorate.testkit.simulation;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.Transport;
import java.util.ArrayList;
import java.util.List;

/** One client's transport into a simulated network. Threads: the world's, on which everything runs and nothing may block. */
final class SimulatedTransport implements Transport {

    private final SimulatedWorld world;
    private final SimulatedNetwork network;
    private final FaultPlan faults;
    private final SimulatedEnv env;
    private final SimulatedProcess client;
    private final int clientNumber;
    private final PlantedBug bug;
    private final List<SimulatedNode> nodes;
    private final List<SimulatedConnection> connections = new ArrayList<>();

    SimulatedTransport(
            final SimulatedWorld world,
            final SimulatedNetwork network,
            final FaultPlan faults,
            final SimulatedEnv env,
            final SimulatedProcess client,
            final int clientNumber,
            final PlantedBug bug,
            final List<SimulatedNode> nodes) {
        this.world = world;
        this.network = network;
        this.faults = faults;
        this.env = env;
        this.client = client;
        this.clientNumber = clientNumber;
        this.bug = bug;
        this.nodes = nodes;
    }

    @Override
    public ReplicaConnection open(final NodeDescriptor descriptor, final ReplicaListener listener) {
        final SimulatedNode node = nodeAt(descriptor.address());
        final SimulatedConnection connection = new SimulatedConnection(
                world,
                network,
                faults,
                env,
                client,
                network.route(clientNumber, node.number()),
                descriptor,
                node,
                storeBehind(node),
                bug,
                listener);
        connections.add(connection);
        node.attach(connection);
        return connection;
    }

    private SimulatedNode nodeAt(final String address) {
        for (final SimulatedNode node : nodes) {
            if (node.descriptor().address().equals(address)) {
                return node;
            }
        }
        throw new IllegalArgumentException("no simulated node listens at " + address);
    }

    /** Whose store is behind a node; with {@link PlantedBug#VOTE_COUNTED_TWICE} one store is behind two, another pair for each client. */
    private SimulatedNode storeBehind(final SimulatedNode node) {
        final boolean diverted = bug == PlantedBug.VOTE_COUNTED_TWICE && node.number() == clientNumber % nodes.size();
        return diverted ? nodes.get((node.number() + 1) % nodes.size()) : node;
    }

    /** Sends of operations that have not ended. */
    int openCalls() {
        return connections.stream().mapToInt(SimulatedConnection::openCalls).sum();
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
