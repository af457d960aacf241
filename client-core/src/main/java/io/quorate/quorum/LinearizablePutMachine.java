package io.quorate.quorum;

import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;

/**
 * The multi-writer quorum write, of a value or of a tombstone: phase 1 learns the newest version from R replicas, phase 2 stores a
 * version above it at W replicas.
 *
 * <p>The version is chosen once, between the phases, and is the same on every send of phase 2. Before that nothing has been written, so
 * whatever ends the operation in phase 1 leaves it surely not applied.
 *
 * <p><b>Threads, allocation.</b> As {@link QuorumMachine} says; the only instance is {@link #INSTANCE}.
 *
 * <p>Source: N. Lynch, A. Shvartsman, "Robust emulation of shared memory using dynamic quorum-acknowledged broadcasts", FTCS 1997.
 */
public final class LinearizablePutMachine implements QuorumMachine {

    /** The machine; it has no state. */
    public static final LinearizablePutMachine INSTANCE = new LinearizablePutMachine();

    private LinearizablePutMachine() {}

    @Override
    public void begin(final OperationState op, final Effects out) {
        out.wakeAt(op.deadlineNs);
        onRing(op, out);
    }

    @Override
    public void onRing(final OperationState op, final Effects out) {
        if (op.storing) {
            PutMachine.startStores(op, out);
            return;
        }
        for (int i = 0; i < op.n; i++) {
            op.ask(op.read, i, ReplicaRequest.READ_VERSION, out);
        }
    }

    @Override
    public void onReply(
            final OperationState op,
            final int replica,
            final int attempt,
            final ReplicaReply reply,
            final Effects out) {
        final Round round = op.endAttempt(replica, attempt);
        if (round == op.read) {
            onVersion(op, replica, reply);
        } else {
            PutMachine.onStored(op, round, replica, reply);
        }
        proceed(op, out);
    }

    @Override
    public void onFailure(
            final OperationState op, final int replica, final int attempt, final int fate, final Effects out) {
        op.failed(op.endAttempt(replica, attempt), replica, fate, out);
        proceed(op, out);
    }

    @Override
    public void onTick(final OperationState op, final Effects out) {
        if (op.decision == Decision.NONE && op.nowNs - op.deadlineNs >= 0) {
            op.decide(Decision.DEADLINE, out);
        }
        op.rearm(out);
        proceed(op, out);
    }

    private static void onVersion(final OperationState op, final int replica, final ReplicaReply reply) {
        op.read.status[replica] = Round.ANSWERED;
        op.learn(replica, reply.result(), reply.timestamp(), reply.writerId());
        if (Long.compareUnsigned(reply.timestamp(), op.seenTimestamp) > 0) {
            op.seenTimestamp = reply.timestamp();
        }
        op.nodeWallMs = Math.max(op.nodeWallMs, reply.nodeWallMs());
    }

    private static void proceed(final OperationState op, final Effects out) {
        if (op.storing) {
            PutMachine.awaitAcks(op, out);
            return;
        }
        if (op.decision == Decision.NONE) {
            collect(op, out);
        }
        op.retireIfDone(out);
    }

    private static void collect(final OperationState op, final Effects out) {
        final int answered = op.read.count(op.n, Round.ANSWERED);
        if (answered < op.required) {
            op.resend(op.read, ReplicaRequest.READ_VERSION, op.required - answered, out);
            if (answered + op.read.openCount(op.n) < op.required) {
                op.decideImpossible(out);
            }
            return;
        }
        if (out.stamp(op.seenTimestamp, op.nodeWallMs)) {
            op.required = op.confirmCount;
            PutMachine.startStores(op, out);
        } else {
            op.decide(Decision.CLOCK, out);
        }
    }
}
