package io.quorate;

import io.quorate.error.ValidationException;
import io.quorate.version.Version;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The client with futures.
 *
 * <p><b>Threads.</b> Any thread, also the client's own; never blocks. Futures are completed on the thread of the deciding event (a transport
 * thread, the timer thread, or the caller's when the answer comes at once), unless {@link CallOptions#withExecutor} names an
 * executor. What depends on a future runs there too, so without an executor it must not block.
 *
 * <p><b>Allocation.</b> A future and a result per call.
 *
 * <p><b>Errors.</b> Futures fail with a {@link io.quorate.error.QuorateException}; misuse, for example null, throws at once.
 *
 * <p><b>Guarantee.</b> Every future is completed, at the latest shortly after its deadline. {@code cancel} reaches the operation: no further send
 * is made, and the future fails with a {@link java.util.concurrent.CancellationException}; among its causes is the
 * {@link io.quorate.error.OperationCancelledException} that tells whether a write may have been applied. Cancelling a future that was
 * derived from it, as by {@code thenApply}, does not.
 *
 * <p><b>Ownership.</b> Keys and values of single operations are copied before the call returns; those of {@code getAll} and {@code putAll} must not
 * be changed before their future is completed.
 */
public final class AsyncQuorateClient {

    private final Calls calls;
    private final Batches batches;

    AsyncQuorateClient(final Calls calls) {
        this.calls = calls;
        this.batches = new Batches(calls);
    }

    /**
     * Reads a key.
     *
     * @param key text, encoded as UTF-8
     * @return future of what was found
     */
    public CompletableFuture<GetResult> get(final String key) {
        return get(key, CallOptions.DEFAULT);
    }

    /**
     * Reads a key.
     *
     * @param key text, encoded as UTF-8
     * @param options of this call
     * @return future of what was found
     */
    public CompletableFuture<GetResult> get(final String key, final CallOptions options) {
        return encoding(() -> get(calls.encode("key", key), options));
    }

    /**
     * Reads a key.
     *
     * @param key bytes
     * @return future of what was found
     */
    public CompletableFuture<GetResult> get(final byte[] key) {
        return get(key, CallOptions.DEFAULT);
    }

    /**
     * Reads a key.
     *
     * @param key bytes
     * @param options of this call
     * @return future of what was found
     */
    public CompletableFuture<GetResult> get(final byte[] key, final CallOptions options) {
        return calls.get(key, options, options.executor());
    }

    /**
     * Writes a value.
     *
     * @param key text, encoded as UTF-8
     * @param value text, encoded as UTF-8
     * @return future of the version and of what there was before
     */
    public CompletableFuture<PutResult> put(final String key, final String value) {
        return put(key, value, CallOptions.DEFAULT);
    }

    /**
     * Writes a value.
     *
     * @param key text, encoded as UTF-8
     * @param value text, encoded as UTF-8
     * @param options of this call
     * @return future of the version and of what there was before
     */
    public CompletableFuture<PutResult> put(final String key, final String value, final CallOptions options) {
        return encoding(() -> put(calls.encode("key", key), calls.encode("value", value), options));
    }

    /**
     * Writes a value.
     *
     * @param key bytes
     * @param value bytes
     * @return future of the version and of what there was before
     */
    public CompletableFuture<PutResult> put(final byte[] key, final byte[] value) {
        return put(key, value, CallOptions.DEFAULT);
    }

    /**
     * Writes a value.
     *
     * @param key bytes
     * @param value bytes
     * @param options of this call
     * @return future of the version and of what there was before
     */
    public CompletableFuture<PutResult> put(final byte[] key, final byte[] value, final CallOptions options) {
        return calls.put(key, value, options, options.executor());
    }

    /**
     * Removes a key, by a tombstone.
     *
     * @param key text, encoded as UTF-8
     * @return future of the tombstone's version and of what there was before
     */
    public CompletableFuture<DeleteResult> delete(final String key) {
        return delete(key, CallOptions.DEFAULT);
    }

    /**
     * Removes a key, by a tombstone.
     *
     * @param key text, encoded as UTF-8
     * @param options of this call
     * @return future of the tombstone's version and of what there was before
     */
    public CompletableFuture<DeleteResult> delete(final String key, final CallOptions options) {
        return encoding(() -> delete(calls.encode("key", key), options));
    }

    /**
     * Removes a key, by a tombstone.
     *
     * @param key bytes
     * @return future of the tombstone's version and of what there was before
     */
    public CompletableFuture<DeleteResult> delete(final byte[] key) {
        return delete(key, CallOptions.DEFAULT);
    }

    /**
     * Removes a key, by a tombstone.
     *
     * @param key bytes
     * @param options of this call
     * @return future of the tombstone's version and of what there was before
     */
    public CompletableFuture<DeleteResult> delete(final byte[] key, final CallOptions options) {
        return calls.delete(key, options, options.executor());
    }

    /**
     * Tells what became of a put or delete that failed as {@link io.quorate.error.Outcome#INDETERMINATE}, of this client or of another one
     * that kept the version. The key is read, and what is found is confirmed, at every level.
     *
     * @param key text, encoded as UTF-8
     * @param version {@link io.quorate.error.QuorateException#version()} of the failure
     * @param options of this call
     * @return future of its fate
     * @throws IllegalArgumentException if no client can have chosen this version
     */
    public CompletableFuture<Fate> fateOf(final String key, final Version version, final CallOptions options) {
        return encoding(() -> fateOf(calls.encode("key", key), version, options));
    }

    /**
     * Sends a put again that failed as {@link io.quorate.error.Outcome#INDETERMINATE}, under the version that it had, so that it takes effect at
     * most once. Also for another process that kept key, value and version.
     *
     * @param key text, encoded as UTF-8
     * @param value the same value as before; another one would give one version two values
     * @param version {@link io.quorate.error.QuorateException#version()} of the failure
     * @param options of this call; previous values are never told
     * @return future of the version, and of whether it was superseded
     * @throws IllegalArgumentException if no client can have chosen this version
     */
    public CompletableFuture<PutResult> resume(
            final String key, final String value, final Version version, final CallOptions options) {
        return encoding(() -> resume(calls.encode("key", key), calls.encode("value", value), version, options));
    }

    /**
     * Tells what became of a put or delete that failed as {@link io.quorate.error.Outcome#INDETERMINATE}, of this client or of another one
     * that kept the version. The key is read, and what is found is confirmed, at every level.
     *
     * @param key bytes
     * @param version {@link io.quorate.error.QuorateException#version()} of the failure
     * @param options of this call
     * @return future of its fate
     * @throws IllegalArgumentException if no client can have chosen this version
     */
    public CompletableFuture<Fate> fateOf(final byte[] key, final Version version, final CallOptions options) {
        return calls.fateOf(key, version, options, options.executor());
    }

    /**
     * Sends a put again that failed as {@link io.quorate.error.Outcome#INDETERMINATE}, under the version that it had, so that it takes effect at
     * most once. Also for another process that kept key, value and version.
     *
     * @param key bytes
     * @param value the same value as before; another one would give one version two values
     * @param version {@link io.quorate.error.QuorateException#version()} of the failure
     * @param options of this call; previous values are never told
     * @return future of the version, and of whether it was superseded
     * @throws IllegalArgumentException if no client can have chosen this version
     */
    public CompletableFuture<PutResult> resume(
            final byte[] key, final byte[] value, final Version version, final CallOptions options) {
        return calls.resume(key, value, version, options, options.executor());
    }

    /**
     * Sends a delete again that failed as {@link io.quorate.error.Outcome#INDETERMINATE}, as {@link #resume} does with a put.
     *
     * @param key bytes
     * @param version {@link io.quorate.error.QuorateException#version()} of the failure
     * @param options of this call; previous values are never told
     * @return future of the version, and of whether it was superseded
     * @throws IllegalArgumentException if no client can have chosen this version
     */
    public CompletableFuture<DeleteResult> resumeDelete(
            final byte[] key, final Version version, final CallOptions options) {
        return calls.resumeDelete(key, version, options, options.executor());
    }

    /**
     * Reads many keys, a bounded number at a time.
     *
     * @param keys text, encoded as UTF-8; those given twice are read once
     * @param options of this call; the timeout is that of the whole
     * @return future of a result or an error per key, in the order given; it does not fail because keys do
     */
    public CompletableFuture<Map<String, KeyResult<GetResult>>> getAll(
            final Collection<String> keys, final CallOptions options) {
        return batches.getAllText(keys, options, options.executor());
    }

    /**
     * Reads many keys, a bounded number at a time.
     *
     * @param keys bytes
     * @param options of this call; the timeout is that of the whole
     * @return future of a result or an error per key, in the order given; it does not fail because keys do
     */
    public CompletableFuture<List<KeyResult<GetResult>>> getAllBytes(
            final List<byte[]> keys, final CallOptions options) {
        return batches.getAll(keys, options, options.executor());
    }

    /**
     * Writes many keys, a bounded number at a time; each on its own, in no order, and not all or none.
     *
     * @param entries keys and values, encoded as UTF-8
     * @param options of this call; the timeout is that of the whole
     * @return future of a result or an error per key, in the order of the map; it does not fail because keys do
     */
    public CompletableFuture<Map<String, KeyResult<PutResult>>> putAll(
            final Map<String, String> entries, final CallOptions options) {
        return batches.putAllText(entries, options, options.executor());
    }

    /**
     * Writes many keys, a bounded number at a time; each on its own, in no order, and not all or none.
     *
     * @param keys bytes; of a key that is given twice, either value may win
     * @param values one per key, in the same order
     * @param options of this call; the timeout is that of the whole
     * @return future of a result or an error per key, in the order given; it does not fail because keys do
     */
    public CompletableFuture<List<KeyResult<PutResult>>> putAllBytes(
            final List<byte[]> keys, final List<byte[]> values, final CallOptions options) {
        return batches.putAll(keys, values, options, options.executor());
    }

    /** Text that cannot be encoded fails the future, as every other invalid key or value does. */
    private static <T> CompletableFuture<T> encoding(final Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (final ValidationException invalid) {
            return CompletableFuture.failedFuture(invalid);
        }
    }
}
