package io.quorate;

import io.quorate.error.ErrorDetails;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.Outcome;
import io.quorate.error.QuorateException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for what was begun, with a bound.
 *
 * <p><b>Threads.</b> Blocks its caller, without a lock, so that a virtual thread gives its carrier away. Refuses threads that the answer
 * would need.
 *
 * @param engine knows the threads that must not wait
 * @param marginNs how much later than its deadline an operation may be decided before its engine counts as broken
 */
record Blocking(EngineFace engine, long marginNs) {

    /** The margin of every client: far more than a late timer or a collector's pause takes. */
    static final long MARGIN_NS = TimeUnit.SECONDS.toNanos(5);

    /** Called before anything is begun. */
    void check(final String what) {
        refuseOnOwnThread(what);
        if (Thread.currentThread().isInterrupted()) {
            throw new OperationCancelledException(
                    what + " was not begun: the calling thread "
                            + Thread.currentThread().getName() + " is interrupted",
                    ErrorDetails.TRANSIENT);
        }
    }

    void refuseOnOwnThread(final String what) {
        if (engine.onTransportThread()) {
            throw new IllegalStateException(
                    what + " would block " + Thread.currentThread().getName()
                            + ", a thread that the client itself needs, so that nothing could be answered: use async(), a callback,"
                            + " or an executor (CallOptions.withExecutor) for what follows an answer");
        }
    }

    <T> T await(final CallFuture<T> future, final long timeoutNs, final String what) {
        try {
            return future.get(timeoutNs + marginNs, TimeUnit.NANOSECONDS);
        } catch (final ExecutionException e) {
            throw rethrow(e);
        } catch (final TimeoutException e) {
            future.abort();
            throw broken(what, timeoutNs, e);
        } catch (final InterruptedException e) {
            return afterInterrupt(future, what);
        }
    }

    /** Gives up the operation and hears how it stands; a second interrupt ends even that. */
    private <T> T afterInterrupt(final CallFuture<T> future, final String what) {
        future.abort();
        try {
            return future.get(marginNs, TimeUnit.NANOSECONDS);
        } catch (final ExecutionException e) {
            throw rethrow(e);
        } catch (final TimeoutException | InterruptedException e) {
            throw new OperationCancelledException(
                    what + " was interrupted, and how it stands was not known in time; a write may have been applied",
                    new ErrorDetails(Outcome.INDETERMINATE, null, true, List.of(), e));
        } finally {
            Thread.currentThread().interrupt();
        }
    }

    /** The trace of the thread that decided tells nothing; that of the caller does. */
    private static RuntimeException rethrow(final ExecutionException wrapper) {
        final Throwable error = wrapper.getCause();
        if (error instanceof QuorateException failure) {
            failure.setStackTrace(new Throwable().getStackTrace());
            throw failure;
        }
        if (error instanceof Error fatal) {
            throw fatal;
        }
        throw error instanceof RuntimeException fault ? fault : new IllegalStateException(wrapper);
    }

    private IllegalStateException broken(final String what, final long timeoutNs, final Throwable cause) {
        return new IllegalStateException(
                what + " was not decided " + TimeUnit.NANOSECONDS.toMillis(marginNs) + " ms after its deadline of "
                        + TimeUnit.NANOSECONDS.toMillis(timeoutNs)
                        + " ms, so the client cannot work: the usual cause is a callback or listener that blocks a thread of the"
                        + " client; a write may have been applied",
                cause);
    }
}
