package io.quorate.engine;

import io.quorate.error.QuorateException;
import io.quorate.quorum.Decision;
import io.quorate.quorum.OperationState;
import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A decided operation of a slot, as its handler sees it.
 *
 * <p><b>Threads.</b> Valid for the drainer of the slot, during the decision. <b>Allocation.</b> Only {@link #error()} of a failure.
 */
final class DecisionView implements OperationView {

    private final OperationSlot slot;
    private final OperationState state;
    private @Nullable QuorateException error;

    DecisionView(final OperationSlot slot, final OperationState state) {
        this.slot = slot;
        this.state = state;
    }

    void clear() {
        error = null;
    }

    @Override
    public @Nullable QuorateException error() {
        if (error == null && !isOk()) {
            error = Failures.of(slot, state);
        }
        return error;
    }

    @Override
    public boolean exists() {
        return isOk() && state.candidateResult() == ReplicaReply.VALUE;
    }

    @Override
    public long timestamp() {
        return isGet() ? state.candidateTimestamp() : state.timestamp();
    }

    @Override
    public long writerId() {
        return isGet() ? state.candidateWriterId() : state.writerId();
    }

    @Override
    public boolean confirmed() {
        return state.confirmed();
    }

    @Override
    public boolean previousKnown() {
        return state.previousKnown();
    }

    @Override
    public long previousTimestamp() {
        return state.candidateTimestamp();
    }

    @Override
    public long previousWriterId() {
        return state.candidateWriterId();
    }

    @Override
    public boolean superseded() {
        return state.superseded();
    }

    @Override
    public ByteBuffer bytes() {
        return state.candidateValue().view();
    }

    @Override
    public int valueOffset() {
        return 0;
    }

    @Override
    public int valueLength() {
        return isOk() ? state.candidateValue().length() : 0;
    }

    /** A failed get may have found something, which is not confirmed and must not be taken for an answer. */
    private boolean isOk() {
        return state.decision() == Decision.OK;
    }

    private boolean isGet() {
        return slot.operation() == QuorumEngine.GET;
    }
}
