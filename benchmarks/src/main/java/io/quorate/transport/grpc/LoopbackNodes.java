package io.quorate.transport.grpc;

import io.quorate.bench.Logs;
import io.quorate.bench.tcp.BareTcpServer;
import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeConfig;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingState;
import io.quorate.time.Env;
import io.quorate.time.SystemEnv;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Storage nodes on loopback gRPC and, the same nodes again, on {@linkplain BareTcpServer plain TCP}, all with memory engines, in this process. Every node holds
 * every key. Ports are free ones; names are always the same, so that keys
 * are placed alike in every run.
 *
 * <p>As a program it serves until its standard input ends, which it does at the latest with the process that started it.
 */
final class LoopbackNodes implements AutoCloseable {

    /** What the program prints before the addresses, once it serves: those of gRPC, a space, those of plain TCP. */
    static final String READY = "serving ";

    private static final int NAME_PORT = 7_000;

    /**
     * A thread for each node: a client has one connection to each, which belongs to one thread anyway, and plain TCP has one thread for
     * all. The same for every side that is compared.
     */
    private static final GrpcNodeServerOptions OPTIONS = GrpcNodeServerOptions.builder()
            .listen("127.0.0.1:0")
            .eventLoopThreads(1)
            .build();

    private final Env env = new SystemEnv("benchmark-nodes");
    private final List<StorageNode> nodes = new ArrayList<>();
    private final List<GrpcNodeServer> servers = new ArrayList<>();
    private @Nullable BareTcpServer tcp;

    private LoopbackNodes() {}

    /**
     * Serves until standard input ends.
     *
     * @param args how many nodes
     */
    public static void main(final String[] args) throws IOException {
        Logs.onlyWarnings();
        try (LoopbackNodes nodes = start(Integer.parseInt(args[0]))) {
            System.out.println(
                    READY + String.join(",", nodes.addresses()) + " " + String.join(",", nodes.tcpAddresses()));
            while (System.in.read() >= 0) {
                // Whatever is said, only the end counts.
            }
        }
    }

    static LoopbackNodes start(final int count) throws IOException {
        final LoopbackNodes started = new LoopbackNodes();
        try {
            started.startAll(count);
            return started;
        } catch (final IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    List<String> addresses() {
        return servers.stream().map(server -> "127.0.0.1:" + server.port()).toList();
    }

    List<String> tcpAddresses() {
        return Objects.requireNonNull(tcp, "not started").addresses();
    }

    @Override
    public void close() {
        if (tcp != null) {
            tcp.close();
        }
        servers.forEach(GrpcNodeServer::close);
        nodes.forEach(StorageNode::close);
    }

    /** A ring names addresses, which are known only once all nodes listen: so they learn it in a second epoch. */
    private void startAll(final int count) throws IOException {
        final RingConfig placement =
                new RingConfig(RingConfig.DEFAULT.hash(), RingConfig.DEFAULT_VNODES_PER_WEIGHT, count);
        final List<NodeDescriptor> unnamed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            unnamed.add(NodeDescriptor.of("bench-" + i + ":" + NAME_PORT));
        }
        for (final NodeDescriptor self : unnamed) {
            final NodeConfig config = NodeConfig.of(self.name(), unnamed).withPlacement(placement, false);
            final StorageNode node = new StorageNode(config, new MemoryEngine(env), env);
            nodes.add(node);
            servers.add(GrpcNodeServer.start(node, OPTIONS));
        }
        tcp = BareTcpServer.start(nodes);
        final List<NodeDescriptor> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(unnamed.get(i).withAddress(addresses().get(i)));
        }
        for (int i = 0; i < count; i++) {
            final RingState ring = NodeConfig.of(members.get(i).name(), members)
                    .withPlacement(placement, false)
                    .withEpoch(2)
                    .ringState(Math.max(0, env.wallMs()));
            nodes.get(i).updateRing(ring);
        }
    }
}
