package io.quorate.engine;

import io.quorate.error.ClientClosedException;
import io.quorate.error.ConnectionFailedException;
import io.quorate.error.ErrorDetails;
import io.quorate.error.QuorateException;
import io.quorate.error.RingMismatchException;
import io.quorate.metrics.Counter;
import io.quorate.quorum.Consistency;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingFingerprint;
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
     *
     * Start: all seeds are dialled at once. The first acceptable answer gives the ring. The start then waits for the other members, until
     * it is known of each whether it can be reached, so that the first operations do not meet connections in the making: a moment in any
     * case, and to the end of the dial timeout while the silent are so many that some key could miss its quorum.
     */
    private static final long SETTLE_NS = 1_000_000_000L;
    private static final int MAX_ASKED = 3;
    private static final int PERCENT = 100;
    private static final int REFRESH_JITTER_PERCENT = 20;

    private final QuorumEngine engine;
    private final RingTrust trust;
    private final RingAsks asks = new RingAsks();
    /** By member name, seeds that have not been identified by the address that was typed. */
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    private final List<Node> leaving = new ArrayList<>();
    private long leaveAtNs;
    private @Nullable StartHandler starting;
    private boolean settling;
    private boolean closed;
    private long startDeadlineNs;
    private long settleAtNs;
    private long refreshAtNs;
    private long lastAskedNs;
    private boolean refreshPlanned;
    private @Nullable QuorateException refusal;
    /** Has told of a newer ring. */
    private volatile @Nullable Node preferred;

    /** A question for the ring, ready to be sent. */
    private record Ask(Node node, long correlationId) {}

    RingManager(final QuorumEngine engine) {
        this.engine = engine;
        this.trust = new RingTrust(engine);
    }

    void start(final StartHandler handler) {
        final List<Node> seeds = new ArrayList<>();
        for (final String seed : engine.config().seeds()) {
            seeds.add(new Node(engine, NodeDescriptor.of(seed)));
        }
        final long nowNs = engine.nowNs();
        synchronized (this) {
            seeds.forEach(node -> nodes.put(node.name(), node));
            starting = handler;
            startDeadlineNs = nowNs + engine.config().timing().dialTimeoutNs();
            lastAskedNs = nowNs;
        }
        engine.env().wakeAt(startDeadlineNs);
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
            if (starting != null) {
                engine.env().wakeAt(startDeadlineNs);
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
        node.answered(engine.nowNs());
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
        final StartHandler handler;
        synchronized (this) {
            all = new ArrayList<>(nodes.values());
            all.addAll(leaving);
            closed = true;
            nodes.clear();
            leaving.clear();
            handler = starting;
            starting = null;
        }
        all.forEach(Node::close);
        if (handler != null) {
            tell(
                    handler,
                    new ClientClosedException(
                            "the client was closed before it had found its cluster", ErrorDetails.PERMANENT));
        }
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
        final RingSnapshot prepared = !state.legacy() && isNewer(state) && differenceOf(state) == null
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
        final String difference = differenceOf(state);
        if (difference != null) {
            final String problem = "node " + node.name() + " belongs to a cluster that is set up otherwise: "
                    + difference + "; configure the client alike";
            node.distrust(problem);
            refuse(node, problem, afterwards);
            return problem;
        }
        final String impostor = impostor(node, state, store);
        if (impostor != null) {
            return contradiction(node, impostor, afterwards);
        }
        final boolean isNewer = isNewer(state);
        if (current != null
                && !isNewer
                && state.epoch() == current.ring().epoch()
                && !sameMembers(current.ring(), state.nodes())) {
            return contradiction(
                    node,
                    "epoch " + state.epoch() + " has two lists of members: node " + node.name() + " says "
                            + names(state.nodes()) + ", this client uses "
                            + names(current.ring().nodes())
                            + "; restart the nodes that are wrong, or raise the epoch of all",
                    afterwards);
        }
        identify(node, state, afterwards);
        if (isNewer) {
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

    private boolean isNewer(final RingState state) {
        final Topology current = engine.topology();
        return current == null
                || !current.quorate()
                || state.epoch() > current.ring().epoch();
    }

    /** What a node says cannot be true of the member that it is taken for: no operation is sent to it. */
    private String contradiction(final Node node, final String problem, final List<Runnable> afterwards) {
        engine.metrics().increment(Counter.RING_CONFLICTS);
        node.distrust(problem);
        afterwards.add(() -> trust.problem(node.name(), problem));
        return problem;
    }

    /** Why the node that answers cannot be the member whose connection this is; null when it may be. */
    private @Nullable String impostor(final Node node, final RingState state, final StoreId store) {
        final Topology current = engine.topology();
        final String self = state.selfName();
        if (current == null || self == null || self.equals(node.name())) {
            return null;
        }
        final int index = current.ring().indexOf(node.name());
        if (index >= 0 && current.node(index) == node) {
            return "at " + node.descriptor().address() + ", where " + node.name()
                    + " should be, a node answers that is " + self
                    + "; start each node with its own --advertise and list of peers";
        }
        final Node known = nodes.get(self);
        return known != null && known.hasOtherStore(store)
                ? "two nodes say that they are " + self + ", at "
                        + known.descriptor().address() + " and at "
                        + node.descriptor().address() + "; start each node with its own --advertise"
                : null;
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

    private @Nullable String differenceOf(final RingState state) {
        if (state.fingerprintText() == null) {
            return null;
        }
        final RingFingerprint cluster = RingFingerprint.parse(state.fingerprintText());
        return RingFingerprint.of(
                        engine.config().ring(),
                        state.nodes(),
                        engine.config().consistency() == Consistency.LINEARIZABLE)
                .differenceTo(cluster);
    }

    /** Compares without building a ring, which takes long for many members. */
    private static boolean sameMembers(final RingSnapshot ring, final List<NodeDescriptor> members) {
        if (members.size() != ring.nodeCount()) {
            return false;
        }
        for (final NodeDescriptor member : members) {
            final int index = ring.indexOf(member.name());
            if (index < 0 || ring.node(index).weight() != member.weight()) {
                return false;
            }
        }
        return true;
    }

    private void refuse(final Node node, final String why, final List<Runnable> afterwards) {
        if (engine.topology() == null) {
            refusal = new RingMismatchException(why, ErrorDetails.PERMANENT);
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
        afterwards.add(() -> engine.listener().onRingChanged(epochBefore, ring.epoch(), names(ring.nodes())));
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

    private static List<String> names(final List<NodeDescriptor> members) {
        return members.stream().map(NodeDescriptor::name).toList();
    }

    // ---- start

    private void finishStart(final long nowNs) {
        final StartHandler handler;
        final QuorateException error;
        synchronized (this) {
            if (starting == null) {
                return;
            }
            final Topology found = engine.topology();
            if (found != null) {
                if (!settling) {
                    settling = true;
                    final long settledNs = nowNs + SETTLE_NS;
                    settleAtNs = settledNs - startDeadlineNs < 0 ? settledNs : startDeadlineNs;
                    engine.env().wakeAt(settleAtNs);
                }
                final int unsettled = unsettledMembers(found);
                final boolean patient =
                        startDeadlineNs - nowNs > 0 && (settleAtNs - nowNs > 0 || quorumMayMiss(unsettled));
                if (unsettled > 0 && patient) {
                    engine.env().wakeAt(settleAtNs - nowNs > 0 ? settleAtNs : startDeadlineNs);
                    return;
                }
                error = null;
                if (!refreshPlanned) {
                    planRefresh(nowNs);
                }
            } else if (refusal != null) {
                error = refusal;
            } else if (startDeadlineNs - nowNs <= 0 || noneIsLeft()) {
                error = unreachable();
            } else {
                return;
            }
            handler = starting;
            starting = null;
        }
        tell(handler, error);
    }

    private void tell(final StartHandler handler, final @Nullable QuorateException error) {
        try {
            handler.onStarted(error);
        } catch (final RuntimeException | Error fault) {
            engine.handlerFault(fault);
        }
    }

    /** Members of which it is not known yet whether they can be reached. */
    private static int unsettledMembers(final Topology topology) {
        int count = 0;
        for (int i = 0; i < topology.ring().nodeCount(); i++) {
            count += topology.node(i).isSettled() ? 0 : 1;
        }
        return count;
    }

    /** Whether some key may have so many of these members among its replicas that its quorum cannot be met without them. */
    private boolean quorumMayMiss(final int members) {
        final int largest =
                Math.max(engine.config().readQuorum(), engine.config().writeQuorum());
        return members > engine.config().ring().replicationFactor() - largest;
    }

    /** Whether it is known of every node that it cannot be reached, or tells no ring. */
    private boolean noneIsLeft() {
        for (final Node node : nodes.values()) {
            if (!node.isSettled()) {
                return false;
            }
        }
        return true;
    }

    private ConnectionFailedException unreachable() {
        final StringBuilder text = new StringBuilder(128).append("no server could be reached:");
        for (final Node node : nodes.values()) {
            text.append(' ')
                    .append(node.descriptor().address())
                    .append(" (")
                    .append(node.startProblem())
                    .append(");");
        }
        text.setLength(text.length() - 1);
        return new ConnectionFailedException(text.toString(), ErrorDetails.TRANSIENT);
    }
}
