package io.quorate.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One operation of one machine, driven by a test in the place of an engine. It checks at every step what each driver relies on: decided
 * once, retired once and last, nothing sent after the decision, no send beyond the deadline, no call back into the machine.
 */
final class MachineRun implements Effects {

    /** An instant before zero, as {@code System.nanoTime()} may give it. */
    static final long BEGIN_NS = -3_600_000_000_000L;

    static final long WRITER = 0x77;

    static final long MS = 1_000_000L;
    static final long TIMEOUT_NS = 2_000 * MS;
    static final long ATTEMPT_NS = 500 * MS;
    static final long BACKOFF_BASE_NS = 10 * MS;
    static final long BACKOFF_CAP_NS = 250 * MS;
    static final long MEDIAN_NS = MS;
    static final int MAX_SENDS = 4;

    /** A send that has not ended. */
    record Send(int replica, int attempt, byte kind, long deadlineNs) {
        @Override
        public String toString() {
            return nameOf(kind) + ' ' + replica;
        }
    }

    final OperationState op;
    final List<Send> outstanding = new ArrayList<>();
    int decision = Decision.NONE;
    boolean mayHaveAppliedAtDecision;
    /** The value that the caller got, or was told as the previous one. */
    String valueAtDecision = "";

    int resultAtDecision;
    long timestampAtDecision;
    long writerIdAtDecision;
    /** What a get sent to replicas that it wrote back to. */
    String writtenBack = "";

    boolean retired;

    private final QuorumMachine machine;
    private int n;
    private final List<String> news = new ArrayList<>();
    private int[][] sendCounts = new int[OperationState.MAX_REPLICAS][8];
    private final boolean[] knowsWriters = {true, true, true, true, true, true, true};
    private final boolean[] stamps = new boolean[OperationState.MAX_REPLICAS];
    private final boolean[] sick = new boolean[OperationState.MAX_REPLICAS];
    private int maxSends = MAX_SENDS;
    private long medianNs = MEDIAN_NS;
    private long timeoutNs = TIMEOUT_NS;
    private final long seed = 42;
    private long nowNs = BEGIN_NS;
    private long wakeNs;
    private boolean wakeWanted;
    private boolean inside;
    private long stampedAbove;
    private boolean clockRefuses;

    private MachineRun(final QuorumMachine machine, final OperationState op, final int n) {
        this.machine = machine;
        this.op = op;
        this.n = n;
    }

    static MachineRun get(final int n, final int r) {
        return get(new OperationState(), n, r, false);
    }

    static MachineRun eventualGet(final int n, final int r) {
        return get(new OperationState(), n, r, true);
    }

    static MachineRun get(final OperationState op, final int n, final int r, final boolean eventual) {
        final MachineRun run = new MachineRun(GetMachine.INSTANCE, op, n);
        run.op.reset(n, r, Math.max(r, n - r + 1), eventual, run.seed);
        return run;
    }

    static MachineRun put(final int n, final int w, final long timestamp, final long writerId) {
        return put(new OperationState(), n, w, timestamp, writerId);
    }

    static MachineRun put(
            final OperationState op, final int n, final int w, final long timestamp, final long writerId) {
        final MachineRun run = new MachineRun(PutMachine.INSTANCE, op, n);
        run.op.reset(n, w, 0, false, run.seed);
        run.op.version(timestamp, writerId);
        return run;
    }

    static MachineRun linearizablePut(final int n, final int r, final int w) {
        final MachineRun run = new MachineRun(LinearizablePutMachine.INSTANCE, new OperationState(), n);
        run.op.reset(n, r, w, false, run.seed);
        return run;
    }

    static MachineRun repair(final int n, final int replicas) {
        final MachineRun run = new MachineRun(RepairMachine.INSTANCE, new OperationState(), n);
        run.op.reset(n, 0, 0, false, run.seed);
        run.op.repairTargets(replicas);
        return run;
    }

    // ---- settings, before begin

    MachineRun older(final int... replicas) {
        for (final int replica : replicas) {
            knowsWriters[replica] = false;
        }
        return this;
    }

    MachineRun stamping(final int... replicas) {
        for (final int replica : replicas) {
            knowsWriters[replica] = false;
            stamps[replica] = true;
        }
        return this;
    }

    MachineRun sick(final int... replicas) {
        for (final int replica : replicas) {
            sick[replica] = true;
        }
        return this;
    }

    MachineRun clockRefuses() {
        clockRefuses = true;
        return this;
    }

    MachineRun maxSends(final int newMaxSends) {
        maxSends = newMaxSends;
        return this;
    }

    MachineRun medianNs(final long newMedianNs) {
        medianNs = newMedianNs;
        return this;
    }

    MachineRun timeoutNs(final long newTimeoutNs) {
        timeoutNs = newTimeoutNs;
        return this;
    }

    MachineRun begin() {
        op.limits(BEGIN_NS + timeoutNs, ATTEMPT_NS, maxSends, BACKOFF_BASE_NS, BACKOFF_CAP_NS, medianNs);
        for (int i = 0; i < n; i++) {
            // Nodes order otherwise than the preference list: of three replicas, 1 is the highest node and 2 the
            // lowest.
            op.replica(i, (i + 1) % n, knowsWriters[i], stamps[i], sick[i]);
        }
        call(() -> machine.begin(op, this));
        return this;
    }

    /** Moves the operation to another ring, whose replicas can do everything. */
    MachineRun moveTo(final int newN, final int required, final int confirm) {
        n = newN;
        sendCounts = new int[OperationState.MAX_REPLICAS][8];
        op.restart(newN, required, confirm);
        for (int i = 0; i < newN; i++) {
            op.replica(i, (i + 1) % newN, true, false, false);
        }
        call(() -> machine.onRing(op, this));
        return this;
    }

    // ---- events

    /** Ends the oldest outstanding send of a replica with a reply. */
    MachineRun reply(final int replica, final ReplicaReply reply) {
        return reply(oldest(replica), reply);
    }

    MachineRun reply(final Send send, final ReplicaReply reply) {
        assertTrue(outstanding.remove(send), "ended twice: " + send);
        call(() -> machine.onReply(op, send.replica(), send.attempt(), reply, this));
        return this;
    }

    /** Ends the oldest outstanding send of a replica without a reply. */
    MachineRun fail(final int replica, final int fate) {
        return fail(oldest(replica), fate);
    }

    MachineRun fail(final Send send, final int fate) {
        assertTrue(outstanding.remove(send), "ended twice: " + send);
        call(() -> machine.onFailure(op, send.replica(), send.attempt(), fate, this));
        return this;
    }

    /** Lets time pass, with a tick whenever the machine has asked for one. */
    MachineRun pass(final long ns) {
        final long untilNs = nowNs + ns;
        while (wakeWanted && wakeNs - untilNs <= 0 && !retired) {
            nowNs = wakeNs - nowNs > 0 ? wakeNs : nowNs;
            tick();
        }
        nowNs = untilNs;
        return this;
    }

    /** Lets time pass while the timer is late. */
    MachineRun advance(final long ns) {
        nowNs += ns;
        return this;
    }

    /** A tick that may come for nothing. */
    MachineRun tick() {
        wakeWanted = false;
        call(() -> machine.onTick(op, this));
        return this;
    }

    MachineRun abandon(final int reason) {
        call(() -> op.abandon(reason, this));
        return this;
    }

    Send oldest(final int replica) {
        for (final Send send : outstanding) {
            if (send.replica() == replica) {
                return send;
            }
        }
        throw new AssertionError("nothing is outstanding at replica " + replica + ": " + outstanding);
    }

    Send sendOf(final byte kind, final int replica) {
        for (final Send send : outstanding) {
            if (send.replica() == replica && send.kind() == kind) {
                return send;
            }
        }
        throw new AssertionError("no " + nameOf(kind) + " is outstanding at replica " + replica + ": " + outstanding);
    }

    // ---- what came of it

    /** Checks what was sent since the last look, for example {@code "READ 0", "READ 1"}. */
    MachineRun sent(final String... expected) {
        assertEquals(List.of(expected), List.copyOf(news));
        news.clear();
        return this;
    }

    MachineRun sentAnything() {
        news.clear();
        return this;
    }

    boolean hasSent() {
        return !news.isEmpty();
    }

    MachineRun undecided() {
        return decided(Decision.NONE);
    }

    MachineRun decided(final int expected) {
        assertEquals(expected, decision, "decision");
        assertEquals(expected, op.decision(), "decision in the state");
        return this;
    }

    MachineRun retired(final boolean expected) {
        assertEquals(expected, retired, "retired");
        assertEquals(expected, op.isRetired(), "retired in the state");
        return this;
    }

    MachineRun holds(final int result, final long timestamp, final long writerId, final String value) {
        assertEquals(result, op.candidateResult(), "result");
        assertEquals(timestamp, op.candidateTimestamp(), "timestamp");
        assertEquals(writerId, op.candidateWriterId(), "writer id");
        assertEquals(value, new String(op.candidateValue().toByteArray(), StandardCharsets.UTF_8), "value");
        return this;
    }

    boolean isOlder(final int replica) {
        return !knowsWriters[replica];
    }

    boolean isWakeWanted() {
        return wakeWanted;
    }

    /** From the begin to the next tick that was asked for. */
    long wakeAfterNs() {
        assertTrue(wakeWanted, "no tick was asked for");
        return wakeNs - BEGIN_NS;
    }

    long nowNs() {
        return nowNs;
    }

    int sendCount(final int replica, final byte kind) {
        return sendCounts[replica][kind];
    }

    static String nameOf(final byte kind) {
        return switch (kind) {
            case ReplicaRequest.READ -> "READ";
            case ReplicaRequest.READ_VERSION -> "READ_VERSION";
            case ReplicaRequest.STORE -> "STORE";
            case ReplicaRequest.REPAIR -> "REPAIR";
            default -> throw new AssertionError("unexpected kind " + kind);
        };
    }

    private void call(final Runnable event) {
        assertFalse(retired, "an event after the end");
        op.nowNs(nowNs);
        assertEquals(nowNs, op.nowNs());
        inside = true;
        event.run();
        inside = false;
    }

    // ---- Effects

    @Override
    public void send(final int replica, final int attempt, final byte kind, final long deadlineNs) {
        assertTrue(inside, "sent from outside an event");
        assertTrue(decision == Decision.NONE || machine == RepairMachine.INSTANCE, "sent after the decision");
        assertFalse(retired, "sent after the end");
        assertTrue(deadlineNs - (BEGIN_NS + timeoutNs) <= 0, "a send outlasts the operation");
        assertTrue(deadlineNs - (nowNs + ATTEMPT_NS) <= 0, "a send outlasts its time");
        assertTrue(attempt >= 0 && attempt < OperationState.ATTEMPT_NUMBERS, "attempt " + attempt);
        final int mask = OperationState.MAX_OUTSTANDING - 1;
        for (final Send other : outstanding) {
            assertFalse(
                    other.replica() == replica && (other.attempt() & mask) == (attempt & mask),
                    "two outstanding sends share a place: " + attempt + " and " + other.attempt());
        }
        final Send send = new Send(replica, attempt, kind, deadlineNs);
        outstanding.add(send);
        news.add(send.toString());
        if (kind == ReplicaRequest.REPAIR) {
            writtenBack = new String(op.candidateValue().toByteArray(), StandardCharsets.UTF_8);
        }
        sendCounts[replica][kind]++;
        assertTrue(sendCounts[replica][kind] <= maxSends, "more sends than allowed");
    }

    @Override
    public void wakeAt(final long atNs) {
        assertTrue(inside, "a wake-up from outside an event");
        if (!wakeWanted || atNs - wakeNs < 0) {
            wakeNs = atNs;
            wakeWanted = true;
        }
    }

    @Override
    public boolean stamp(final long aboveTimestamp, final long nodeWallMs) {
        assertTrue(inside, "stamped from outside an event");
        assertEquals(0, stampedAbove, "stamped twice");
        stampedAbove = aboveTimestamp + 1;
        op.version(aboveTimestamp + 1, WRITER);
        return !clockRefuses;
    }

    @Override
    public void decide(final int newDecision) {
        assertTrue(inside, "decided from outside an event");
        assertEquals(Decision.NONE, decision, "decided twice");
        assertTrue(newDecision != Decision.NONE, "decided nothing");
        decision = newDecision;
        mayHaveAppliedAtDecision = op.mayHaveApplied();
        valueAtDecision = new String(op.candidateValue().toByteArray(), StandardCharsets.UTF_8);
        resultAtDecision = op.candidateResult();
        timestampAtDecision = op.candidateTimestamp();
        writerIdAtDecision = op.candidateWriterId();
    }

    @Override
    public void retire() {
        assertTrue(inside, "retired from outside an event");
        assertTrue(decision != Decision.NONE, "retired before it was decided");
        assertFalse(retired, "retired twice");
        assertEquals(List.of(), outstanding, "retired while sends were outstanding");
        retired = true;
    }
}
