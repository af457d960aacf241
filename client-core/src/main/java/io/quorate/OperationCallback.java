package io.quorate;

import io.quorate.engine.OperationView;

/**
 * Takes the decision of one operation, without any object being made for it.
 *
 * <p><b>Threads.</b> Called exactly once per operation, on the thread of the deciding event: a transport thread, the timer thread, or, when
 * the transport answers at once or the operation fails at once, the caller's own before its call has returned. Starting the next
 * operation from a callback therefore recurses on such a transport: a long chain belongs in a loop. Must not block; a
 * blocking call of the client is refused on the client's threads. With {@link CallOptions#withExecutor} it is called by that executor.
 *
 * <p><b>Allocation.</b> None of the client's own without an executor; with one, the view is a copy.
 *
 * <p><b>Errors.</b> Failures arrive here, through {@link OperationView#error()}; what this method throws is logged and counted, nothing more.
 *
 * <p><b>Ownership.</b> The view is valid during the call; what is to be kept is copied out of it.
 */
@FunctionalInterface
public interface OperationCallback {

    /**
     * The operation is decided.
     *
     * @param view what came out; {@link OperationView#error()} first
     */
    void onDecided(OperationView view);
}
