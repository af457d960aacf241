package io.quorate;

import io.quorate.engine.DecisionHandler;
import io.quorate.engine.OperationView;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings the decision of one operation to its callback by way of an executor.
 *
 * <p><b>Guarantee.</b> The callback is called exactly once, also when the executor refuses, or when there is no memory for a copy.
 */
final class CallbackRunner {

    /** The attachment is the callback itself. */
    static final DecisionHandler DIRECT = (view, attachment) -> ((OperationCallback) attachment).onDecided(view);

    /** The attachment is a runner. */
    static final DecisionHandler BY_EXECUTOR = (view, attachment) -> ((CallbackRunner) attachment).decided(view);

    private final OperationCallback callback;
    private final Executor executor;
    private final Faults faults;
    private final AtomicBoolean called = new AtomicBoolean();

    CallbackRunner(final OperationCallback callback, final Executor executor, final Faults faults) {
        this.callback = callback;
        this.executor = executor;
        this.faults = faults;
    }

    private void decided(final OperationView view) {
        final OperationView copy;
        try {
            copy = ViewCopy.of(view);
        } catch (final RuntimeException | Error fault) {
            faults.report("copy of a result for an executor", fault);
            call(view);
            return;
        }
        faults.execute(executor, () -> call(copy));
    }

    private void call(final OperationView view) {
        if (!called.compareAndSet(false, true)) {
            return;
        }
        try {
            callback.onDecided(view);
        } catch (final RuntimeException | Error fault) {
            faults.report("callback", fault);
        }
    }
}
