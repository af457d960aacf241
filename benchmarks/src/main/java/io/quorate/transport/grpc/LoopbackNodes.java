package io.quorate.transport.grpc;

import io.quorate.bench.Logs;
import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeConfig;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingState;
import io.quorate.time.Env;
import io.quorate.time.SystemEnv;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Storage nodes on loopback gRPC, all with memory engines, in this process. Ports are free ones; names are always the same, so that keys
 * are placed alike in every run.
 *
 * <p>As a program it serves until its standard input ends, which it does at the latest with the process that started it.
 */
final class LoopbackNodes implements AutoCloseable {

    /** What the program prints before the addresses, once it serves. */
    static final String READY = "serving ";

    private static final int NAME_PORT = 7_000;
    private static final String ANY_PORT = "127.0.0.1:0";

    private final Env env = new SystemEnv("benchmark-nodes");
    private final List<StorageNode> nodes = new ArrayList<>();
    private final List<GrpcNodeServer> servers = new ArrayList<>();

    private LoopbackNodes() {}

    /**
     * Serves until standard input ends.
     *
     * @param args how many nodes
     */
    public static void main(final String[] args) throws IOException {
        Logs.onlyWarnings();
        try (LoopbackNodes nodes = start(Integer.parseInt(args[0]))) {
            System.out.println(READY + String.join(",", nodes.addresses()));
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

    @Override
    public void close() {
        servers.forEach(GrpcNodeServer::close);
        nodes.forEach(StorageNode::close);
    }

    /** A ring names addresses, which are known only once all nodes listen: so they learn it in a second epoch. */
    private void startAll(final int count) throws IOException {
        final List<NodeDescriptor> unnamed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            unnamed.add(NodeDescriptor.of("bench-" + i + ":" + NAME_PORT));
        }
        for (final NodeDescriptor self : unnamed) {
            final StorageNode node = new StorageNode(NodeConfig.of(self.name(), unnamed), new MemoryEngine(env), env);
            nodes.add(node);
            servers.add(GrpcNodeServer.start(
                    node, GrpcNodeServerOptions.builder().listen(ANY_PORT).build()));
        }
        final List<NodeDescriptor> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(unnamed.get(i).withAddress(addresses().get(i)));
        }
        for (int i = 0; i < count; i++) {
            final RingState ring =
                    NodeConfig.of(members.get(i).name(), members).withEpoch(2).ringState(Math.max(0, env.wallMs()));
            nodes.get(i).updateRing(ring);
        }
    }
}
