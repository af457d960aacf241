package io.quorate.engine;

import io.quorate.error.ConnectionFailedException;
import io.quorate.error.ErrorDetails;
import io.quorate.error.QuorateException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a client has started: as soon as there is a ring and it is known of its members whether they can be reached, or when no server
 * is left that could tell one.
 *
 * <p><b>Threads.</b> Guarded by the lock of its {@link RingManager}.
 */
final class ClusterStart {

    /*
     * The first operations should not meet connections in the making, so the start waits for the members: a moment in any case, and to the
     * end of the dial timeout while the silent are so many that some key could miss its quorum.
     */
    private static final long SETTLE_NS = 1_000_000_000L;

    /** How the start ended, and who is to be told. */
    record End(StartHandler handler, @Nullable QuorateException error) {}

    private final QuorumEngine engine;
    private @Nullable StartHandler handler;
    private @Nullable QuorateException refusal;
    private boolean settling;
    private long settleAtNs;
    private long deadlineNs;

    ClusterStart(final QuorumEngine engine) {
        this.engine = engine;
    }

    void begin(final StartHandler newHandler, final long nowNs) {
        handler = newHandler;
        deadlineNs = nowNs + engine.config().timing().dialTimeoutNs();
    }

    boolean isUnderWay() {
        return handler != null;
    }

    /** When it ends at the latest. */
    long deadlineNs() {
        return deadlineNs;
    }

    /** The cluster cannot be used; the start fails with that, unless a ring turns up first. */
    void refuse(final QuorateException error) {
        refusal = error;
    }

    /** Ends the start from outside; null if it has ended already. */
    @Nullable
    End abandon(final QuorateException error) {
        return handler == null ? null : end(handler, error);
    }

    /** Ends the start if it is time; null otherwise, and ever after. */
    @Nullable
    End poll(final long nowNs, final @Nullable Topology found, final Collection<Node> nodes) {
        if (handler == null) {
            return null;
        }
        if (found != null) {
            return mustSettle(nowNs, found) ? null : end(handler, null);
        }
        if (refusal != null) {
            return end(handler, refusal);
        }
        return deadlineNs - nowNs <= 0 || noneIsLeft(nodes) ? end(handler, unreachable(nodes)) : null;
    }

    private End end(final StartHandler told, final @Nullable QuorateException error) {
        handler = null;
        return new End(told, error);
    }

    private boolean mustSettle(final long nowNs, final Topology found) {
        if (!settling) {
            settling = true;
            final long settledNs = nowNs + SETTLE_NS;
            settleAtNs = settledNs - deadlineNs < 0 ? settledNs : deadlineNs;
            engine.env().wakeAt(settleAtNs);
        }
        final int unsettled = unsettledMembers(found);
        final boolean patient = deadlineNs - nowNs > 0 && (settleAtNs - nowNs > 0 || quorumMayMiss(unsettled));
        if (unsettled == 0 || !patient) {
            return false;
        }
        engine.env().wakeAt(settleAtNs - nowNs > 0 ? settleAtNs : deadlineNs);
        return true;
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
        final EngineConfig config = engine.config();
        return members > config.ring().replicationFactor() - Math.max(config.readQuorum(), config.writeQuorum());
    }

    /** Whether it is known of every node that it cannot be reached, or tells no ring. */
    private static boolean noneIsLeft(final Collection<Node> nodes) {
        return nodes.stream().allMatch(Node::isSettled);
    }

    private static ConnectionFailedException unreachable(final Collection<Node> nodes) {
        final StringBuilder text = new StringBuilder(128).append("no server could be reached:");
        for (final Node node : nodes) {
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
