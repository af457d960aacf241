package io.quorate;

import io.quorate.error.ErrorDetails;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.Outcome;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A future whose cancellation reaches what it stands for.
 *
 * <p><b>Threads.</b> Any. It is completed on the thread of the deciding event, or by the executor; when it is cancelled, on the thread that
 * cancels.
 *
 * <p>Cancelled, it fails with a {@link CancellationException} as every future does; among its causes (newer JDKs wrap it once more) is the
 * {@link OperationCancelledException} that tells whether a write may have been applied.
 *
 * @param <T> the result
 */
abstract class CallFuture<T> extends CompletableFuture<T> {

    private final @Nullable Executor executor;
    private final Faults faults;
    private volatile boolean cancelRequested;

    CallFuture(final @Nullable Executor executor, final Faults faults) {
        this.executor = executor;
        this.faults = faults;
    }

    /** Asks for an early end; {@link #succeed} or {@link #fail} follows, often before this returns. */
    abstract void abort();

    final boolean isCancelRequested() {
        return cancelRequested;
    }

    final void succeed(final T result) {
        if (executor == null || cancelRequested) {
            complete(result);
        } else {
            faults.execute(executor, () -> complete(result));
        }
    }

    final void fail(final Throwable error) {
        if (cancelRequested && error instanceof OperationCancelledException) {
            completeExceptionally(cancellation(error));
        } else if (executor == null || cancelRequested) {
            completeExceptionally(error);
        } else {
            faults.execute(executor, () -> completeExceptionally(error));
        }
    }

    @Override
    public final boolean cancel(final boolean mayInterruptIfRunning) {
        if (!isDone()) {
            cancelRequested = true;
            abort();
            if (!isDone()) {
                // Another thread is at work on the operation and will find out; until then the worst is to be assumed.
                completeExceptionally(cancellation(new OperationCancelledException(
                        "the operation was cancelled while another thread was working on it; a write may have been applied",
                        new ErrorDetails(Outcome.INDETERMINATE, null, true, List.of(), null))));
            }
        }
        return isCancelled();
    }

    /** Derived futures cannot be cancelled through to the operation, and are plain ones. */
    @Override
    public final <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    private static CancellationException cancellation(final Throwable cause) {
        final CancellationException cancellation = new CancellationException(cause.getMessage());
        cancellation.initCause(cause);
        return cancellation;
    }
}
