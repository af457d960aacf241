package io.quorate.engine;

import io.quorate.error.ClientClosedException;
import io.quorate.error.ErrorDetails;
import io.quorate.error.RingMismatchException;
import io.quorate.metrics.Counter;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingSnapshot;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ring, and keeps it: dials the seeds, asks nodes for the ring state, and decides which answer places keys.
 *
 * <p><b>Threads.</b> Any; one lock, which is held shortly, and which an operation takes only when a node tells it of a newer ring or
 * becomes sick. Effects on others (sends, events) happen outside of it.
 */
final class RingManager {

    /*
     * The members that place keys change only by a higher epoch that Quorate nodes tell, or are the user's own server list where no
     * Quorate node has answered. A node that is down, absent from an answer or reported inactive is sick, not gone: dropping it would
     * move quorums and hide acknowledged writes.
     */
    private static final int MAX_ASKED = 3;
    private static final int PERCENT = 100;
    private static final int REFRESH_JITTER_PERCENT = 20;

    private final QuorumEngine engine;
    private final RingTrust trust;
    private final RingClaims claims;
    private final ClusterStart start;
    private final RingAsks asks = new RingAsks();
    /** By member name, seeds that have not been identified by the address that was typed. */
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    private final List<Node> leaving = new ArrayList<>();
    private long leaveAtNs;
    private boolean closed;
    private long refreshAtNs;
    private long lastAskedNs;
    private boolean refreshPlanned;
    /** Has told of a newer ring. */
    private volatile @Nullable Node preferred;

    /** A question for the ring, ready to be sent. */
    private record Ask(Node node, long correlationId) {}

    RingManager(final QuorumEngine engine) {
        this.engine = engine;
        this.trust = new RingTrust(engine);
        this.claims = new RingClaims(engine.config());
        this.start = new ClusterStart(engine);
    }

    void start(final StartHandler handler) {
        final List<Node> seeds = new ArrayList<>();
        for (final String seed : engine.config().seeds()) {
            seeds.add(new Node(engine, NodeDescriptor.of(seed)));
        }
        final long nowNs = engine.nowNs();
        synchronized (this) {
            seeds.forEach(node -> nodes.put(node.name(), node));
            start.begin(handler, nowNs);
            lastAskedNs = nowNs;
        }
        engine.env().wakeAt(nowNs + engine.config().timing().dialTimeoutNs());
        for (final Node node : seeds) {
            node.dial();
        }
    }

    void onConnected(final Node node) {
        ask(node);
        finishStart(engine.nowNs());
    }

    void onDisconnected(final Node node) {
        finishStart(engine.nowNs());
        refreshSoon();
    }

    /** Asks one node for its ring state; the answer counts as a sign of life, and says whether the ring in use still holds. */
    void ask(final Node node) {
        final long correlationId;
        synchronized (this) {
            correlationId = asks.enter(false);
        }
        send(new Ask(node, correlationId));
    }

    private void send(final Ask ask) {
        final ReplicaConnection connection = ask.node().connection();
        final long deadlineNs = engine.nowNs() + engine.config().timing().attemptTimeoutNs();
        String problem = "the question for its ring could not be sent";
        try {
            if (connection.send(ask.correlationId(), RingRequest.INSTANCE, deadlineNs) == ReplicaConnection.ACCEPTED) {
                connection.flush();
                return;
            }
        } catch (final RuntimeException | Error fault) {
            engine.transportFault("a question for the ring to " + ask.node().name(), fault);
            problem = fault.toString();
        }
        final Boolean partOfRefresh = claim(ask.correlationId());
        if (partOfRefresh != null) {
            ended(ask.node(), partOfRefresh, problem);
        }
    }

    /** Plans a refresh that asks this node in any case. */
    void refreshSoonFrom(final Node node) {
        preferred = node;
        refreshSoon();
    }

    /** Plans a refresh as soon as the shortest gap between two allows. */
    void refreshSoon() {
        final long atNs;
        synchronized (this) {
            if (engine.topology() == null) {
                return;
            }
            final long earliestNs = lastAskedNs + engine.config().timing().refreshGapNs();
            final long nowNs = engine.nowNs();
            atNs = earliestNs - nowNs > 0 ? earliestNs : nowNs;
            if (refreshPlanned && refreshAtNs - atNs <= 0) {
                return;
            }
            refreshAtNs = atNs;
            refreshPlanned = true;
        }
        engine.env().wakeAt(atNs);
    }

    void tick(final long nowNs) {
        finishStart(nowNs);
        final List<Ask> toAsk = new ArrayList<>(MAX_ASKED);
        final List<Node> toClose = new ArrayList<>();
        final List<Node> toTick;
        synchronized (this) {
            if (start.isUnderWay()) {
                engine.env().wakeAt(start.deadlineNs());
            }
            toTick = List.copyOf(nodes.values());
            if (refreshPlanned && refreshAtNs - nowNs <= 0) {
                if (asks.isRefreshing()) {
                    refreshAtNs = nowNs + engine.config().timing().refreshGapNs();
                    engine.env().wakeAt(refreshAtNs);
                } else {
                    beginRefresh(nowNs, toAsk);
                }
            } else if (refreshPlanned) {
                engine.env().wakeAt(refreshAtNs);
            }
            if (!leaving.isEmpty() && leaveAtNs - nowNs <= 0) {
                toClose.addAll(leaving);
                leaving.clear();
            } else if (!leaving.isEmpty()) {
                engine.env().wakeAt(leaveAtNs);
            }
        }
        toTick.forEach(node -> node.tick(nowNs));
        toAsk.forEach(this::send);
        toClose.forEach(Node::forget);
    }

    private void beginRefresh(final long nowNs, final List<Ask> toAsk) {
        planRefresh(nowNs);
        lastAskedNs = nowNs;
        engine.metrics().increment(Counter.RING_REFRESHES);
        for (final Node node : chooseConnected()) {
            toAsk.add(new Ask(node, asks.enter(true)));
        }
        if (toAsk.isEmpty()) {
            trust.refreshFailed("no node is connected");
        }
    }

    void onReply(final Node node, final long correlationId, final ReplicaReply reply) {
        final Boolean partOfRefresh = claim(correlationId);
        if (partOfRefresh == null) {
            engine.metrics().increment(Counter.STRAY_REPLIES);
            return;
        }
        String problem;
        try {
            final RingState state = RingStateCodec.decode(reply.bytes(), reply.valueOffset(), reply.valueLength());
            problem = adopt(node, state, new StoreId(reply.incarnationHigh(), reply.incarnationLow()));
        } catch (final IllegalArgumentException | IndexOutOfBoundsException e) {
            problem = "its ring state makes no sense: " + e.getMessage();
            trust.problem(node.name(), "node " + node.name() + ": " + problem);
        } catch (final RuntimeException | Error fault) {
            engine.transportFault("the adoption of a ring from " + node.name(), fault);
            problem = fault.toString();
        }
        // After that, since only now may operations be sent to it.
        node.answered(engine.nowNs());
        ended(node, partOfRefresh, problem);
    }

    void onFailure(final Node node, final long correlationId, final int code, final @Nullable String detail) {
        final Boolean partOfRefresh = claim(correlationId);
        if (partOfRefresh == null) {
            engine.metrics().increment(Counter.STRAY_REPLIES);
            return;
        }
        node.failed(detail);
        ended(node, partOfRefresh, detail == null ? "it did not answer, failure code " + code : detail);
    }

    synchronized List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    RingHealth health() {
        return trust.health(engine.topology(), engine.nowNs());
    }

    void close() {
        final List<Node> all;
        final ClusterStart.End end;
        synchronized (this) {
            all = new ArrayList<>(nodes.values());
            all.addAll(leaving);
            closed = true;
            nodes.clear();
            leaving.clear();
            end = start.abandon(new ClientClosedException(
                    "the client was closed before it had found its cluster", ErrorDetails.PERMANENT));
        }
        all.forEach(Node::close);
        tell(end);
    }

    private synchronized @Nullable Boolean claim(final long correlationId) {
        return asks.claim(correlationId);
    }

    /** A question has ended: well if there is no problem. */
    private void ended(final Node node, final boolean partOfRefresh, final @Nullable String problem) {
        final boolean inVain;
        synchronized (this) {
            inVain = asks.endsRefreshInVain(partOfRefresh, problem == null);
        }
        node.ringAnswered(problem);
        if (problem == null) {
            trust.confirmed(engine.nowNs());
        } else if (inVain) {
            trust.refreshFailed(node.name() + ": " + problem);
        }
        finishStart(engine.nowNs());
    }

    private List<Node> chooseConnected() {
        final List<Node> connected = new ArrayList<>();
        for (final Node node : nodes.values()) {
            if (node.isConnected()) {
                connected.add(node);
            }
        }
        final Node first = preferred;
        preferred = null;
        if (first != null && connected.remove(first)) {
            connected.add(0, first);
        }
        while (connected.size() > MAX_ASKED) {
            connected.remove(1 + (int) Long.remainderUnsigned(engine.env().random(), connected.size() - 1L));
        }
        return connected;
    }

    private void planRefresh(final long nowNs) {
        final long intervalNs = engine.config().timing().refreshIntervalNs();
        final long spread = 2 * REFRESH_JITTER_PERCENT + 1L;
        final long percent = PERCENT
                - REFRESH_JITTER_PERCENT
                + Long.remainderUnsigned(engine.env().random(), spread);
        refreshAtNs = nowNs + intervalNs / PERCENT * percent;
        refreshPlanned = true;
        engine.env().wakeAt(refreshAtNs);
    }

    // ---- which ring

    /** Returns why the answer does not support the ring in use, or null when it does. */
    private @Nullable String adopt(final Node node, final RingState state, final StoreId store) {
        final List<Runnable> afterwards = new ArrayList<>();
        // Before the lock, which operations may wait for: a large ring takes long to build.
        final RingSnapshot prepared =
                !state.legacy() && RingClaims.isNewer(state, engine.topology()) && claims.differenceOf(state) == null
                        ? snapshot(state.nodes(), state.epoch())
                        : null;
        final String problem;
        synchronized (this) {
            if (closed) {
                return "the client is closed";
            }
            problem = state.legacy() ? adoptLegacy(afterwards) : adoptQuorate(node, state, store, prepared, afterwards);
        }
        afterwards.forEach(Runnable::run);
        return problem;
    }

    private @Nullable String adoptLegacy(final List<Runnable> afterwards) {
        final Topology current = engine.topology();
        if (current != null) {
            return current.quorate() ? "an older server cannot tell the ring of this cluster" : null;
        }
        publish(snapshot(seedDescriptors(), 0), false, afterwards);
        afterwards.add(() -> engine.listener()
                .onConfigurationWarning(
                        "the servers know no ring epoch: keys are placed on the servers that this client"
                                + " was given, so that every client must be given the same ones"));
        return null;
    }

    private @Nullable String adoptQuorate(
            final Node node,
            final RingState state,
            final StoreId store,
            final @Nullable RingSnapshot prepared,
            final List<Runnable> afterwards) {
        final Topology current = engine.topology();
        final String difference = claims.differenceOf(state);
        if (difference != null) {
            final String problem = "node " + node.name() + " belongs to a cluster that is set up otherwise: "
                    + difference + "; configure client and nodes alike";
            node.distrust(problem);
            refuse(node, problem, afterwards);
            return problem;
        }
        final String self = state.selfName();
        final String wrong = claims.contradiction(node, state, store, current, self == null ? null : nodes.get(self));
        if (wrong != null) {
            return contradiction(node, wrong, afterwards);
        }
        identify(node, state, afterwards);
        if (RingClaims.isNewer(state, current)) {
            publish(prepared == null ? snapshot(state.nodes(), state.epoch()) : prepared, true, afterwards);
        }
        final Topology used = Objects.requireNonNull(engine.topology());
        final String replaced = node.agreed(store, used.ring().epoch());
        if (replaced != null) {
            return contradiction(node, "node " + node.name() + ": " + replaced, afterwards);
        }
        trust.agrees(node.name());
        return state.epoch() < used.ring().epoch() ? "its ring is of the older epoch " + state.epoch() : null;
    }

    /** What a node says cannot be true of the member that it is taken for: no operation is sent to it. */
    private String contradiction(final Node node, final String problem, final List<Runnable> afterwards) {
        engine.metrics().increment(Counter.RING_CONFLICTS);
        node.distrust(problem);
        afterwards.add(() -> trust.problem(node.name(), problem));
        return problem;
    }

    /** Learns which member answers at a seed, so that it is not dialled twice. */
    private void identify(final Node node, final RingState state, final List<Runnable> afterwards) {
        final String self = state.selfName();
        if (self == null || self.equals(node.name())) {
            return;
        }
        final Node known = nodes.get(self);
        nodes.remove(node.name(), node);
        if (known != null && known != node) {
            afterwards.add(node::forget);
            return;
        }
        final NodeDescriptor member = state.nodes().stream()
                .filter(candidate -> candidate.name().equals(self))
                .findFirst()
                .orElse(new NodeDescriptor(self, node.descriptor().address(), 1, ""));
        node.identify(member);
        nodes.put(self, node);
    }

    private void refuse(final Node node, final String why, final List<Runnable> afterwards) {
        if (engine.topology() == null) {
            start.refuse(new RingMismatchException(why, ErrorDetails.PERMANENT));
        } else {
            afterwards.add(() -> trust.problem(node.name(), why));
        }
    }

    private void publish(final RingSnapshot ring, final boolean quorate, final List<Runnable> afterwards) {
        final Topology before = engine.topology();
        final Node[] byIndex = new Node[ring.nodeCount()];
        for (int i = 0; i < byIndex.length; i++) {
            final NodeDescriptor member = ring.node(i);
            byIndex[i] = nodeOf(member, afterwards);
        }
        if (before != null) {
            leave(before, ring);
        }
        engine.publish(new Topology(ring, byIndex, quorate));
        trust.adopted();
        engine.metrics().increment(Counter.RING_CHANGES);
        final long epochBefore = before == null ? 0 : before.ring().epoch();
        afterwards.add(
                () -> engine.listener().onRingChanged(epochBefore, ring.epoch(), RingClaims.names(ring.nodes())));
        afterwards.add(engine::ringChanged);
    }

    /** The node behind a member: one that is known, one that was about to leave, or a new one. */
    private Node nodeOf(final NodeDescriptor member, final List<Runnable> afterwards) {
        Node node = nodes.get(member.name());
        for (int i = 0; node == null && i < leaving.size(); i++) {
            if (leaving.get(i).name().equals(member.name())) {
                node = leaving.remove(i);
                nodes.put(member.name(), node);
            }
        }
        if (node == null) {
            node = new Node(engine, member);
            nodes.put(member.name(), node);
            afterwards.add(node::dial);
        } else {
            node.identify(member);
        }
        return node;
    }

    /** Members that are gone keep their connection until no operation can still use it. */
    private void leave(final Topology before, final RingSnapshot ring) {
        for (int i = 0; i < before.ring().nodeCount(); i++) {
            final Node node = before.node(i);
            if (ring.indexOf(node.name()) < 0) {
                nodes.remove(node.name(), node);
                leaving.add(node);
            }
        }
        leaveAtNs = engine.nowNs() + 2 * engine.longestTimeoutNs();
        engine.env().wakeAt(leaveAtNs);
    }

    private RingSnapshot snapshot(final List<NodeDescriptor> members, final long epoch) {
        return RingSnapshot.build(members, engine.config().ring(), epoch);
    }

    private List<NodeDescriptor> seedDescriptors() {
        return engine.config().seeds().stream().map(NodeDescriptor::of).toList();
    }

    // ---- start

    private void finishStart(final long nowNs) {
        final ClusterStart.End end;
        synchronized (this) {
            end = start.poll(nowNs, engine.topology(), nodes.values());
            if (end != null && end.error() == null && !refreshPlanned) {
                planRefresh(nowNs);
            }
        }
        tell(end);
    }

    private void tell(final ClusterStart.@Nullable End end) {
        if (end == null) {
            return;
        }
        try {
            end.handler().onStarted(end.error());
        } catch (final RuntimeException | Error fault) {
            engine.handlerFault(fault);
        }
    }
}
