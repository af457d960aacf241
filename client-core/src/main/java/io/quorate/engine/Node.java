package io.quorate.engine;

import io.quorate.metrics.Counter;
import io.quorate.metrics.LatencySnapshot;
import io.quorate.metrics.NodeLatency;
import io.quorate.quorum.Backoff;
import io.quorate.quorum.Consistency;
import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One node as the engine knows it: its connection, its health, and when to dial or probe it next.
 *
 * <p><b>Threads.</b> The listener's methods come on any thread; {@link #tick} on the timer thread only.
 */
final class Node implements ReplicaListener {

    private static final int MAX_PROBES = 1_000;
    private static final long SICK_LOG_GAP_NS = TimeUnit.SECONDS.toNanos(30);

    private final QuorumEngine engine;
    private final NodeHealth health;
    private final ReplicaConnection connection;
    private final NodeTrust trust;
    private volatile NodeDescriptor descriptor;
    private volatile NodeLatency latency;
    private volatile boolean connected;
    private volatile boolean closed;
    /** What was seen when it was last connected; 0 with {@link #everConnected} false means unknown. */
    private volatile long lastCapabilities;

    private volatile boolean everConnected;
    private volatile boolean dialFailed;
    /** Whether a dial is under way, of which nothing has been told yet, and when it is given up. */
    private volatile boolean dialling;

    private volatile long dialEndsNs;
    private volatile @Nullable String lastProblem = "not connected yet";
    /** Whether the first question for the ring that this connection was asked has ended, and why it brought none. */
    private volatile boolean ringAnswered;

    private volatile @Nullable String ringProblem;
    /** Whether a send has ended at its deadline since the last answer, and when the first such send was made. */
    private volatile boolean silent;

    private volatile long silentSinceNs;
    private volatile boolean sickLogged;
    private volatile long sickLoggedNs;
    private volatile long probeAtNs;
    private volatile boolean probeWanted;
    /** Failed dials or probes in a row; the delay before the next one grows with it. */
    private volatile int probes;

    /** Whether a burst has it on its list; of the burst's owner. */
    private boolean held;

    Node(final QuorumEngine engine, final NodeDescriptor descriptor) {
        this.engine = engine;
        this.descriptor = descriptor;
        this.health = new NodeHealth(engine.config().limits().failuresUntilSick());
        this.latency = engine.metrics().node(descriptor.name());
        this.trust = new NodeTrust(engine.config().consistency() == Consistency.LINEARIZABLE);
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

    /** For a burst's owner: whether it is on the burst's list. */
    boolean isHeld() {
        return held;
    }

    void hold() {
        held = true;
    }

    void release() {
        held = false;
    }

    ReplicaConnection connection() {
        return connection;
    }

    /** Sends for an operation: only to a peer that has shown that it is this member. */
    int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        return trust.isOpen()
                ? connection.send(correlationId, request, deadlineNs)
                : closed ? ReplicaConnection.CLOSED : ReplicaConnection.NOT_CONNECTED;
    }

    /** Whether an answer comes from the store that is known to be this member's; if not, it is asked who it is. */
    boolean isItsStore(final long high, final long low) {
        if (trust.isFrom(high, low)) {
            return true;
        }
        trust.doubt();
        askSoon();
        return false;
    }

    /** Whether it is known to keep another store than this one. */
    boolean hasOtherStore(final StoreId store) {
        return trust.isOpen() && !trust.isFrom(store.high(), store.low());
    }

    /** Its ring state agrees with the ring in use; returns why it is not trusted all the same, or null. */
    @Nullable
    String agreed(final StoreId store, final long epoch) {
        return trust.agreed(store, epoch);
    }

    /** What it says contradicts the ring in use, or its own name. */
    void distrust(final String why) {
        trust.distrust(why);
    }

    boolean isConnected() {
        return connected;
    }

    /** Whether it is known that it cannot be reached, or what it answers when it is asked for the ring. */
    boolean isSettled() {
        return connected ? ringAnswered : dialFailed;
    }

    /** A question for the ring has ended; with a problem if it brought none that can be used. */
    void ringAnswered(final @Nullable String problem) {
        if (connected && !trust.isOpen()) {
            if (Capabilities.has(lastCapabilities, Capabilities.EPOCH)) {
                trust.distrust(problem);
                askSoon();
            } else {
                trust.older();
            }
        }
        ringProblem = problem;
        ringAnswered = true;
    }

    /** Plans to ask it for its ring, unless that is planned already. */
    private void askSoon() {
        if (!probeWanted) {
            planProbe(probes + 1);
        }
    }

    /** Why this node did not help to start. */
    String startProblem() {
        final String told = ringProblem;
        final String cause = connected ? "connected, but told no usable ring" : lastProblem;
        return connected && told != null ? cause + ": " + told : String.valueOf(cause);
    }

    boolean isSick() {
        return health.isSick();
    }

    @Nullable
    String lastProblem() {
        if (!connected || trust.isOpen()) {
            return lastProblem;
        }
        final String why = trust.problem();
        return why == null ? "connected, but its ring is not known yet" : why;
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

    /** Asks for one dial, and for no other until it has failed or is given up. */
    void dial() {
        dial(probes);
    }

    private void dial(final int failures) {
        engine.metrics().increment(Counter.DIALS);
        dialEndsNs = engine.nowNs() + engine.config().timing().dialTimeoutNs();
        dialling = true;
        planProbe(failures);
        try {
            connection.connect();
        } catch (final RuntimeException | Error fault) {
            dialling = false;
            engine.transportFault("a dial of " + name(), fault);
        }
    }

    void close() {
        closed = true;
        try {
            connection.close();
        } catch (final RuntimeException | Error fault) {
            engine.transportFault("the close of the connection to " + name(), fault);
        }
    }

    /** Closes it because it is no member any more. */
    void forget() {
        close();
        engine.metrics().removeNode(name());
    }

    /** Dials or probes if it is time; tells when it wants to be asked again through the environment. */
    void tick(final long nowNs) {
        if (!probeWanted || closed) {
            return;
        }
        final long dueNs = dueNs();
        if (dueNs - nowNs > 0) {
            engine.env().wakeAt(dueNs);
            return;
        }
        probeWanted = false;
        if (!connected) {
            // One that is given up, since nothing was told of it in all that time, has failed too.
            dial(dialling ? probes + 1 : probes);
        } else if (isSick() || (!trust.isOpen() && ringAnswered)) {
            engine.metrics().increment(Counter.PROBES);
            planProbe(probes + 1);
            engine.rings().ask(this);
        }
    }

    /** When the planned dial or probe is due: a dial not before the last one has ended. */
    private long dueNs() {
        final boolean waits = dialling && !connected && dialEndsNs - probeAtNs > 0;
        return waits ? dialEndsNs : probeAtNs;
    }

    void replied(final long nowNs, final long replyNs) {
        latency.recordReply(replyNs);
        answered(nowNs);
    }

    /** Notes any answer, also one that is not an operation's. */
    void answered(final long nowNs) {
        if (silent) {
            silent = false;
        }
        if (health.succeeded(nowNs)) {
            probes = 0;
            engine.metrics().increment(Counter.NODES_RECOVERED);
            engine.listener().onRecovered(name());
        }
    }

    /**
     * A send has ended at its deadline. That counts against the node once it has answered nothing for an attempt timeout: a single
     * deadline may have been too short for anybody, but many short ones in a row add up.
     */
    void unanswered(final long sentNs, final long nowNs) {
        if (!silent) {
            silentSinceNs = sentNs;
            silent = true;
        }
        if (nowNs - silentSinceNs >= engine.config().timing().attemptTimeoutNs()) {
            failed("no answer within the attempt timeout");
        }
    }

    void failed(final @Nullable String detail) {
        if (health.failed()) {
            engine.metrics().increment(Counter.NODES_SICK);
            final String cause = detail == null ? lastProblem() : detail;
            engine.listener().onSick(name(), health.failuresInRow(), cause, isSickWorthALine(engine.nowNs()));
            if (connected) {
                planProbe(1);
            }
            engine.rings().refreshSoon();
        }
    }

    /** Whether the log should hear of it: not every time where a node swings between sick and well. */
    private boolean isSickWorthALine(final long nowNs) {
        if (sickLogged && nowNs - sickLoggedNs < SICK_LOG_GAP_NS) {
            return false;
        }
        sickLogged = true;
        sickLoggedNs = nowNs;
        return true;
    }

    /** Whether an epoch that this node told is above that of the ring in use. */
    boolean isNewerThanRing(final long epoch) {
        final Topology topology = engine.topology();
        return topology != null && epoch > topology.ring().epoch();
    }

    /** It has said that its ring is newer than this client's. */
    void knowsNewerRing() {
        engine.rings().refreshSoonFrom(this);
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
                lastProblem(),
                replies);
    }

    @Override
    public void onReply(final long correlationId, final ReplicaReply reply) {
        if (Correlation.isBackground(correlationId)) {
            engine.rings().onReply(this, correlationId, reply);
        } else {
            final OperationSlot slot = engine.slots().find(Correlation.slot(correlationId));
            if (slot == null) {
                engine.metrics().increment(Counter.STRAY_REPLIES);
            } else if (!slot.onReply(correlationId, reply)) {
                answered(engine.nowNs());
            }
        }
    }

    @Override
    public void onFailure(final long correlationId, final int fate, final int code, final @Nullable String detail) {
        if (Correlation.isBackground(correlationId)) {
            engine.rings().onFailure(this, correlationId, code, detail);
        } else {
            final OperationSlot slot = engine.slots().find(Correlation.slot(correlationId));
            if (slot == null) {
                engine.metrics().increment(Counter.STRAY_REPLIES);
            } else if (!slot.onFailure(correlationId, fate, code, detail) && code == CODE_DEADLINE) {
                // Its operation is gone, as at high rates all of them are by then; that it was silent counts all the
                // same.
                final long nowNs = engine.nowNs();
                unanswered(nowNs, nowNs);
            }
        }
    }

    @Override
    public void onState(final NodeDescriptor node, final int state, final @Nullable String detail) {
        if (state == CONNECTED) {
            trust.connected();
            lastCapabilities = connection.capabilities();
            everConnected = true;
            ringAnswered = false;
            connected = true;
            dialling = false;
            lastProblem = null;
            probes = 0;
            probeWanted = false;
            engine.metrics().increment(Counter.CONNECTS);
            engine.listener().onConnected(name());
            // One that was sick has recovered when it answers, which the question for its ring finds out.
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
            planProbe(probes + 1);
            // Only now, so that no dial comes before the planned one.
            dialling = false;
            engine.rings().onDisconnected(this);
        }
    }

    /** Plans the next dial or probe; the delay doubles with every failed one. */
    private void planProbe(final int failures) {
        final EngineConfig.Timing timing = engine.config().timing();
        probes = Math.min(failures, MAX_PROBES);
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
