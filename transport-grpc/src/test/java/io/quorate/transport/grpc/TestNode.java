package io.quorate.transport.grpc;

import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeConfig;
import io.quorate.node.StorageEngine;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.contract.GatedEngine;
import io.quorate.time.SystemEnv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A node that is the only member of its ring, with its server. */
final class TestNode implements AutoCloseable {
    static final String NAME = "member.example:7000";

    private final GatedEngine engine;
    private final StorageNode node;
    private final GrpcNodeServer server;

    TestNode() {
        this(options -> options);
    }

    TestNode(final UnaryOperator<GrpcNodeServerOptions.Builder> options) {
        this(options, memory -> memory);
    }

    /** With something put before its memory. */
    TestNode(final UnaryOperator<GrpcNodeServerOptions.Builder> options, final UnaryOperator<StorageEngine> storage) {
        final SystemEnv env = new SystemEnv("test-node");
        this.engine = new GatedEngine(storage.apply(new MemoryEngine(env)));
        this.node = new StorageNode(
                NodeConfig.of(NAME, List.of(NodeDescriptor.of(NAME))).withEpoch(4), engine, env);
        try {
            this.server = GrpcNodeServer.start(
                    node, options.apply(GrpcNodeServerOptions.builder()).build());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StorageNode node() {
        return node;
    }

    GatedEngine engine() {
        return engine;
    }

    GrpcNodeServer server() {
        return server;
    }

    String address() {
        return "127.0.0.1:" + server.port();
    }

    /** Ends the server; the node's memory stays. */
    void stop() {
        server.stop(Duration.ZERO);
    }

    @Override
    public void close() {
        stop();
        node.close();
    }
}
