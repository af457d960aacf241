package io.quorate.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.FakeReply;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Versions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One operation against a model of its replicas, in which everything that may happen does so at random. */
final class MachineWalk {

    enum Operation {
        GET,
        EVENTUAL_GET,
        PUT
    }

    enum Servers {
        QUORATE,
        HONOURING,
        STAMPING
    }

    /** What a replica holds. */
    record State(int result, long timestamp, long writerId, String value) {
        static final State ABSENT = new State(ReplicaReply.ABSENT, 0, 0, "");

        boolean isBelow(final State other, final boolean ignoreWriters) {
            if (result == ReplicaReply.ABSENT || other.result == ReplicaReply.ABSENT) {
                return result == ReplicaReply.ABSENT && other.result != ReplicaReply.ABSENT;
            }
            return ignoreWriters
                    ? Versions.compareIgnoringWriter(timestamp, other.timestamp) < 0
                    : Versions.compare(timestamp, writerId, other.timestamp, other.writerId) < 0;
        }
    }

    /** A store that may arrive long after everybody has given it up. */
    private record Limbo(int replica, State state) {}

    private static final long MS = MachineRun.MS;
    private static final int MAX_STEPS = 20_000;
    /** Versions come from a small range, so that they meet often; other writers have ids below this one's. */
    private static final long PUT_TIMESTAMP = 4;

    private static final long PUT_WRITER = 9;

    private final SplittableRandom random;
    private final Operation operation;
    private final Servers servers;
    private final int n;
    private final int quorum;
    private final MachineRun run;
    private final boolean[] stamps = new boolean[OperationState.MAX_REPLICAS];
    private final State[] replicas = new State[OperationState.MAX_REPLICAS];
    private final State[] reported = new State[OperationState.MAX_REPLICAS];
    private final boolean[] storedMaybe = new boolean[OperationState.MAX_REPLICAS];
    private final boolean[] writtenBack = new boolean[OperationState.MAX_REPLICAS];
    private final boolean[] acked = new boolean[OperationState.MAX_REPLICAS];
    private final List<Limbo> limbo = new ArrayList<>();
    private final State floor;
    private long serverClock = 100;
    private int reads;
    private State previousSeen = State.ABSENT;
    private boolean previousKnown = true;
    private boolean keptNewer;
    private boolean everApplied;
    private int decisionSeen = Decision.NONE;

    /** The state may be one that has served other operations before. */
    MachineWalk(final long seed, final Operation operation, final OperationState state) {
        this.random = new SplittableRandom(seed);
        this.operation = operation;
        this.n = 1 + random.nextInt(OperationState.MAX_REPLICAS);
        this.quorum = 1 + random.nextInt(n);
        final int kind = random.nextInt(10);
        this.servers = kind < 6 ? Servers.QUORATE : kind < 8 ? Servers.HONOURING : Servers.STAMPING;
        this.run = switch (operation) {
            case GET -> MachineRun.get(state, n, quorum, false);
            case EVENTUAL_GET -> MachineRun.get(state, n, quorum, true);
            case PUT -> MachineRun.put(state, n, quorum, PUT_TIMESTAMP, PUT_WRITER);
        };
        for (int i = 0; i < n; i++) {
            replicas[i] = random.nextInt(3) == 0 ? State.ABSENT : someState(i);
            if (random.nextInt(4) == 0) {
                run.sick(i);
            }
            if (servers != Servers.QUORATE && (i == 0 || random.nextBoolean())) {
                stamps[i] = servers == Servers.STAMPING;
                if (stamps[i]) {
                    run.stamping(i);
                } else {
                    run.older(i);
                }
            }
        }
        run.maxSends(1 + random.nextInt(5)).medianNs(random.nextInt(3) * MS);
        this.floor = floor();
    }

    void run() {
        run.begin();
        int steps = 0;
        while (!run.retired) {
            assertTrue(++steps < MAX_STEPS, "the operation does not end");
            step();
            checkSends();
            if (decisionSeen == Decision.NONE && run.decision != Decision.NONE) {
                decisionSeen = run.decision;
                checkDecision();
            }
        }
        for (final Limbo late : limbo) {
            apply(late.replica(), late.state());
        }
        checkEnd();
    }

    // ---- what happens

    private void step() {
        final int dice = random.nextInt(100);
        if (dice < 55 && !run.outstanding.isEmpty()) {
            end(run.outstanding.get(random.nextInt(run.outstanding.size())));
        } else if (dice < 80) {
            pass(random.nextInt(8) == 0 ? random.nextInt(700) * MS : random.nextInt(20) * MS);
        } else if (dice < 85) {
            run.tick();
        } else if (dice < 86) {
            run.abandon(random.nextBoolean() ? Decision.CANCELLED : Decision.CLOSED);
        } else if (dice < 92 && !limbo.isEmpty()) {
            final Limbo late = limbo.remove(random.nextInt(limbo.size()));
            apply(late.replica(), late.state());
        } else {
            final int replica = random.nextInt(n);
            storeOfAnother(replica, someState(replica));
        }
    }

    /** Time passes; a send whose deadline comes ends then, as transports guarantee. */
    private void pass(final long ns) {
        final long untilNs = run.nowNs() + ns;
        while (!run.retired) {
            MachineRun.Send next = null;
            for (final MachineRun.Send send : run.outstanding) {
                if (send.deadlineNs() - untilNs <= 0 && (next == null || send.deadlineNs() - next.deadlineNs() < 0)) {
                    next = send;
                }
            }
            if (next == null) {
                run.pass(untilNs - run.nowNs());
                return;
            }
            run.pass(Math.max(0, next.deadlineNs() - run.nowNs()));
            if (run.outstanding.contains(next)) {
                lose(next);
                run.fail(next, ReplicaListener.MAYBE_APPLIED);
            }
        }
    }

    private void end(final MachineRun.Send send) {
        if (random.nextInt(10) < 6) {
            answer(send);
            return;
        }
        final int fate = 1 + random.nextInt(5);
        if (fate == ReplicaListener.MAYBE_APPLIED) {
            lose(send);
        }
        run.fail(send, fate);
    }

    private void lose(final MachineRun.Send send) {
        if (send.kind() == ReplicaRequest.READ) {
            return;
        }
        storedMaybe[send.replica()] = true;
        final Limbo lost = new Limbo(send.replica(), payload());
        if (random.nextBoolean()) {
            limbo.add(lost);
        } else {
            apply(lost.replica(), lost.state());
        }
    }

    private void answer(final MachineRun.Send send) {
        final int replica = send.replica();
        if (send.kind() == ReplicaRequest.READ) {
            final State held = replicas[replica];
            reported[replica] = held;
            reads++;
            run.reply(send, read(replica, held));
            return;
        }
        final State before = replicas[replica];
        final State payload = payload();
        apply(replica, payload);
        storedMaybe[replica] = true;
        writtenBack[replica] = operation != Operation.PUT;
        if (decisionSeen == Decision.NONE && operation == Operation.PUT) {
            acked[replica] = true;
        }
        run.reply(send, written(replica, before, payload));
    }

    private ReplicaReply read(final int replica, final State held) {
        final long writer = knowsWriters(replica) ? held.writerId() : 0;
        return switch (held.result()) {
            case ReplicaReply.ABSENT -> FakeReply.absent();
            case ReplicaReply.TOMBSTONE -> FakeReply.tombstone(held.timestamp(), writer);
            default -> FakeReply.value(held.timestamp(), writer, held.value());
        };
    }

    private ReplicaReply written(final int replica, final State before, final State payload) {
        final boolean counted = decisionSeen == Decision.NONE && operation == Operation.PUT;
        if (!knowsWriters(replica)) {
            previousKnown &= !counted;
            return FakeReply.stored(0, 0);
        }
        final State after = replicas[replica];
        final boolean isEqual = !before.isBelow(payload, false) && !payload.isBelow(before, false);
        final FakeReply reply = isEqual
                ? FakeReply.equal(after.timestamp(), after.writerId())
                : payload.isBelow(before, false)
                        ? FakeReply.keptNewer(after.timestamp(), after.writerId())
                        : FakeReply.stored(after.timestamp(), after.writerId());
        if (counted) {
            keptNewer |= payload.isBelow(before, false);
            previousKnown &= !isEqual;
            if (!isEqual && previousSeen.isBelow(before, servers != Servers.QUORATE)) {
                previousSeen = before;
            }
        }
        return switch (before.result()) {
            case ReplicaReply.ABSENT -> reply.overAbsent();
            case ReplicaReply.TOMBSTONE -> reply.overTombstone(before.timestamp(), before.writerId());
            default -> reply.overValue(before.timestamp(), before.writerId(), before.value());
        };
    }

    private State payload() {
        if (operation == Operation.PUT) {
            return new State(ReplicaReply.VALUE, PUT_TIMESTAMP, PUT_WRITER, valueOf(PUT_TIMESTAMP, PUT_WRITER));
        }
        return new State(
                run.op.writeBackResult(), run.op.writeBackTimestamp(), run.op.writeBackWriterId(), run.writtenBack);
    }

    private void apply(final int replica, final State state) {
        everApplied = true;
        storeOfAnother(replica, state);
    }

    private void storeOfAnother(final int replica, final State state) {
        if (stamps[replica]) {
            replicas[replica] = new State(ReplicaReply.VALUE, ++serverClock, 0, state.value());
        } else if (replicas[replica].isBelow(state, !knowsWriters(replica))) {
            replicas[replica] = state;
        }
    }

    private State someState(final int replica) {
        final long timestamp = random.nextInt(7);
        final long writer = 1L + random.nextInt(3);
        if (servers == Servers.QUORATE && random.nextInt(5) == 0) {
            // The writer says whether it is a tombstone, because one version has one content.
            return new State(ReplicaReply.TOMBSTONE, timestamp, 4, "");
        }
        final long held = stamps[replica] ? ++serverClock : timestamp;
        return new State(ReplicaReply.VALUE, held, writer, valueOf(timestamp, writer));
    }

    private static String valueOf(final long timestamp, final long writer) {
        return timestamp + "/" + writer;
    }

    private boolean knowsWriters(final int replica) {
        return !run.isOlder(replica);
    }

    // ---- what must hold

    /** The highest version that so many replicas hold before the get begins that it cannot miss them all. */
    private State floor() {
        State best = State.ABSENT;
        for (int i = 0; i < n; i++) {
            int atLeast = 0;
            for (int j = 0; j < n; j++) {
                atLeast += replicas[j].isBelow(replicas[i], ignoreWriters()) ? 0 : 1;
            }
            if (atLeast >= n - quorum + 1 && best.isBelow(replicas[i], ignoreWriters())) {
                best = replicas[i];
            }
        }
        return best;
    }

    private boolean ignoreWriters() {
        return servers != Servers.QUORATE;
    }

    private void checkSends() {
        for (final MachineRun.Send send : run.outstanding) {
            if (send.kind() == ReplicaRequest.READ) {
                continue;
            }
            if (servers == Servers.STAMPING) {
                assertEquals(ReplicaRequest.STORE, send.kind(), "a write-back to servers that stamp");
                assertFalse(stamps[send.replica()] && storedMaybe[send.replica()], "a second store at one that stamps");
            }
        }
    }

    private void checkDecision() {
        switch (run.decision) {
            case Decision.OK -> {
                if (operation == Operation.PUT) {
                    checkAcked();
                } else {
                    checkAnswer();
                }
            }
            case Decision.DEADLINE -> assertTrue(run.nowNs() - (MachineRun.BEGIN_NS + MachineRun.TIMEOUT_NS) >= 0);
            case Decision.REPLICAS ->
                assertTrue(answeredOrAsked() < quorum, "impossible, although enough replicas may still answer");
            case Decision.CONFIRM -> assertTrue(reads >= quorum && operation == Operation.GET);
            default -> {
                // The walk gave up.
            }
        }
    }

    private int answeredOrAsked() {
        int count = 0;
        for (int i = 0; i < n; i++) {
            count += acked[i] || reported[i] != null || run.op.isOutstanding(i) ? 1 : 0;
        }
        return count;
    }

    private void checkAnswer() {
        final State answer =
                new State(run.resultAtDecision, run.timestampAtDecision, run.writerIdAtDecision, run.valueAtDecision);
        assertFalse(answer.isBelow(floor, ignoreWriters()), answer + " hides " + floor);
        if (servers == Servers.QUORATE && answer.result() == ReplicaReply.VALUE) {
            assertEquals(valueOf(answer.timestamp(), answer.writerId()), answer.value());
        }
        final int needed = Math.max(quorum, n - quorum + 1);
        if (servers == Servers.STAMPING) {
            int alike = 0;
            for (int i = 0; i < n; i++) {
                final State said = reported[i];
                alike += said != null
                                && said.result() == answer.result()
                                && said.value().equals(answer.value())
                        ? 1
                        : 0;
            }
            assertEquals(alike >= needed, run.op.confirmed(), "confirmed by equal values");
            return;
        }
        if (operation == Operation.GET) {
            assertTrue(run.op.confirmed(), "an unconfirmed answer");
        }
        if (run.op.confirmed()) {
            int holders = 0;
            for (int i = 0; i < n; i++) {
                holders += replicas[i].isBelow(answer, ignoreWriters()) ? 0 : 1;
            }
            assertTrue(holders >= needed, answer + " is held by " + holders + ", not by " + needed);
        }
    }

    private void checkAcked() {
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (acked[i]) {
                count++;
                assertTrue(stamps[i] || !replicas[i].isBelow(payload(), ignoreWriters()), "acked but not held: " + i);
            }
        }
        assertEquals(quorum, count, "acks");
        assertEquals(keptNewer, run.op.superseded(), "superseded");
        assertEquals(previousKnown, run.op.previousKnown(), "previous known");
        if (previousSeen.result() != ReplicaReply.ABSENT && servers == Servers.QUORATE) {
            assertEquals(previousSeen.timestamp(), run.timestampAtDecision, "previous timestamp");
            assertEquals(previousSeen.writerId(), run.writerIdAtDecision, "previous writer");
            assertEquals(previousSeen.value(), run.valueAtDecision, "previous value");
        }
    }

    private void checkEnd() {
        assertEquals(List.of(), run.outstanding);
        if (operation == Operation.PUT) {
            assertTrue(run.mayHaveAppliedAtDecision || !everApplied, "said not applied, but was");
            return;
        }
        final int stale = run.op.staleReplicas();
        if (servers == Servers.STAMPING) {
            assertEquals(0, stale, "a repair of servers that stamp");
            return;
        }
        if (servers == Servers.QUORATE && run.op.candidateResult() == ReplicaReply.VALUE) {
            assertEquals(
                    valueOf(run.op.candidateTimestamp(), run.op.candidateWriterId()),
                    new String(run.op.candidateValue().toByteArray(), StandardCharsets.UTF_8),
                    "a repair with a value of another version");
        }
        final State newest =
                new State(run.op.candidateResult(), run.op.candidateTimestamp(), run.op.candidateWriterId(), "");
        for (int i = 0; i < n; i++) {
            final State said = reported[i];
            if (said != null && newest.isBelow(said, ignoreWriters())) {
                throw new AssertionError("repair would spread " + newest + ", though " + i + " said " + said);
            }
            final boolean knownStale = said != null && said.isBelow(newest, ignoreWriters()) && !storedMaybe[i];
            if (knownStale) {
                assertTrue((stale & (1 << i)) != 0, "replica " + i + " stays stale");
            }
            final boolean heard = said != null || writtenBack[i];
            assertTrue((stale & (1 << i)) == 0 || heard, "a repair of replica " + i + ", which said nothing");
        }
    }
}
