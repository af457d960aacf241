package io.quorate.load.cli;

import io.quorate.load.cluster.FreePorts;
import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeConfig;
import io.quorate.node.StorageEngine;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.time.SystemEnv;
import io.quorate.transport.grpc.GrpcNodeServer;
import io.quorate.transport.grpc.GrpcNodeServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Nodes inside the test's own JVM, on loopback ports. */
final class TestNodes implements AutoCloseable {

    private final List<String> addresses = new ArrayList<>();
    private final List<GrpcNodeServer> servers = new ArrayList<>();
    private final List<StorageNode> nodes = new ArrayList<>();

    static TestNodes start(final int count) throws IOException {
        return start(Collections.nCopies(count, RingConfig.DEFAULT));
    }

    /** A node for each placement. */
    static TestNodes start(final List<RingConfig> placements) throws IOException {
        return start(placements, engine -> engine);
    }

    /** Nodes whose storage is not what it should be. */
    static TestNodes faulty(final int count, final UnaryOperator<StorageEngine> fault) throws IOException {
        return start(Collections.nCopies(count, RingConfig.DEFAULT), fault);
    }

    private static TestNodes start(final List<RingConfig> placements, final UnaryOperator<StorageEngine> fault)
            throws IOException {
        final TestNodes started = new TestNodes();
        FreePorts.find("127.0.0.1", placements.size()).forEach(port -> started.addresses.add("127.0.0.1:" + port));
        final List<NodeDescriptor> members =
                started.addresses.stream().map(NodeDescriptor::of).toList();
        for (int i = 0; i < placements.size(); i++) {
            final String address = started.addresses.get(i);
            final SystemEnv env = new SystemEnv("test-node");
            final NodeConfig config = NodeConfig.of(address, members).withPlacement(placements.get(i), false);
            final StorageNode node = new StorageNode(config, fault.apply(new MemoryEngine(env)), env);
            started.nodes.add(node);
            started.servers.add(GrpcNodeServer.start(
                    node, GrpcNodeServerOptions.builder().listen(address).build()));
        }
        return started;
    }

    String target() {
        return String.join(",", addresses);
    }

    String address(final int number) {
        return addresses.get(number);
    }

    void stop(final int number) {
        servers.get(number).stop(Duration.ZERO);
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(Duration.ZERO));
        nodes.forEach(StorageNode::close);
    }
}
