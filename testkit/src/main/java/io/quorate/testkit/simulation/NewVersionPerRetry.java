package io.quorate.testkit.simulation;

import io.quorate.quorum.Effects;
import io.quorate.quorum.LinearizablePutMachine;
import io.quorate.quorum.OperationState;
import io.quorate.quorum.QuorumMachine;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.util.IdentityHashMap;

/** The machine of {@link PlantedBug#RETRY_TAKES_NEW_VERSION}: stamps again before it stores to a replica for a second time. */
final class NewVersionPerRetry implements QuorumMachine {

    private final QuorumMachine machine = LinearizablePutMachine.INSTANCE;
    /** Bits of the replicas that were sent a store. Looked up, never iterated. */
    private final IdentityHashMap<OperationState, Integer> stored = new IdentityHashMap<>();

    @Override
    public void begin(final OperationState op, final Effects out) {
        stored.put(op, 0);
        machine.begin(op, stamping(op, out));
    }

    @Override
    public void onReply(
            final OperationState op,
            final int replica,
            final int attempt,
            final ReplicaReply reply,
            final Effects out) {
        machine.onReply(op, replica, attempt, reply, stamping(op, out));
    }

    @Override
    public void onFailure(
            final OperationState op, final int replica, final int attempt, final int fate, final Effects out) {
        machine.onFailure(op, replica, attempt, fate, stamping(op, out));
    }

    @Override
    public void onRing(final OperationState op, final Effects out) {
        machine.onRing(op, stamping(op, out));
    }

    @Override
    public void onTick(final OperationState op, final Effects out) {
        machine.onTick(op, stamping(op, out));
    }

    private Effects stamping(final OperationState op, final Effects out) {
        return new Effects() {
            @Override
            public void send(final int replica, final int attempt, final byte kind, final long deadlineNs) {
                final int before = stored.getOrDefault(op, 0);
                if (kind == ReplicaRequest.STORE) {
                    if ((before & (1 << replica)) != 0) {
                        out.stamp(op.timestamp(), 0);
                    }
                    stored.put(op, before | (1 << replica));
                }
                out.send(replica, attempt, kind, deadlineNs);
            }

            @Override
            public void wakeAt(final long atNs) {
                out.wakeAt(atNs);
            }

            @Override
            public boolean stamp(final long aboveTimestamp, final long nodeWallMs) {
                return out.stamp(aboveTimestamp, nodeWallMs);
            }

            @Override
            public void decide(final int decision) {
                out.decide(decision);
            }

            @Override
            public void retire() {
                out.retire();
            }
        };
    }
}
