package io.quorate.quorum;

import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;

/**
 * The two-phase quorum read.
 *
 * <p>Phase 1 asks all replicas. At the R-th explicit reply the candidate is fixed: the newest version among them. Phase 2 makes sure that
 * C = max(R, n−R+1) replicas hold it or something newer, by writing it back where it is missing, so that no later quorum read can miss it.
 *
 * <p><b>Threads, allocation.</b> As {@link QuorumMachine} says; the only instance is {@link #INSTANCE}.
 *
 * <p>Source: H. Attiya, A. Bar-Noy, D. Dolev, "Sharing Memory Robustly in Message-Passing Systems", JACM 42(1), 1995.
 */
public final class GetMachine implements QuorumMachine {

    /*
     * Why C is not R: a later get hears any R replicas, and meets the candidate only if C + R > n. Why not only n-R+1: with R > n-R+1 the R
     * replies are there anyway, and counting them costs nothing.
     *
     * Why late replies count: a holder is a holder, however the client learns of it. A late reply that is older than the candidate shows
     * a replica that phase 2 must write to, so it is written to at once; the silent get a median reply time to speak for themselves,
     * because most of them hold the candidate already and a write-back would be wasted.
     *
     * Where servers stamp puts on their own clocks (ownTimestamps), versions of one value differ per replica and a write-back would
     * destroy newer data: there a candidate is confirmed by equal values only, and an unconfirmed one is answered as such.
     */

    /** The machine; it has no state. */
    public static final GetMachine INSTANCE = new GetMachine();

    private GetMachine() {}

    @Override
    public void begin(final OperationState op, final Effects out) {
        out.wakeAt(op.deadlineNs);
        onRing(op, out);
    }

    @Override
    public void onRing(final OperationState op, final Effects out) {
        for (int i = 0; i < op.n; i++) {
            op.ask(op.read, i, ReplicaRequest.READ, out);
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
            onRead(op, replica, reply);
        } else if (round == op.store) {
            onWrittenBack(op, replica, reply);
        }
        proceed(op, out);
    }

    @Override
    public void onFailure(
            final OperationState op, final int replica, final int attempt, final int fate, final Effects out) {
        final Round round = op.endAttempt(replica, attempt);
        op.failed(round, replica, fate, out);
        proceed(op, out);
    }

    @Override
    public void onTick(final OperationState op, final Effects out) {
        if (op.decision == Decision.NONE && op.nowNs - op.deadlineNs >= 0) {
            op.decide(op.candidateFixed ? Decision.CONFIRM : Decision.DEADLINE, out);
        }
        op.rearm(out);
        proceed(op, out);
    }

    private static void onRead(final OperationState op, final int replica, final ReplicaReply reply) {
        op.read.status[replica] = Round.ANSWERED;
        op.learn(replica, reply.result(), reply.timestamp(), reply.writerId());
        if (op.ownTimestamps) {
            op.copyValue(op.valueOf(replica), reply);
        }
        final int order =
                -op.candidate.compareTo(reply.result(), reply.timestamp(), reply.writerId(), op.ignoreWriters);
        final boolean winsTie = order == 0 && winsTie(op, replica, reply);
        if (op.candidateFixed && op.decision == Decision.NONE) {
            if (order > 0) {
                op.keepNewest(reply);
            }
        } else if (order > 0 || winsTie) {
            op.candidate.set(reply.result(), reply.timestamp(), reply.writerId());
            op.candidateReplica = replica;
            op.copyValue(op.value, reply);
        }
    }

    /**
     * Equal versions mean equal values, except where writer ids are unknown: there a value beats a tombstone, then the highest node
     * wins, as placement orders nodes.
     */
    private static boolean winsTie(final OperationState op, final int replica, final ReplicaReply reply) {
        if (!op.ignoreWriters || reply.result() == ReplicaReply.ABSENT) {
            return false;
        }
        if (reply.result() != op.candidate.result) {
            op.tied = true;
            return reply.result() == ReplicaReply.VALUE;
        }
        final boolean higher = op.nodeOrder(replica) > op.nodeOrder(op.candidateReplica);
        if (op.value.contentEquals(reply.bytes(), reply.valueOffset(), reply.valueLength())) {
            op.candidateReplica = higher ? replica : op.candidateReplica;
            return false;
        }
        op.tied = true;
        return higher;
    }

    private static void onWrittenBack(final OperationState op, final int replica, final ReplicaReply reply) {
        op.store.status[replica] = Round.ANSWERED;
        if (reply.result() == ReplicaReply.KEPT_NEWER) {
            op.learn(replica, ReplicaReply.VALUE, reply.timestamp(), reply.writerId());
        } else {
            op.learn(replica, op.fixed.result, op.fixed.timestamp, op.fixed.writerId);
        }
    }

    private static void proceed(final OperationState op, final Effects out) {
        if (op.decision == Decision.NONE) {
            if (op.candidateFixed) {
                confirm(op, out);
            } else {
                collect(op, out);
            }
        }
        op.retireIfDone(out);
    }

    private static void collect(final OperationState op, final Effects out) {
        final int answered = op.read.count(op.n, Round.ANSWERED);
        if (answered >= op.required) {
            fixCandidate(op, out);
            return;
        }
        op.resend(op.read, ReplicaRequest.READ, op.required - answered, out);
        if (answered + op.read.openCount(op.n) < op.required) {
            op.decideImpossible(out);
        }
    }

    private static void fixCandidate(final OperationState op, final Effects out) {
        op.candidateFixed = true;
        op.fixed.set(op.candidate.result, op.candidate.timestamp, op.candidate.writerId);
        if (op.candidate.result == ReplicaReply.ABSENT) {
            op.confirmed = !op.ownTimestamps || op.holders() >= op.confirmCount;
            op.decide(Decision.OK, out);
            return;
        }
        op.confirmed = op.holders() >= op.confirmCount;
        if (op.confirmed || op.eventual || op.ownTimestamps) {
            op.decide(Decision.OK, out);
            return;
        }
        op.silentAtNs = op.nowNs + op.medianReplyNs;
        out.wakeAt(op.silentAtNs);
        confirm(op, out);
    }

    private static void confirm(final OperationState op, final Effects out) {
        final int holders = op.holders();
        if (holders >= op.confirmCount) {
            op.confirmed = true;
            op.decide(Decision.OK, out);
            return;
        }
        final boolean patienceOver = op.nowNs - op.silentAtNs >= 0;
        int written = 0;
        int silentOnly = 0;
        int settled = 0;
        for (int i = 0; i < op.n; i++) {
            if (op.holdsCandidate(i)) {
                settled += op.settleStore(i);
                continue;
            }
            final boolean silent = op.read.status[i] == Round.ASKED;
            if (op.store.status[i] == Round.IDLE && (!silent || patienceOver)) {
                op.ask(op.store, i, ReplicaRequest.REPAIR, out);
            }
            if (op.store.isOpen(i)) {
                written++;
            } else if (silent) {
                silentOnly++;
            }
        }
        final int missing = op.confirmCount - holders;
        op.resend(op.store, ReplicaRequest.REPAIR, missing - silentOnly + settled, out);
        if (written + silentOnly < missing) {
            op.decide(Decision.CONFIRM, out);
        }
    }
}
