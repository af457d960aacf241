package io.quorate.transport.grpc;

import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.contract.ContractNodes;
import io.quorate.testkit.contract.GatedEngine;
import io.quorate.testkit.contract.ReplicaHarness;
import io.quorate.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Real servers on loopback, for the transport contract. */
final class GrpcHarness implements ReplicaHarness {
    private static final int MAX_KEY_BYTES = 256;
    private static final int MAX_VALUE_BYTES = 1 << 20;

    private final GrpcWire wire;
    private final ContractNodes nodes = new ContractNodes(MAX_KEY_BYTES, MAX_VALUE_BYTES);
    private final Map<String, GrpcNodeServer> servers = new ConcurrentHashMap<>();

    GrpcHarness(final GrpcWire wire) {
        this.wire = wire;
    }

    @Override
    public Transport newTransport() {
        return GrpcTransport.create(GrpcTransportOptions.builder().wire(wire).build());
    }

    @Override
    public NodeDescriptor startNode() {
        final NodeDescriptor node = NodeDescriptor.of("127.0.0.1:" + freePort());
        restart(node);
        return node;
    }

    @Override
    public void kill(final NodeDescriptor node) {
        servers.remove(node.name()).stop(Duration.ZERO);
        nodes.kill(node);
    }

    @Override
    public void restart(final NodeDescriptor node) {
        try {
            servers.put(
                    node.name(),
                    GrpcNodeServer.start(
                            nodes.start(node),
                            GrpcNodeServerOptions.builder()
                                    .listen(node.address())
                                    .build()));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
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
    public void close() {
        servers.values().forEach(server -> server.stop(Duration.ZERO));
        nodes.close();
    }

    /** A member needs its name, and so its port, before its server runs. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
