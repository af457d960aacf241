package io.quorate.testkit.simulation;

import io.quorate.node.NodeConfig;
import io.quorate.node.NodeReply;
import io.quorate.node.ReplySink;
import io.quorate.node.StorageEngine;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real storage node in a simulated process, which can be down. Threads: the world's. */
final class SimulatedNode {

    /** How a request ended at the node: with a reply, or with a fate. */
    record Answer(
            @Nullable TestReply reply,
            int fate,
            int code,
            @Nullable String detail) {}

    /** Takes answers of a node. */
    interface AnswerSink {
        void onAnswer(Answer answer);
    }

    private static final long SHORTEST_DOWN_NS = 20_000_000;
    private static final long LONGEST_DOWN_NS = 2_000_000_000;

    private final SimulatedWorld world;
    private final FaultPlan faults;
    private final NodeDescriptor descriptor;
    private final StorageNode node;
    private final List<SimulatedConnection> connections = new ArrayList<>();
    private boolean up = true;

    SimulatedNode(
            final SimulatedWorld world,
            final FaultPlan faults,
            final NodeDescriptor descriptor,
            final NodeConfig config,
            final StorageEngine engine,
            final SimulatedEnv env) {
        this.world = world;
        this.faults = faults;
        this.descriptor = descriptor;
        this.node = new StorageNode(config, engine, env);
    }

    String name() {
        return descriptor.name();
    }

    boolean isUp() {
        return up;
    }

    void attach(final SimulatedConnection connection) {
        connections.add(connection);
    }

    /** A request has arrived; nobody answers when the node is down. */
    void serve(final TestRequest request, final boolean overloaded, final AnswerSink sink) {
        if (!up) {
            return;
        }
        if (faults.strikes(FaultClass.RESTART, name())) {
            goDown();
            return;
        }
        if (overloaded) {
            sink.onAnswer(
                    new Answer(null, ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED, "no room, by seed"));
            return;
        }
        world.trace(
                TraceType.SERVE,
                name(),
                request.kind() ^ request.timestamp() ^ request.bytes().hashCode());
        node.handle(request, new NodeReply(), new ReplySink() {
            @Override
            public void onReply(final NodeReply reply) {
                sink.onAnswer(new Answer(TestReply.copyOf(reply), 0, ReplicaListener.CODE_UNKNOWN, null));
            }

            @Override
            public void onFailure(
                    final NodeReply reply, final int fate, final int code, final @Nullable String detail) {
                sink.onAnswer(new Answer(null, fate, code, detail));
            }
        });
    }

    /** What the store holds for a key now, asked behind the back of network and faults; null for nothing. */
    @Nullable
    Version held(final byte[] key) {
        final Version[] held = new Version[1];
        node.handle(TestRequest.readVersion(key), new NodeReply(), new ReplySink() {
            @Override
            public void onReply(final NodeReply reply) {
                if (reply.result() != ReplicaReply.ABSENT) {
                    held[0] = new Version(reply.timestamp(), reply.writerId());
                }
            }

            @Override
            public void onFailure(
                    final NodeReply reply, final int fate, final int code, final @Nullable String detail) {
                throw new IllegalStateException(
                        "node " + name() + " refuses to tell what it holds, code " + code + ": " + detail);
            }
        });
        return held[0];
    }

    /** Brings the node up if it is down. */
    void comeUp() {
        if (!up) {
            up = true;
            world.trace(TraceType.NODE_UP, name(), 0);
        }
    }

    private void goDown() {
        up = false;
        world.trace(TraceType.NODE_DOWN, name(), 0);
        connections.forEach(connection -> connection.breakSoon("the node went down"));
        world.after(faults.between(SHORTEST_DOWN_NS, LONGEST_DOWN_NS), this::comeUp);
    }
}
