package io.quorate;

import io.quorate.engine.DecisionHandler;
import io.quorate.error.ValidationException;
import io.quorate.metrics.Counter;
import io.quorate.metrics.OperationKind;
import io.quorate.time.Env;
import io.quorate.version.Version;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Begins operations, for every form of the API.
 *
 * <p><b>Threads.</b> Any, never blocks.
 *
 * @param engine decides
 * @param env clock of the deadlines of batches
 * @param faults takes what executors throw
 * @param requestTimeoutNs deadline unless a call has its own
 * @param readQuorum R, for messages
 * @param writeQuorum W, for messages
 * @param batchConcurrency most undecided operations of one batch
 */
record Calls(
        EngineFace engine,
        Env env,
        Faults faults,
        long requestTimeoutNs,
        int readQuorum,
        int writeQuorum,
        int batchConcurrency) {

    OperationFuture<GetResult> get(final byte[] key, final CallOptions options, final @Nullable Executor executor) {
        return begin(OperationKind.GET, key, Values.EMPTY, options, executor, ResultReader.GET);
    }

    OperationFuture<PutResult> put(
            final byte[] key, final byte[] value, final CallOptions options, final @Nullable Executor executor) {
        return begin(OperationKind.PUT, key, value, options, executor, putReader(options));
    }

    OperationFuture<DeleteResult> delete(
            final byte[] key, final CallOptions options, final @Nullable Executor executor) {
        return begin(OperationKind.DELETE, key, Values.EMPTY, options, executor, deleteReader(options));
    }

    OperationFuture<PutResult> resume(
            final byte[] key,
            final byte[] value,
            final Version version,
            final CallOptions options,
            final @Nullable Executor executor) {
        return resume(OperationKind.PUT, key, value, version, options, executor, ResultReader.RESUMED_PUT);
    }

    OperationFuture<DeleteResult> resumeDelete(
            final byte[] key, final Version version, final CallOptions options, final @Nullable Executor executor) {
        return resume(OperationKind.DELETE, key, Values.EMPTY, version, options, executor, ResultReader.RESUMED_DELETE);
    }

    OperationFuture<Fate> fateOf(
            final byte[] key, final Version version, final CallOptions options, final @Nullable Executor executor) {
        final OperationFuture<Fate> future =
                new OperationFuture<>(engine, ResultReader.fateOf(chosen(version)), executor, faults);
        future.token(engine.getConfirmed(key, timeoutNs(options), OperationFuture.HANDLER, future));
        return future;
    }

    /** Begins an operation whose decision goes to a callback; the ranges have been checked. */
    long call(
            final OperationKind kind,
            final byte[] key,
            final int keyOffset,
            final int keyLength,
            final byte[] value,
            final int valueOffset,
            final int valueLength,
            final CallOptions options,
            final OperationCallback callback) {
        final Executor executor = options.executor();
        Objects.requireNonNull(callback, "callback");
        return engine.begin(
                kind,
                key,
                keyOffset,
                keyLength,
                value,
                valueOffset,
                valueLength,
                wantsPrevious(kind, options),
                timeoutNs(options),
                executor == null ? CallbackRunner.DIRECT : CallbackRunner.BY_EXECUTOR,
                executor == null ? callback : new CallbackRunner(callback, executor, faults));
    }

    long begin(
            final OperationKind kind,
            final byte[] key,
            final byte[] value,
            final boolean wantPrevious,
            final long timeoutNs,
            final DecisionHandler handler,
            final Object attachment) {
        return engine.begin(
                kind, key, 0, key.length, value, 0, value.length, wantPrevious, timeoutNs, handler, attachment);
    }

    /** Encodes text; what has no encoded form counts as every other invalid key or value does. */
    byte[] encode(final String what, final String text) {
        try {
            return Values.encode(what, text);
        } catch (final ValidationException invalid) {
            engine.metrics().increment(Counter.FAILED_VALIDATION);
            throw invalid;
        }
    }

    long timeoutNs(final CallOptions options) {
        return options.timeoutNsOr(requestTimeoutNs);
    }

    int quorumOf(final OperationKind kind) {
        return kind == OperationKind.GET ? readQuorum : writeQuorum;
    }

    static ResultReader<PutResult> putReader(final CallOptions options) {
        return options.wantPrevious() ? ResultReader.PUT : ResultReader.PUT_WITHOUT_PREVIOUS;
    }

    static ResultReader<DeleteResult> deleteReader(final CallOptions options) {
        return options.wantPrevious() ? ResultReader.DELETE : ResultReader.DELETE_WITHOUT_PREVIOUS;
    }

    static boolean wantsPrevious(final OperationKind kind, final CallOptions options) {
        return kind != OperationKind.GET && options.wantPrevious();
    }

    private <T> OperationFuture<T> resume(
            final OperationKind kind,
            final byte[] key,
            final byte[] value,
            final Version version,
            final CallOptions options,
            final @Nullable Executor executor,
            final ResultReader<T> reader) {
        final OperationFuture<T> future = new OperationFuture<>(engine, reader, executor, faults);
        future.token(
                engine.resume(kind, key, value, chosen(version), timeoutNs(options), OperationFuture.HANDLER, future));
        return future;
    }

    /** A client never chooses a version without a timestamp. */
    private static Version chosen(final Version version) {
        if (version.timestamp() == 0) {
            throw new IllegalArgumentException("version=" + version
                    + " was never chosen by a client: pass what version() of the failed operation's exception says");
        }
        return version;
    }

    private <T> OperationFuture<T> begin(
            final OperationKind kind,
            final byte[] key,
            final byte[] value,
            final CallOptions options,
            final @Nullable Executor executor,
            final ResultReader<T> reader) {
        final OperationFuture<T> future = new OperationFuture<>(engine, reader, executor, faults);
        future.token(begin(
                kind, key, value, wantsPrevious(kind, options), timeoutNs(options), OperationFuture.HANDLER, future));
        return future;
    }
}
