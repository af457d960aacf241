package io.quorate.engine;

import io.quorate.error.ClockSkewException;
import io.quorate.error.NoNodesException;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.OverloadedException;
import io.quorate.error.QuorateException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.error.UnsupportedException;
import io.quorate.error.ValidationException;
import io.quorate.metrics.ClientMetrics;
import io.quorate.metrics.Counter;
import io.quorate.metrics.OperationKind;
import io.quorate.quorum.Decision;
import io.quorate.quorum.OperationState;
import io.quorate.time.Env;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.HybridLogicalClock;
import org.jspecify.annotations.Nullable;

/**
 * What is learnt from operations beside their result: counters, latencies, the health of nodes, the clock, and events.
 *
 * <p><b>Threads.</b> Any. <b>Allocation.</b> None, except for a user's listener of failures.
 */
final class OperationAccounting {

    private static final long INITIAL_MEDIAN_NS = 1_000_000;
    private static final long MIN_MEDIAN_NS = 50_000;

    private final Env env;
    private final HybridLogicalClock clock;
    private final ClientMetrics metrics;
    private final GuardedListener listener;
    private final ReplyMedian median;

    OperationAccounting(
            final Env env,
            final HybridLogicalClock clock,
            final long attemptTimeoutNs,
            final ClientMetrics metrics,
            final GuardedListener listener) {
        this.env = env;
        this.clock = clock;
        this.metrics = metrics;
        this.listener = listener;
        this.median = new ReplyMedian(INITIAL_MEDIAN_NS, MIN_MEDIAN_NS, attemptTimeoutNs);
    }

    /** How long a reply usually takes. */
    long medianReplyNs() {
        return median.medianNs();
    }

    void begun(final byte operation) {
        metrics.increment(
                operation == QuorumEngine.GET
                        ? Counter.GETS
                        : operation == QuorumEngine.PUT ? Counter.PUTS : Counter.DELETES);
    }

    void refused(final byte operation, final QuorateException error) {
        metrics.increment(failureCounter(error));
        if (error instanceof OverloadedException) {
            metrics.increment(Counter.OVERLOADED);
        }
        if (!listener.isSilent()) {
            listener.onFailure(OperationKind.of(operation), 0, error);
        }
    }

    /** Notes what is special about a send; {@link Counter#SENDS} are counted by the slot, several at once. */
    void sent(final Node node, final byte kind, final byte operation, final int sends, final OutgoingRequest request) {
        if (operation == QuorumEngine.REPAIR) {
            metrics.increment(Counter.REPAIRS_SENT);
            if (!listener.isSilent()) {
                final byte[] key = request.copyOfKey();
                listener.onRepairSent(node.name(), key, 0, key.length);
            }
        } else if (operation == QuorumEngine.GET && kind == ReplicaRequest.REPAIR) {
            metrics.increment(Counter.WRITE_BACKS);
        } else if (sends > 1) {
            metrics.increment(Counter.RETRIES);
        }
    }

    void replied(
            final Node node,
            final byte kind,
            final byte operation,
            final OperationState state,
            final long sentNs,
            final ReplicaReply reply,
            final boolean isRetry) {
        final long nowNs = state.nowNs();
        final long replyNs = nowNs - sentNs;
        metrics.increment(Counter.REPLIES);
        node.replied(nowNs, replyNs);
        median.record(replyNs);
        if (operation == QuorumEngine.REPAIR) {
            metrics.recordRepair(replyNs);
        } else if (operation == QuorumEngine.GET && kind == ReplicaRequest.REPAIR) {
            metrics.recordWriteBack(replyNs);
        } else if (isRetry) {
            metrics.recordRetry(replyNs);
        }
        if (state.decision() != Decision.NONE && operation != QuorumEngine.REPAIR) {
            metrics.increment(Counter.LATE_REPLIES);
            if (!listener.isSilent()) {
                listener.onLateReply(node.name(), replyNs);
            }
        }
        if (Long.compareUnsigned(reply.timestamp(), clock.latest()) > 0 && !node.stampsItself()) {
            if (!clock.observe(reply.timestamp(), wallMs())) {
                metrics.increment(Counter.CLOCK_DRIFTS);
            }
        }
        if (node.isNewerThanRing(reply.ringEpoch())) {
            metrics.increment(Counter.STALE_EPOCHS);
            node.knowsNewerRing();
        }
    }

    /** The wall clock, cut to what versions can hold: a reply must not be lost because this machine's clock is wrong. */
    private long wallMs() {
        return Math.max(0, Math.min(env.wallMs(), HybridLogicalClock.MAX_WALL_MS));
    }

    void failed(
            final Node node,
            final byte operation,
            final long sentNs,
            final long nowNs,
            final int fate,
            final int code,
            final @Nullable String detail) {
        metrics.increment(Counter.SEND_FAILURES);
        if (operation == QuorumEngine.REPAIR) {
            if (fate == ReplicaListener.NOT_SENT) {
                repairDropped(node, detail == null ? "it could not be sent" : detail);
            } else {
                metrics.increment(Counter.REPAIRS_FAILED);
            }
        }
        switch (code) {
            case ReplicaListener.CODE_DEADLINE -> node.unanswered(sentNs, nowNs);
            case ReplicaListener.CODE_DISCONNECTED,
                    ReplicaListener.CODE_NODE_FAULT,
                    ReplicaListener.CODE_PROTOCOL,
                    ReplicaListener.CODE_UNKNOWN -> node.failed(detail);
            case ReplicaListener.CODE_STALE_EPOCH -> {
                metrics.increment(Counter.STALE_EPOCHS);
                node.knowsNewerRing();
            }
            default -> {
                // Refusals, overload and cancellation say nothing about the health of the node.
            }
        }
    }

    /** A repair of one replica was given up before it was sent. */
    void repairDropped(final Node node, final String cause) {
        metrics.increment(Counter.REPAIRS_DROPPED);
        if (!listener.isSilent()) {
            listener.onRepairDropped(node.name(), cause);
        }
    }

    void decided(
            final byte operation,
            final int decision,
            final OperationState state,
            final DecisionView view,
            final long latencyNs) {
        final boolean ok = decision == Decision.OK;
        metrics.recordDecision(operation, ok, latencyNs);
        final QuorateException error = view.error();
        if (error != null) {
            metrics.increment(failureCounter(error));
        } else if (operation == QuorumEngine.GET && !state.confirmed()) {
            metrics.increment(Counter.UNCONFIRMED_GETS);
        } else if (operation != QuorumEngine.GET && state.superseded()) {
            metrics.increment(Counter.SUPERSEDED_WRITES);
        }
        if (!listener.isSilent()) {
            if (error == null) {
                listener.onSuccess(OperationKind.of(operation), latencyNs);
            } else {
                listener.onFailure(OperationKind.of(operation), latencyNs, error);
            }
        }
    }

    /** The last send of a get has ended. */
    void retired(final OperationSlot slot, final OperationState state) {
        if (state.tied()) {
            metrics.increment(Counter.TIES);
            if (!listener.isSilent()) {
                final byte[] key = slot.request().copyOfKey();
                listener.onTie(key, 0, key.length);
            }
        }
        if (state.wroteBack()) {
            metrics.increment(Counter.CONFIRMING_GETS);
        }
    }

    private static Counter failureCounter(final QuorateException error) {
        if (error instanceof final QuorumNotMetException notMet) {
            return switch (notMet.reason()) {
                case REPLICAS -> Counter.FAILED_REPLICAS;
                case DEADLINE -> Counter.FAILED_DEADLINE;
                case CONFIRM -> Counter.FAILED_CONFIRM;
            };
        }
        if (error instanceof ValidationException) {
            return Counter.FAILED_VALIDATION;
        }
        if (error instanceof UnsupportedException) {
            return Counter.FAILED_UNSUPPORTED;
        }
        if (error instanceof OverloadedException) {
            return Counter.FAILED_OVERLOADED;
        }
        if (error instanceof NoNodesException) {
            return Counter.FAILED_NO_NODES;
        }
        if (error instanceof ClockSkewException) {
            return Counter.FAILED_CLOCK;
        }
        return error instanceof OperationCancelledException ? Counter.FAILED_CANCELLED : Counter.FAILED_CLOSED;
    }
}
