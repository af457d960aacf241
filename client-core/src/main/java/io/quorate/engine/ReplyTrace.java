package io.quorate.engine;

import io.quorate.metrics.OperationKind;
import io.quorate.metrics.ReplyListener;
import io.quorate.quorum.Decision;
import org.jspecify.annotations.Nullable;

/**
 * Who answered an operation and when, for a {@link ReplyListener}; a slot has none where nobody listens to that.
 *
 * <p><b>Threads.</b> Not thread-safe; belongs to the drainer of its slot. <b>Allocation.</b> None.
 */
final class ReplyTrace {

    private final ReplyListener listener;
    /** Null while it is a read repair, which is nobody's operation. */
    private @Nullable OperationKind operation;

    private @Nullable String last;
    private long lastNs;
    private @Nullable String decider;
    private long decidedNs;
    private boolean complete;

    ReplyTrace(final ReplyListener listener) {
        this.listener = listener;
    }

    void begin(final byte newOperation) {
        operation = newOperation == QuorumEngine.REPAIR ? null : OperationKind.of(newOperation);
        last = null;
        decider = null;
        complete = true;
    }

    /** A node answered; before the machine hears of it. */
    void replied(final Node node, final byte request, final long latencyNs, final long sinceBeginNs) {
        final OperationKind kind = operation;
        if (kind != null) {
            final String name = node.name();
            last = name;
            lastNs = sinceBeginNs;
            listener.onReply(name, kind, request, latencyNs);
        }
    }

    void failed(final Node node, final byte request, final int code) {
        final OperationKind kind = operation;
        if (kind != null) {
            complete = false;
            listener.onNoReply(node.name(), kind, request, code);
        }
    }

    /** What is still under way is given up. */
    void disowned() {
        complete = false;
    }

    /** The operation is decided; where it succeeds, by the reply that came last. */
    void decided(final int decision) {
        if (decision == Decision.OK) {
            decider = last;
            decidedNs = lastNs;
        }
    }

    /** The last send has ended. */
    void ended() {
        final OperationKind kind = operation;
        final String slowest = decider;
        final String latest = last;
        if (kind != null && slowest != null && latest != null) {
            listener.onReplies(kind, slowest, decidedNs, latest, lastNs, complete);
        }
    }
}
