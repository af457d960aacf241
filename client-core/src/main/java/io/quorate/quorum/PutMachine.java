package io.quorate.quorum;

import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;

/**
 * The quorum write, of a value or of a tombstone: one version, sent to all replicas, decided at W acks.
 *
 * <p>The version was chosen before and is the same on every send, so that a retry, or a late duplicate, changes nothing. A replica that
 * keeps something newer acknowledges too: the write is in its past.
 *
 * <p><b>Threads, allocation.</b> As {@link QuorumMachine} says; the only instance is {@link #INSTANCE}.
 */
public final class PutMachine implements QuorumMachine {

    /** The machine; it has no state. */
    public static final PutMachine INSTANCE = new PutMachine();

    private PutMachine() {}

    @Override
    public void begin(final OperationState op, final Effects out) {
        out.wakeAt(op.deadlineNs);
        startStores(op, out);
    }

    @Override
    public void onRing(final OperationState op, final Effects out) {
        startStores(op, out);
    }

    @Override
    public void onReply(
            final OperationState op,
            final int replica,
            final int attempt,
            final ReplicaReply reply,
            final Effects out) {
        onStored(op, op.endAttempt(replica, attempt), replica, reply);
        awaitAcks(op, out);
    }

    @Override
    public void onFailure(
            final OperationState op, final int replica, final int attempt, final int fate, final Effects out) {
        op.failed(op.endAttempt(replica, attempt), replica, fate, out);
        awaitAcks(op, out);
    }

    @Override
    public void onTick(final OperationState op, final Effects out) {
        if (op.decision == Decision.NONE && op.nowNs - op.deadlineNs >= 0) {
            op.decide(Decision.DEADLINE, out);
        }
        op.rearm(out);
        awaitAcks(op, out);
    }

    /** Sends the version to all replicas. */
    static void startStores(final OperationState op, final Effects out) {
        op.storing = true;
        for (int i = 0; i < op.n; i++) {
            op.ask(op.store, i, ReplicaRequest.STORE, out);
        }
    }

    static void onStored(final OperationState op, final Round round, final int replica, final ReplicaReply reply) {
        if (round != op.store) {
            op.answeredFormer(round);
            return;
        }
        op.mayHaveApplied = true;
        if (op.store.status[replica] != Round.ANSWERED) {
            op.store.status[replica] = Round.ANSWERED;
            if (op.decision == Decision.NONE) {
                count(op, replica, reply);
            }
        }
    }

    private static void count(final OperationState op, final int replica, final ReplicaReply reply) {
        op.learn(replica, ReplicaReply.VALUE, reply.timestamp(), reply.writerId());
        op.superseded |= reply.result() == ReplicaReply.KEPT_NEWER;
        if (reply.previous() == ReplicaReply.PREVIOUS_UNKNOWN || reply.result() == ReplicaReply.EQUAL) {
            op.previousKnown = false;
            return;
        }
        final boolean newer = op.candidate.compareTo(
                        reply.previous(), reply.previousTimestamp(), reply.previousWriterId(), op.ignoreWriters)
                < 0;
        if (newer) {
            op.candidate.set(reply.previous(), reply.previousTimestamp(), reply.previousWriterId());
            op.copyValue(op.value, reply);
        }
    }

    /** Decides once enough replicas have acknowledged, or too few can. */
    static void awaitAcks(final OperationState op, final Effects out) {
        if (op.decision == Decision.NONE) {
            final int acks = op.store.count(op.n, Round.ANSWERED);
            if (acks >= op.required) {
                op.decide(Decision.OK, out);
            } else {
                op.resend(op.store, ReplicaRequest.STORE, op.required - acks, out);
                if (acks + op.store.openCount(op.n) < op.required) {
                    op.decideImpossible(out);
                }
            }
        }
        op.retireIfDone(out);
    }
}
