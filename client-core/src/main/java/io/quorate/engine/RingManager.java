package io.quorate.engine;

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
import org.jspecify.annotations.Nullable;

/**
 * Finds the ring, and keeps it: dials the seeds, asks nodes for the ring state, and decides which answer places keys.
 *
 * <p><b>Threads.</b> Any; one lock, which no operation ever takes. Effects on others (sends, events) happen outside of it.
 */
final class RingManager {

    /*
     * The members that place keys change only by a higher epoch that Quorate nodes tell, or are the user's own server list where no
     * Quorate node has answered. A node that is down, absent from an answer or reported inactive is sick, not gone: dropping it would
     * move quorums and hide acknowledged writes.
     *
     * Start: all seeds are dialled at once. The first acceptable answer gives the ring. The start then waits a moment for the other
     * members, until it is known of each whether it can be reached, so that the first operations do not meet connections in the making.
     */
    private static final long SETTLE_NS = 1_000_000_000L;
    private static final int MAX_ASKED = 3;
    private static final int PERCENT = 100;
    private static final int REFRESH_JITTER_PERCENT = 20;

    private final QuorumEngine engine;
    private final RingTrust trust;
    /** By member name, seeds that have not been identified by the address that was typed. */
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    private final List<Node> leaving = new ArrayList<>();
    private long leaveAtNs;
    private @Nullable StartHandler starting;
    private boolean settling;
    private long startDeadlineNs;
    private long refreshAtNs;
    private long lastAskedNs;
    private boolean refreshPlanned;
    private int asked;
    private boolean answered;
    private long sequence;
    private @Nullable QuorateException refusal;

    RingManager(final QuorumEngine engine) {
        this.engine = engine;
        this.trust = new RingTrust(engine);
    }

    void start(final StartHandler handler) {
        final List<Node> seeds = new ArrayList<>();
        synchronized (this) {
            starting = handler;
            startDeadlineNs = engine.nowNs() + engine.config().timing().dialTimeoutNs();
        }
        for (final String seed : engine.config().seeds()) {
            final Node node = new Node(engine, NodeDescriptor.of(seed));
            seeds.add(node);
            synchronized (this) {
                nodes.put(seed, node);
            }
        }
        engine.env().wakeAt(engine.nowNs() + engine.config().timing().dialTimeoutNs());
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

    /** Asks one node for its ring state; the answer counts as a sign of life, and as a refresh. */
    void ask(final Node node) {
        final long correlationId;
        final long deadlineNs = engine.nowNs() + engine.config().timing().attemptTimeoutNs();
        synchronized (this) {
            correlationId = Correlation.background(++sequence);
            asked++;
        }
        if (node.connection().send(correlationId, RingRequest.INSTANCE, deadlineNs) == ReplicaConnection.ACCEPTED) {
            node.connection().flush();
        } else {
            ended(false);
        }
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
        final List<Node> toAsk = new ArrayList<>(MAX_ASKED);
        final List<Node> toClose = new ArrayList<>();
        final List<Node> toTick;
        synchronized (this) {
            toTick = List.copyOf(nodes.values());
            if (refreshPlanned && refreshAtNs - nowNs <= 0) {
                planRefresh(nowNs);
                if (asked == 0) {
                    chooseConnected(toAsk);
                    answered = false;
                    lastAskedNs = nowNs;
                    engine.metrics().increment(Counter.RING_REFRESHES);
                    if (toAsk.isEmpty()) {
                        trust.refreshFailed("no node is connected");
                    }
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
        toAsk.forEach(this::ask);
        toClose.forEach(Node::close);
    }

    void onReply(final Node node, final long correlationId, final ReplicaReply reply) {
        node.answered(engine.nowNs());
        try {
            final RingState state = RingStateCodec.decode(reply.bytes(), reply.valueOffset(), reply.valueLength());
            adopt(node, state);
            ended(true);
        } catch (final IllegalArgumentException e) {
            trust.problem("node " + node.name() + " answered with a ring state that makes no sense: " + e.getMessage());
            ended(false);
        }
        finishStart(engine.nowNs());
    }

    void onFailure(final Node node, final long correlationId, final int code, final @Nullable String detail) {
        node.failed(detail);
        ended(false);
        finishStart(engine.nowNs());
    }

    synchronized List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    RingHealth health() {
        return trust.health(engine.topology(), engine.nowNs());
    }

    void close() {
        final List<Node> all;
        synchronized (this) {
            all = new ArrayList<>(nodes.values());
            all.addAll(leaving);
            nodes.clear();
            leaving.clear();
        }
        all.forEach(Node::close);
    }

    private void ended(final boolean success) {
        synchronized (this) {
            asked--;
            answered |= success;
            if (success) {
                trust.confirmed(engine.nowNs());
            } else if (asked == 0 && !answered && engine.topology() != null) {
                trust.refreshFailed("no asked node answered");
            }
        }
    }

    private void chooseConnected(final List<Node> chosen) {
        final List<Node> connected = new ArrayList<>();
        for (final Node node : nodes.values()) {
            if (node.isConnected()) {
                connected.add(node);
            }
        }
        while (chosen.size() < MAX_ASKED && !connected.isEmpty()) {
            chosen.add(
                    connected.remove((int) Long.remainderUnsigned(engine.env().random(), connected.size())));
        }
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

    private void adopt(final Node node, final RingState state) {
        final List<Runnable> afterwards = new ArrayList<>();
        synchronized (this) {
            if (!state.legacy()) {
                adoptQuorate(node, state, afterwards);
            } else if (engine.topology() == null) {
                publish(seedDescriptors(), 0, false, afterwards);
            }
        }
        afterwards.forEach(Runnable::run);
    }

    private void adoptQuorate(final Node node, final RingState state, final List<Runnable> afterwards) {
        final Topology current = engine.topology();
        identify(node, state, afterwards);
        final String difference = differenceOf(state);
        if (difference != null) {
            refuse(
                    "node " + node.name() + " belongs to a cluster that is set up otherwise: " + difference
                            + "; configure the client alike",
                    afterwards);
        } else if (current == null
                || !current.quorate()
                || state.epoch() > current.ring().epoch()) {
            publish(state.nodes(), state.epoch(), true, afterwards);
        } else if (state.epoch() == current.ring().epoch() && !sameMembers(current.ring(), state.nodes())) {
            engine.metrics().increment(Counter.RING_CONFLICTS);
            final String problem = "epoch " + state.epoch() + " has two lists of members: node " + node.name()
                    + " says " + names(state.nodes()) + ", this client uses "
                    + names(current.ring().nodes()) + "; restart the nodes that are wrong, or raise the epoch of all";
            afterwards.add(() -> trust.problem(problem));
        }
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
            afterwards.add(node::close);
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

    private void refuse(final String why, final List<Runnable> afterwards) {
        if (engine.topology() == null) {
            refusal = new RingMismatchException(why, ErrorDetails.PERMANENT);
        } else {
            afterwards.add(() -> trust.problem(why));
        }
    }

    private void publish(
            final List<NodeDescriptor> members,
            final long epoch,
            final boolean quorate,
            final List<Runnable> afterwards) {
        final Topology before = engine.topology();
        final RingSnapshot ring = snapshot(members, epoch);
        final Node[] byIndex = new Node[ring.nodeCount()];
        for (int i = 0; i < byIndex.length; i++) {
            final NodeDescriptor member = ring.node(i);
            Node node = nodes.get(member.name());
            if (node == null) {
                node = new Node(engine, member);
                nodes.put(member.name(), node);
                afterwards.add(node::dial);
            } else {
                node.identify(member);
            }
            byIndex[i] = node;
        }
        if (before != null) {
            leave(before, ring);
        }
        engine.publish(new Topology(ring, byIndex, quorate));
        trust.adopted(epoch);
        engine.metrics().increment(Counter.RING_CHANGES);
        final long epochBefore = before == null ? 0 : before.ring().epoch();
        afterwards.add(() -> engine.listener().onRingChanged(epochBefore, epoch, names(ring.nodes())));
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
        leaveAtNs = engine.nowNs() + 2 * engine.config().timing().requestTimeoutNs();
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
                    final long settleNs = nowNs + SETTLE_NS;
                    startDeadlineNs = settleNs - startDeadlineNs < 0 ? settleNs : startDeadlineNs;
                    engine.env().wakeAt(startDeadlineNs);
                }
                if (!allMembersSettled(found) && startDeadlineNs - nowNs > 0) {
                    return;
                }
                error = null;
                planRefresh(nowNs);
            } else if (refusal != null) {
                error = refusal;
            } else if (startDeadlineNs - nowNs <= 0 || (asked == 0 && allSettled(List.copyOf(nodes.values())))) {
                error = unreachable();
            } else {
                return;
            }
            handler = starting;
            starting = null;
        }
        handler.onStarted(error);
    }

    private static boolean allMembersSettled(final Topology topology) {
        for (int i = 0; i < topology.ring().nodeCount(); i++) {
            if (!topology.node(i).isSettled()) {
                return false;
            }
        }
        return true;
    }

    private static boolean allSettled(final List<Node> some) {
        for (final Node node : some) {
            if (!node.isSettled()) {
                return false;
            }
        }
        return true;
    }

    private ConnectionFailedException unreachable() {
        final StringBuilder text = new StringBuilder(128).append("no server could be reached:");
        for (final Node node : nodes.values()) {
            final String problem = node.lastProblem();
            text.append(' ')
                    .append(node.descriptor().address())
                    .append(" (")
                    .append(problem == null ? "connected, but told no ring state" : problem)
                    .append(");");
        }
        text.setLength(text.length() - 1);
        return new ConnectionFailedException(text.toString(), ErrorDetails.TRANSIENT);
    }
}
