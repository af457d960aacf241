package io.quorate.load.record;

import io.quorate.load.workload.OperationType;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Records how each replica answers, and what its answers do to operations.
 *
 * <p>The tags are {@code node.NAME.st.REQUEST}, the time from a send to a node to its reply, for example {@code node.n2.st.get}; {@code quorum.TYPE}, the
 * time from the begin of an operation to the reply that decided it; {@code straggler.TYPE}, the time from there to the operation's last reply.
 * In a tag, what is not a letter, a digit, a dot, an underscore or a hyphen in the name of a node is an underscore; a node that is seen later
 * and would have the tags of another has {@code _2}, {@code _3} and so on behind its name.
 *
 * <p>An operation of several rounds (a linearizable put, a get that writes back) has a reply of each round in {@code node} tags, and counts once
 * in {@code quorum} and {@code straggler}, from its begin. A read-modify-write is a get and then a put here. Only operations of which every send was answered
 * have a straggler gap and a last node: elsewhere the slowest are not known.
 *
 * <p><b>Threads.</b> Any number record; one, always the same, ends intervals and reads totals, which hold what ended intervals hold.
 *
 * <p><b>Units.</b> Nanoseconds. <b>Allocation.</b> None once a node and its kind of request have been seen, which may be before
 * {@link #startMeasuring}; about 1 MB for each.
 *
 * <p><b>Guarantee.</b> Counts and times hold what has ended since {@link #startMeasuring}, and nothing before it.
 */
public final class ReplicaRecorder implements Recorded {

    private static final String ILLEGAL_IN_TAGS = "[^A-Za-z0-9._-]";

    private final NanoClock clock;
    private final Map<String, Replica> replicas = new ConcurrentHashMap<>();
    private final Set<String> namesInTags = new HashSet<>();
    private final ReplicaTags quorum = new ReplicaTags(OperationType.COUNT, type -> "quorum." + label(type));
    private final ReplicaTags straggler = new ReplicaTags(OperationType.COUNT, type -> "straggler." + label(type));
    private volatile long startNs;
    private volatile boolean measuring;

    /**
     * Creates an empty recorder.
     *
     * @param clock dates connections
     */
    public ReplicaRecorder(final NanoClock clock) {
        this.clock = clock;
    }

    /**
     * The warm-up is over: what is recorded counts from now on. To be called once.
     *
     * @param lateNs for how long it has been over; outages are dated from when it was
     */
    public void startMeasuring(final long lateNs) {
        final long endedNs = clock.nanoTime() - lateNs;
        startNs = endedNs;
        measuring = true;
        // Last, so that a node which is first seen at this moment is told here or by who sees it.
        replicas.values().forEach(replica -> replica.outages.startMeasuring(endedNs));
    }

    // ---- recording

    /**
     * A node answered.
     *
     * @param node member name
     * @param request what it was asked
     * @param serviceNs from the send to its reply
     */
    public void reply(final String node, final ReplicaRequestType request, final long serviceNs) {
        final TaggedRecorder times = replica(node).service.of(request.ordinal());
        if (measuring) {
            times.record(serviceNs);
        }
    }

    /**
     * A node was asked and did not answer, or could not be asked.
     *
     * @param node member name
     * @param timedOut whether it was silent for too long
     */
    public void failure(final String node, final boolean timedOut) {
        final Replica replica = replica(node);
        if (measuring) {
            replica.failures.increment();
            if (timedOut) {
                replica.timeouts.increment();
            }
        }
    }

    /**
     * A node answered after the operation had been decided.
     *
     * @param node member name
     */
    public void lateReply(final String node) {
        if (measuring) {
            replica(node).lateReplies.increment();
        }
    }

    /**
     * A read repair was sent.
     *
     * @param node member name of the replica that was behind
     */
    public void repair(final String node) {
        if (measuring) {
            replica(node).repairs.increment();
        }
    }

    /**
     * An operation has succeeded, and its last reply is there.
     *
     * @param type what it did
     * @param decider member name of the node whose reply decided
     * @param decidedNs from its begin to that reply
     * @param last member name of the node that answered last
     * @param lastNs from its begin to that reply
     * @param complete whether every send was answered
     */
    public void replies(
            final OperationType type,
            final String decider,
            final long decidedNs,
            final String last,
            final long lastNs,
            final boolean complete) {
        final TaggedRecorder decided = quorum.of(type.ordinal());
        final TaggedRecorder gaps = straggler.of(type.ordinal());
        if (measuring) {
            decided.record(decidedNs);
            replica(decider).slowestInQuorum.increment();
            if (complete) {
                gaps.record(lastNs - decidedNs);
                replica(last).last.increment();
            }
        }
    }

    /**
     * A look at a node, which says something as long as nothing was heard of its connection.
     *
     * @param node member name
     * @param connected whether it is connected
     * @param problem why not, if that is known
     */
    public void seen(final String node, final boolean connected, final @Nullable String problem) {
        final Replica replica = replica(node);
        replica.member = true;
        replica.outages.seen(connected, problem, clock.nanoTime());
    }

    /**
     * A node was connected.
     *
     * @param node member name
     */
    public void connected(final String node) {
        replica(node).outages.connected(clock.nanoTime());
    }

    /**
     * The connection to a node broke.
     *
     * @param node member name
     * @param cause why, in words, if that is known
     */
    public void disconnected(final String node, final @Nullable String cause) {
        replica(node).outages.disconnected(cause, clock.nanoTime());
    }

    // ---- reading

    @Override
    public void endInterval(final IntervalSink sink) {
        for (final Replica replica : byName()) {
            replica.service.endInterval(sink);
        }
        quorum.endInterval(sink);
        straggler.endInterval(sink);
    }

    @Override
    public void forEachTotal(final Consumer<Histogram> visitor) {
        for (final Replica replica : byName()) {
            replica.service.forEachTotal(visitor);
        }
        quorum.forEachTotal(visitor);
        straggler.forEachTotal(visitor);
    }

    /**
     * Sums up what ended intervals hold.
     *
     * @param traffic what the client counted over the same time
     * @return nodes by name: the members, and who else was ever asked
     */
    public ReplicaSummary summary(final ReplicaTraffic traffic) {
        final long nowNs = clock.nanoTime();
        final List<ReplicaSummary.Node> nodes = byName().stream()
                .filter(replica -> replica.member || replica.wasAsked())
                .map(replica -> replica.summary(nowNs))
                .toList();
        return new ReplicaSummary(nodes, totals(quorum), totals(straggler), traffic);
    }

    private static Map<OperationType, Histogram> totals(final ReplicaTags tags) {
        final Map<OperationType, Histogram> all = new EnumMap<>(OperationType.class);
        for (final OperationType type : OperationType.values()) {
            final Histogram total = tags.total(type.ordinal());
            if (total != null) {
                all.put(type, total);
            }
        }
        return all;
    }

    private List<Replica> byName() {
        return replicas.values().stream()
                .sorted(Comparator.comparing(replica -> replica.name))
                .toList();
    }

    private Replica replica(final String node) {
        final Replica known = replicas.get(node);
        return known == null ? create(node) : known;
    }

    private Replica create(final String node) {
        final Replica created = replicas.computeIfAbsent(node, name -> new Replica(name, nameInTags(name)));
        if (measuring) {
            created.outages.startMeasuring(startNs);
        }
        return created;
    }

    private String nameInTags(final String node) {
        final String legal = node.replaceAll(ILLEGAL_IN_TAGS, "_");
        synchronized (namesInTags) {
            String name = legal;
            for (int i = 2; !namesInTags.add(name); i++) {
                name = legal + "_" + i;
            }
            return name;
        }
    }

    private static String label(final int type) {
        return OperationType.values()[type].label();
    }

    /** What is recorded of one node. */
    private static final class Replica {

        final String name;
        final ReplicaTags service;
        final LongAdder failures = new LongAdder();
        final LongAdder timeouts = new LongAdder();
        final LongAdder lateReplies = new LongAdder();
        final LongAdder repairs = new LongAdder();
        final LongAdder slowestInQuorum = new LongAdder();
        final LongAdder last = new LongAdder();
        final ReplicaOutages outages = new ReplicaOutages();
        volatile boolean member;

        Replica(final String name, final String nameInTags) {
            this.name = name;
            this.service = new ReplicaTags(
                    ReplicaRequestType.COUNT,
                    request -> "node." + nameInTags + ".st." + ReplicaRequestType.values()[request].label());
        }

        boolean wasAsked() {
            return failures.sum() > 0 || !times().isEmpty();
        }

        Map<ReplicaRequestType, Histogram> times() {
            final Map<ReplicaRequestType, Histogram> all = new EnumMap<>(ReplicaRequestType.class);
            for (final ReplicaRequestType request : ReplicaRequestType.values()) {
                final Histogram total = service.total(request.ordinal());
                if (total != null) {
                    all.put(request, total);
                }
            }
            return all;
        }

        ReplicaSummary.Node summary(final long nowNs) {
            return new ReplicaSummary.Node(
                    name,
                    times(),
                    failures.sum(),
                    timeouts.sum(),
                    lateReplies.sum(),
                    repairs.sum(),
                    slowestInQuorum.sum(),
                    last.sum(),
                    outages.list(nowNs),
                    outages.count(),
                    outages.totalNs(nowNs));
        }
    }
}
