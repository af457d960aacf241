package io.quorate;

import io.quorate.engine.OperationView;
import io.quorate.error.QuorateException;
import org.jspecify.annotations.Nullable;

/** Takes the decision of an operation that is decided before its call returns; one for each benchmark thread. */
final class LastDecision implements OperationCallback {

    private boolean decided;
    private @Nullable QuorateException error;
    private long digest;

    @Override
    public void onDecided(final OperationView view) {
        decided = true;
        error = view.error();
        digest = view.timestamp() + (view.valueLength() == 0 ? 0 : view.bytes().get(view.valueOffset()));
    }

    /** Something of the decision, so that it cannot be left out; fails if there was none since the last time, or a failure. */
    long take() {
        if (!decided) {
            throw new IllegalStateException("the operation was not decided before its call returned");
        }
        if (error != null) {
            throw new IllegalStateException("the operation failed", error);
        }
        decided = false;
        return digest;
    }
}
