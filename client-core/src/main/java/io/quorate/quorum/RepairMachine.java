package io.quorate.quorum;

import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;

/**
 * Read repair: one version, sent once to replicas that reported less. Nobody waits for it, so it is decided when it begins.
 *
 * <p><b>Threads, allocation.</b> As {@link QuorumMachine} says; the only instance is {@link #INSTANCE}.
 *
 * <p><b>Guarantee.</b> Harmless at any time: replicas keep the higher version, and where one of them would not, because it stamps what it
 * is sent on its own clock, nothing is sent.
 */
public final class RepairMachine implements QuorumMachine {

    /** The machine; it has no state. */
    public static final RepairMachine INSTANCE = new RepairMachine();

    private RepairMachine() {}

    @Override
    public void begin(final OperationState op, final Effects out) {
        op.decide(Decision.OK, out);
        for (int i = 0; i < op.n; i++) {
            if ((op.repairMask & (1 << i)) != 0 && !op.ownTimestamps) {
                op.ask(op.store, i, ReplicaRequest.REPAIR, out);
            }
        }
        op.retireIfDone(out);
    }

    /** {@inheritDoc} A repair is decided from the beginning, so that no ring moves it. */
    @Override
    public void onRing(final OperationState op, final Effects out) {
        op.retireIfDone(out);
    }

    @Override
    public void onReply(
            final OperationState op,
            final int replica,
            final int attempt,
            final ReplicaReply reply,
            final Effects out) {
        op.endAttempt(replica, attempt).status[replica] = Round.ANSWERED;
        op.retireIfDone(out);
    }

    @Override
    public void onFailure(
            final OperationState op, final int replica, final int attempt, final int fate, final Effects out) {
        op.failed(op.endAttempt(replica, attempt), replica, fate, out);
        op.retireIfDone(out);
    }

    @Override
    public void onTick(final OperationState op, final Effects out) {
        op.retireIfDone(out);
    }
}
