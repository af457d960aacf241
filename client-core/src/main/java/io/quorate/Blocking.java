package io.quorate;

import io.quorate.error.ErrorDetails;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.Outcome;
import io.quorate.error.QuorateException;
import io.quorate.metrics.OperationKind;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what was begun, with a bound.
 *
 * <p><b>Threads.</b> Blocks its caller, without a lock, so that a virtual thread gives its carrier away. Refuses threads that the answer
 * would need.
 *
 * <p><b>Allocation.</b> One small object per get, put or delete, beside the result.
 *
 * @param calls begins operations
 * @param marginNs how much later than its deadline an operation may be decided before its engine counts as broken
 */
record Blocking(Calls calls, long marginNs) {

    /** The margin of every client: far more than a late timer or a collector's pause takes. */
    static final long MARGIN_NS = TimeUnit.SECONDS.toNanos(5);

    GetResult get(final byte[] key, final CallOptions options) {
        return call("get", OperationKind.GET, key, Values.EMPTY, options, ResultReader.GET);
    }

    PutResult put(final byte[] key, final byte[] value, final CallOptions options) {
        return call("put", OperationKind.PUT, key, value, options, Calls.putReader(options));
    }

    DeleteResult delete(final byte[] key, final CallOptions options) {
        return call("delete", OperationKind.DELETE, key, Values.EMPTY, options, Calls.deleteReader(options));
    }

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
        if (calls.engine().onTransportThread()) {
            throw new IllegalStateException(
                    what + " would block " + Thread.currentThread().getName()
                            + ", a thread that the client itself needs, so that nothing could be answered: use async(), a callback,"
                            + " or an executor (CallOptions.withExecutor) for what follows an answer");
        }
    }

    private <T> T call(
            final String what,
            final OperationKind kind,
            final byte[] key,
            final byte[] value,
            final CallOptions options,
            final ResultReader<T> reader) {
        check(what);
        final BlockingCall<T> call = new BlockingCall<>(reader, calls.env());
        final long timeoutNs = calls.timeoutNs(options);
        final long token = calls.begin(
                kind, key, value, Calls.wantsPrevious(kind, options), timeoutNs, BlockingCall.HANDLER, call);
        try {
            if (!call.await(timeoutNs + marginNs)) {
                calls.engine().cancel(token);
                throw broken(what, timeoutNs);
            }
        } catch (final InterruptedException e) {
            awaitCancelled(call, token, what, e);
        }
        final Throwable error = call.error();
        if (error != null) {
            throw rethrow(error);
        }
        return Objects.requireNonNull(call.result());
    }

    /** Gives up the operation and hears how it stands; a second interrupt ends even that. */
    private void awaitCancelled(
            final BlockingCall<?> call, final long token, final String what, final InterruptedException interrupt) {
        calls.engine().cancel(token);
        try {
            if (!call.await(marginNs)) {
                throw unknownAfterInterrupt(what, interrupt);
            }
        } catch (final InterruptedException again) {
            throw unknownAfterInterrupt(what, again);
        } finally {
            Thread.currentThread().interrupt();
        }
    }

    <T> T await(final CallFuture<T> future, final long timeoutNs, final String what) {
        try {
            return future.get(timeoutNs + marginNs, TimeUnit.NANOSECONDS);
        } catch (final ExecutionException e) {
            throw rethrow(e.getCause());
        } catch (final TimeoutException e) {
            future.abort();
            throw broken(what, timeoutNs);
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
            throw rethrow(e.getCause());
        } catch (final TimeoutException | InterruptedException e) {
            throw unknownAfterInterrupt(what, e);
        } finally {
            Thread.currentThread().interrupt();
        }
    }

    /** The trace of the thread that decided tells nothing; that of the caller does. */
    private static RuntimeException rethrow(final @Nullable Throwable error) {
        if (error instanceof QuorateException failure) {
            failure.setStackTrace(new Throwable().getStackTrace());
            throw failure;
        }
        if (error instanceof Error fatal) {
            throw fatal;
        }
        throw error instanceof RuntimeException fault ? fault : new IllegalStateException(error);
    }

    private static OperationCancelledException unknownAfterInterrupt(final String what, final Exception cause) {
        return new OperationCancelledException(
                what + " was interrupted, and how it stands was not known in time; a write may have been applied",
                new ErrorDetails(Outcome.INDETERMINATE, null, true, List.of(), cause));
    }

    private IllegalStateException broken(final String what, final long timeoutNs) {
        return new IllegalStateException(
                what + " was not decided " + TimeUnit.NANOSECONDS.toMillis(marginNs) + " ms after its deadline of "
                        + TimeUnit.NANOSECONDS.toMillis(timeoutNs)
                        + " ms, so the client cannot work: the usual cause is a callback or listener that blocks a thread of the"
                        + " client; a write may have been applied");
    }
}
