package io.quorate.engine;

import io.quorate.metrics.Counter;
import io.quorate.metrics.LatencySnapshot;
import io.quorate.metrics.NodeLatency;
import io.quorate.quorum.Backoff;
import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import org.jspecify.annotations.Nullable;

/**
 * One node as the engine knows it: its connection, its health, and when to dial or probe it next.
 *
 * <p><b>Threads.</b> The listener's methods come on any thread; {@link #tick} on the timer thread only.
 */
final class Node implements ReplicaListener {

    private final QuorumEngine engine;
    private final NodeHealth health;
    private final ReplicaConnection connection;
    private volatile NodeDescriptor descriptor;
    private volatile NodeLatency latency;
    private volatile boolean connected;
    private volatile boolean closed;
    /** What was seen when it was last connected; 0 with {@link #everConnected} false means unknown. */
    private volatile long lastCapabilities;

    private volatile boolean everConnected;
    private volatile boolean dialFailed;
    private volatile @Nullable String lastProblem = "not connected yet";
    private volatile long probeAtNs;
    private volatile boolean probeWanted;
    private int probes;

    Node(final QuorumEngine engine, final NodeDescriptor descriptor) {
        this.engine = engine;
        this.descriptor = descriptor;
        this.health = new NodeHealth(engine.config().limits().failuresUntilSick());
        this.latency = engine.metrics().node(descriptor.name());
        this.connection = engine.transport().open(descriptor, this);
    }

    NodeDescriptor descriptor() {
        return descriptor;
    }

    String name() {
        return descriptor.name();
    }

    /** Takes the name and weight that the ring state gives to the node behind this connection; it stays dialled where it was. */
    void identify(final NodeDescriptor member) {
        if (!member.name().equals(descriptor.name())) {
            engine.metrics().removeNode(descriptor.name());
            latency = engine.metrics().node(member.name());
        }
        descriptor = new NodeDescriptor(member.name(), descriptor.address(), member.weight(), member.zone());
    }

    ReplicaConnection connection() {
        return connection;
    }

    boolean isConnected() {
        return connected;
    }

    /** Whether it is known how the first dial ended. */
    boolean isSettled() {
        return connected || dialFailed;
    }

    boolean isSick() {
        return health.isSick();
    }

    @Nullable
    String lastProblem() {
        return lastProblem;
    }

    /**
     * What the node can do. One that was never connected is what the ring says it is: a member that Quorate nodes named is one of them;
     * any other is taken for a server that stamps puts itself, because less can be done to it.
     */
    long capabilities(final boolean namedByQuorateNodes) {
        if (everConnected) {
            return lastCapabilities;
        }
        return namedByQuorateNodes ? Capabilities.QUORATE_NODE : Capabilities.OWN_TIMESTAMPS;
    }

    /** Whether it ignores the timestamps of puts; its own must not move anybody's clock. */
    boolean stampsItself() {
        return Capabilities.has(lastCapabilities, Capabilities.OWN_TIMESTAMPS);
    }

    void dial() {
        engine.metrics().increment(Counter.DIALS);
        connection.connect();
        planProbe();
    }

    void close() {
        closed = true;
        connection.close();
    }

    /** Dials or probes if it is time; tells when it wants to be asked again through the environment. */
    void tick(final long nowNs) {
        if (!probeWanted || closed) {
            return;
        }
        if (probeAtNs - nowNs > 0) {
            engine.env().wakeAt(probeAtNs);
            return;
        }
        probeWanted = false;
        if (!connected) {
            dial();
        } else if (isSick()) {
            engine.metrics().increment(Counter.PROBES);
            engine.rings().ask(this);
            planProbe();
        }
    }

    void replied(final long nowNs, final long replyNs) {
        latency.recordReply(replyNs);
        answered(nowNs);
    }

    /** Notes any answer, also one that is not an operation's. */
    void answered(final long nowNs) {
        if (health.succeeded(nowNs)) {
            probes = 0;
            engine.metrics().increment(Counter.NODES_RECOVERED);
            engine.listener().onRecovered(name());
        }
    }

    void failed(final @Nullable String detail) {
        if (health.failed()) {
            engine.metrics().increment(Counter.NODES_SICK);
            engine.listener().onSick(name(), health.failuresInRow(), detail == null ? lastProblem : detail);
            planProbe();
            engine.rings().refreshSoon();
        }
    }

    /** It refused a request because its ring is newer than this client's. */
    void knowsNewerRing() {
        engine.rings().refreshSoon();
    }

    NodeStatus status(final long nowNs) {
        final LatencySnapshot replies = latency.reply();
        return new NodeStatus(
                name(),
                descriptor.address(),
                connected,
                everConnected && !Capabilities.has(lastCapabilities, Capabilities.EPOCH),
                isSick(),
                health.failuresInRow(),
                health.everSucceeded() ? Math.max(0, nowNs - health.lastSuccessNs()) : -1,
                lastProblem,
                replies);
    }

    @Override
    public void onReply(final long correlationId, final ReplicaReply reply) {
        if (Correlation.isBackground(correlationId)) {
            engine.rings().onReply(this, correlationId, reply);
        } else {
            engine.slots().get(Correlation.slot(correlationId)).onReply(correlationId, reply);
        }
    }

    @Override
    public void onFailure(final long correlationId, final int fate, final int code, final @Nullable String detail) {
        if (Correlation.isBackground(correlationId)) {
            engine.rings().onFailure(this, correlationId, code, detail);
        } else {
            engine.slots().get(Correlation.slot(correlationId)).onFailure(correlationId, fate, code, detail);
        }
    }

    @Override
    public void onState(final NodeDescriptor node, final int state, final @Nullable String detail) {
        if (state == CONNECTED) {
            lastCapabilities = connection.capabilities();
            everConnected = true;
            connected = true;
            lastProblem = null;
            probes = 0;
            engine.metrics().increment(Counter.CONNECTS);
            engine.listener().onConnected(name());
            answered(engine.nowNs());
            engine.rings().onConnected(this);
        } else {
            final boolean was = connected;
            connected = false;
            dialFailed = true;
            lastProblem = detail == null ? "connection is closed" : detail;
            if (state == CLOSED || closed) {
                return;
            }
            if (was) {
                engine.metrics().increment(Counter.DISCONNECTS);
                engine.listener().onDisconnected(name(), detail);
            }
            failed(detail);
            planProbe();
            engine.rings().onDisconnected(this);
        }
    }

    private void planProbe() {
        final EngineConfig.Timing timing = engine.config().timing();
        probes = Math.min(probes + 1, 1_000);
        probeAtNs = engine.nowNs()
                + Backoff.equalJitterNs(
                        probes,
                        timing.probeBaseNs(),
                        timing.probeCapNs(),
                        engine.env().random());
        probeWanted = true;
        engine.env().wakeAt(probeAtNs);
    }
}
