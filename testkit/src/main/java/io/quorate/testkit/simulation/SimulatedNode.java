package io.quorate.testkit.simulation;

import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeConfig;
import io.quorate.node.NodeReply;
import io.quorate.node.ReplySink;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real storage node in a simulated process, which can crash and come back over what its disk has kept. Threads: the world's.
 */
final class SimulatedNode {

    /** How a request ended at the node: with a reply, or with a fate. */
    record Answer(
            @Nullable TestReply reply,
            int fate,
            int code,
            @Nullable String detail) {

        /** The same answer by another node, as if it were its own. */
        Answer by(final SimulatedNode server, final SimulatedNode other) {
            return server == other || reply == null ? this : new Answer(other.asItsOwn(reply), fate, code, detail);
        }
    }

    /** Takes answers of a node. */
    interface AnswerSink {
        void onAnswer(Answer answer);
    }

    /** Who answers at an address instead of the member that should: a process of its own, or another member. */
    interface Stranger {
        void serve(TestRequest request, boolean overloaded, AnswerSink sink);
    }

    private static final double SHORTEST_DOWN_NS = 5e6;
    private static final double LONGEST_DOWN_NS = 2e9;
    private static final long SLOWEST_MEAN_SERVICE_NS = 30_000_000;

    private final SimulatedWorld world;
    private final FaultPlan faults;
    private final NodeDescriptor descriptor;
    private final int number;
    private final SimulatedProcess process;
    private final SimulatedClock clock;
    private final SimulatedEnv env;
    private final SimulatedStorage storage;
    private final List<SimulatedConnection> connections = new ArrayList<>();
    private NodeConfig config;
    private StorageNode node;
    /** Another process that answers at this address at the moment, and its name. */
    private @Nullable Stranger stranger;

    private boolean up = true;
    private boolean slow;
    private int life;
    private int unanswered;
    private long servedData;

    SimulatedNode(
            final SimulatedWorld world,
            final FaultPlan faults,
            final NodeDescriptor descriptor,
            final int number,
            final NodeConfig config,
            final StoreRule rule,
            final boolean answersEarly) {
        this.world = world;
        this.faults = faults;
        this.descriptor = descriptor;
        this.number = number;
        this.config = config;
        this.process = new SimulatedProcess(world, descriptor.name());
        this.clock = new SimulatedClock(world, descriptor.name(), 0);
        this.env =
                new SimulatedEnv(world, descriptor.name(), process, clock, world.random(descriptor.name() + "/random"));
        this.storage = new SimulatedStorage(world, faults, process, env, rule, answersEarly);
        this.node = new StorageNode(config, storage.open(), env);
    }

    String name() {
        return descriptor.name();
    }

    NodeDescriptor descriptor() {
        return descriptor;
    }

    int number() {
        return number;
    }

    SimulatedProcess process() {
        return process;
    }

    SimulatedClock clock() {
        return clock;
    }

    boolean isUp() {
        return up;
    }

    /** Whether somebody accepts connections at its address. */
    boolean isListening() {
        return up || stranger != null;
    }

    /** Lets somebody else answer at its address from now on, or the member itself again. Every connection breaks. */
    void replaceBy(final @Nullable Stranger newStranger) {
        stranger = newStranger;
        world.trace(TraceType.STRANGER, name(), newStranger == null ? 0 : 1);
        connections.forEach(connection -> connection.breakSoon("the process at the other end has changed"));
    }

    /** A process with an empty store that believes to be this member; of this cluster, or of another one. */
    Stranger newcomer(final boolean ofThisCluster, final long chance) {
        final NodeConfig itsConfig =
                ofThisCluster ? config : config.withPlacement(config.placement(), !config.linearizablePuts());
        final SimulatedEnv itsEnv =
                new SimulatedEnv(world, name() + "/stranger", process, clock, new SeededRandom(chance));
        final StorageNode other = new StorageNode(itsConfig, new MemoryEngine(itsEnv), itsEnv);
        return (request, overloaded, sink) -> ask(other, request, sink);
    }

    /** This member, where it answers at another one's address. */
    Stranger asStranger() {
        return this::serveHere;
    }

    /** Tells it of a ring with a higher epoch, and otherwise as before. */
    void raiseEpoch(final long epoch) {
        config = config.withEpoch(epoch);
        world.trace(TraceType.EPOCH, name(), epoch);
        if (up) {
            node.updateRing(config.ringState(Math.max(0, env.wallMs())));
        }
    }

    long epoch() {
        return config.epoch();
    }

    /** Whether every client that is connected here knows this very store as the member's, in the ring of this epoch. */
    boolean isKnownToAll(final int clientCount) {
        final boolean[] knows = new boolean[clientCount];
        for (final SimulatedConnection connection : connections) {
            knows[connection.clientNumber()] |= connection.knowsStoreSince() == epoch();
        }
        for (final boolean known : knows) {
            if (!known) {
                return false;
            }
        }
        return true;
    }

    void attach(final SimulatedConnection connection) {
        connections.add(connection);
    }

    /** Makes it take its time for every request from now on, or no more. */
    void slow(final boolean newSlow) {
        slow = newSlow;
    }

    /** A request has arrived at its address. */
    void serve(final TestRequest request, final boolean overloaded, final AnswerSink sink) {
        if (stranger != null) {
            stranger.serve(request, overloaded, sink);
        } else {
            serveHere(request, overloaded, sink);
        }
    }

    /** Nobody answers when the node is down. */
    private void serveHere(final TestRequest request, final boolean overloaded, final AnswerSink sink) {
        if (!up) {
            return;
        }
        final boolean killed = faults.strikes(FaultClass.RESTART, name());
        final boolean powerLost = faults.strikes(FaultClass.POWER_LOSS, name());
        // A crash finds a request that has not been looked at, or one that has been served and is not synced.
        final SeededRandom crashes = faults.random(powerLost ? FaultClass.POWER_LOSS : FaultClass.RESTART);
        final boolean untouched = (killed || powerLost) && crashes.below(2) == 0;
        if (!untouched) {
            serveInTime(request, overloaded, sink);
        }
        if (killed || powerLost) {
            crash(powerLost, (long) crashes.logUniform(SHORTEST_DOWN_NS, LONGEST_DOWN_NS));
        }
    }

    private void serveInTime(final TestRequest request, final boolean overloaded, final AnswerSink sink) {
        final int servedIn = life;
        if (slow) {
            final long takesNs = faults.random(FaultClass.SLOW_NODE).exponential(SLOWEST_MEAN_SERVICE_NS);
            unanswered++;
            process.after(takesNs, () -> {
                if (servedIn == life) {
                    unanswered--;
                    handle(request, overloaded, sink);
                }
            });
        } else {
            handle(request, overloaded, sink);
        }
    }

    private void handle(final TestRequest request, final boolean overloaded, final AnswerSink sink) {
        if (overloaded) {
            sink.onAnswer(
                    new Answer(null, ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED, "no room, by seed"));
            return;
        }
        world.trace(
                TraceType.SERVE,
                name(),
                request.kind() ^ request.timestamp() ^ request.bytes().hashCode());
        servedData += request.kind() == ReplicaRequest.RING_STATE ? 0 : 1;
        unanswered++;
        final int servedIn = life;
        node.handle(request, new NodeReply(), new ReplySink() {
            @Override
            public void onReply(final NodeReply reply) {
                final TestReply copy = TestReply.copyOf(reply);
                world.note(() -> name() + " serves " + EventText.of(request) + ": " + EventText.of(copy));
                answer(new Answer(copy, 0, ReplicaListener.CODE_UNKNOWN, null));
            }

            @Override
            public void onFailure(
                    final NodeReply reply, final int fate, final int code, final @Nullable String detail) {
                answer(new Answer(null, fate, code, detail));
            }

            private void answer(final Answer answer) {
                if (servedIn != life) {
                    world.fail(new IllegalStateException(name() + " answers a request from before it crashed"));
                }
                unanswered--;
                sink.onAnswer(answer);
            }
        });
    }

    /** Another store's reply, as if it came from this node's. */
    private TestReply asItsOwn(final TestReply reply) {
        return reply.withIncarnation(node.incarnationHigh(), node.incarnationLow());
    }

    private static void ask(final StorageNode other, final TestRequest request, final AnswerSink sink) {
        other.handle(request, new NodeReply(), new ReplySink() {
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

    /** Whether a reply comes from this node's own store. */
    boolean isFrom(final ReplicaReply reply) {
        return reply.incarnationHigh() == node.incarnationHigh() && reply.incarnationLow() == node.incarnationLow();
    }

    /** What the store holds for a key now, asked behind the back of network and faults; null for nothing. */
    @Nullable
    Version held(final byte[] key) {
        final Version[] held = new Version[1];
        final boolean[] answered = new boolean[1];
        node.handle(TestRequest.readVersion(key), new NodeReply(), new ReplySink() {
            @Override
            public void onReply(final NodeReply reply) {
                answered[0] = true;
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
        if (!answered[0]) {
            throw new IllegalStateException("node " + name() + " has not synced what it holds, although all is calm");
        }
        return held[0];
    }

    /** How many requests on keys it has taken so far. */
    long servedDataCount() {
        return servedData;
    }

    /** What should be gone when nothing is under way any more; empty when it is. */
    String leftovers() {
        final int unsynced = storage.unsyncedBytes();
        return unanswered + unsynced == 0 && up && !process.isPaused()
                ? ""
                : name() + " has " + unanswered + " unanswered requests and " + unsynced + " unsynced bytes, it is "
                        + (up ? "up" : "down") + (process.isPaused() ? " and paused" : "");
    }

    /** Brings the node up if it is down. */
    void comeUp() {
        if (!up) {
            up = true;
            node = new StorageNode(config, storage.open(), env);
            world.trace(TraceType.NODE_UP, name(), node.entryCount());
        }
    }

    private void crash(final boolean powerLost, final long downNs) {
        up = false;
        life++;
        unanswered = 0;
        storage.crash(powerLost);
        world.trace(TraceType.NODE_DOWN, name(), powerLost ? 1 : 0);
        connections.forEach(connection -> connection.breakSoon("the node went down"));
        world.after(downNs, this::comeUp);
    }
}
