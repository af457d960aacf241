package io.quorate;

import io.quorate.engine.Explanation;
import io.quorate.engine.NodeStatus;
import io.quorate.engine.RingHealth;
import io.quorate.metrics.MetricsView;
import io.quorate.metrics.OperationKind;
import io.quorate.version.Version;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A client of a replicated key-value cluster: it places each key on a ring, asks the key's N replicas itself, and decides by read and write
 * quorum. Three forms of every operation: blocking and callback here, futures by {@link #async()}.
 *
 * <p><b>Threads.</b> Thread-safe; one client serves a whole application. Blocking calls wait without a lock, so that virtual threads are not
 * pinned; on a thread that the client itself needs they are refused with an {@link IllegalStateException}. An interrupt ends the
 * wait with an {@link io.quorate.error.OperationCancelledException}, and the thread stays interrupted. Nothing else blocks, except
 * {@link #close()}.
 *
 * <p><b>Units.</b> Keys are 1 to 128 bytes and values up to 2048 bytes of printable ASCII, unless the builder was given another policy.
 *
 * <p><b>Allocation.</b> The callback form allocates nothing in steady state. A blocking get, put or delete makes its result and one object of at most
 * 64 bytes; futures make themselves and a result.
 *
 * <p><b>Errors.</b> Operations fail with a {@link io.quorate.error.QuorateException}, whose {@code outcome()} tells of a write whether it may have been
 * applied; misuse throws {@link IllegalArgumentException}, {@link IndexOutOfBoundsException} or {@link NullPointerException} at once.
 *
 * <p><b>Guarantee.</b> What {@link io.quorate.quorum.Consistency} says of the level chosen. Every operation ends by its deadline.
 *
 * <p><b>Ownership.</b> Keys and values are copied before a call returns, except by {@code getAll} and {@code putAll}; results belong to the caller.
 */
public final class QuorateClient implements AutoCloseable {

    private final Calls calls;
    private final Batches batches;
    private final Blocking blocking;
    private final AsyncQuorateClient async;

    QuorateClient(final Calls calls) {
        this.calls = calls;
        this.batches = new Batches(calls);
        this.blocking = new Blocking(calls, Blocking.MARGIN_NS);
        this.async = new AsyncQuorateClient(calls);
    }

    /**
     * Begins to configure a client.
     *
     * @return a builder with every option at its default
     */
    public static QuorateClientBuilder builder() {
        return new QuorateClientBuilder();
    }

    /**
     * The same client with futures.
     *
     * @return a view that shares everything with this
     */
    public AsyncQuorateClient async() {
        return async;
    }

    /**
     * Reads a key.
     *
     * @param key text, encoded as UTF-8
     * @return what was found
     */
    public GetResult get(final String key) {
        return get(key, CallOptions.DEFAULT);
    }

    /**
     * Reads a key.
     *
     * @param key text, encoded as UTF-8
     * @param options of this call
     * @return what was found
     */
    public GetResult get(final String key, final CallOptions options) {
        return get(calls.encode("key", key), options);
    }

    /**
     * Reads a key.
     *
     * @param key bytes
     * @return what was found
     */
    public GetResult get(final byte[] key) {
        return get(key, CallOptions.DEFAULT);
    }

    /**
     * Reads a key.
     *
     * @param key bytes
     * @param options of this call
     * @return what was found
     */
    public GetResult get(final byte[] key, final CallOptions options) {
        return blocking.get(key, options);
    }

    /**
     * Writes a value.
     *
     * @param key text, encoded as UTF-8
     * @param value text, encoded as UTF-8
     * @return the version and what there was before
     */
    public PutResult put(final String key, final String value) {
        return put(key, value, CallOptions.DEFAULT);
    }

    /**
     * Writes a value.
     *
     * @param key text, encoded as UTF-8
     * @param value text, encoded as UTF-8
     * @param options of this call
     * @return the version and what there was before
     */
    public PutResult put(final String key, final String value, final CallOptions options) {
        return put(calls.encode("key", key), calls.encode("value", value), options);
    }

    /**
     * Writes a value.
     *
     * @param key bytes
     * @param value bytes
     * @return the version and what there was before
     */
    public PutResult put(final byte[] key, final byte[] value) {
        return put(key, value, CallOptions.DEFAULT);
    }

    /**
     * Writes a value.
     *
     * @param key bytes
     * @param value bytes
     * @param options of this call
     * @return the version and what there was before
     */
    public PutResult put(final byte[] key, final byte[] value, final CallOptions options) {
        return blocking.put(key, value, options);
    }

    /**
     * Removes a key, by a tombstone.
     *
     * @param key text, encoded as UTF-8
     * @return the tombstone's version and what there was before
     */
    public DeleteResult delete(final String key) {
        return delete(key, CallOptions.DEFAULT);
    }

    /**
     * Removes a key, by a tombstone.
     *
     * @param key text, encoded as UTF-8
     * @param options of this call
     * @return the tombstone's version and what there was before
     */
    public DeleteResult delete(final String key, final CallOptions options) {
        return delete(calls.encode("key", key), options);
    }

    /**
     * Removes a key, by a tombstone.
     *
     * @param key bytes
     * @return the tombstone's version and what there was before
     */
    public DeleteResult delete(final byte[] key) {
        return delete(key, CallOptions.DEFAULT);
    }

    /**
     * Removes a key, by a tombstone.
     *
     * @param key bytes
     * @param options of this call
     * @return the tombstone's version and what there was before
     */
    public DeleteResult delete(final byte[] key, final CallOptions options) {
        return blocking.delete(key, options);
    }

    /**
     * Tells what became of a put or delete that failed as {@link io.quorate.error.Outcome#INDETERMINATE}, of this client or of another one
     * that kept the version. The key is read, and what is found is confirmed, at every level.
     *
     * @param key text, encoded as UTF-8
     * @param version {@link io.quorate.error.QuorateException#version()} of the failure
     * @param options of this call
     * @return its fate
     * @throws IllegalArgumentException if no client can have chosen this version
     */
    public Fate fateOf(final String key, final Version version, final CallOptions options) {
        return fateOf(calls.encode("key", key), version, options);
    }

    /**
     * Sends a put again that failed as {@link io.quorate.error.Outcome#INDETERMINATE}, under the version that it had, so that it takes effect at
     * most once. Also for another process that kept key, value and version.
     *
     * @param key text, encoded as UTF-8
     * @param value the same value as before; another one would give one version two values
     * @param version {@link io.quorate.error.QuorateException#version()} of the failure
     * @param options of this call; previous values are never told
     * @return the version, and whether it was superseded
     * @throws IllegalArgumentException if no client can have chosen this version
     */
    public PutResult resume(final String key, final String value, final Version version, final CallOptions options) {
        return resume(calls.encode("key", key), calls.encode("value", value), version, options);
    }

    /**
     * Tells what became of a put or delete that failed as {@link io.quorate.error.Outcome#INDETERMINATE}, of this client or of another one
     * that kept the version. The key is read, and what is found is confirmed, at every level.
     *
     * @param key bytes
     * @param version {@link io.quorate.error.QuorateException#version()} of the failure
     * @param options of this call
     * @return its fate
     * @throws IllegalArgumentException if no client can have chosen this version
     */
    public Fate fateOf(final byte[] key, final Version version, final CallOptions options) {
        blocking.check("fateOf");
        return blocking.await(calls.fateOf(key, version, options, null), calls.timeoutNs(options), "fateOf");
    }

    /**
     * Sends a put again that failed as {@link io.quorate.error.Outcome#INDETERMINATE}, under the version that it had, so that it takes effect at
     * most once. Also for another process that kept key, value and version.
     *
     * @param key bytes
     * @param value the same value as before; another one would give one version two values
     * @param version {@link io.quorate.error.QuorateException#version()} of the failure
     * @param options of this call; previous values are never told
     * @return the version, and whether it was superseded
     * @throws IllegalArgumentException if no client can have chosen this version
     */
    public PutResult resume(final byte[] key, final byte[] value, final Version version, final CallOptions options) {
        blocking.check("resume");
        return blocking.await(calls.resume(key, value, version, options, null), calls.timeoutNs(options), "resume");
    }

    /**
     * Sends a delete again that failed as {@link io.quorate.error.Outcome#INDETERMINATE}, as {@link #resume} does with a put.
     *
     * @param key bytes
     * @param version {@link io.quorate.error.QuorateException#version()} of the failure
     * @param options of this call; previous values are never told
     * @return the version, and whether it was superseded
     * @throws IllegalArgumentException if no client can have chosen this version
     */
    public DeleteResult resumeDelete(final byte[] key, final Version version, final CallOptions options) {
        blocking.check("resumeDelete");
        return blocking.await(
                calls.resumeDelete(key, version, options, null), calls.timeoutNs(options), "resumeDelete");
    }

    /**
     * Reads many keys, a bounded number at a time. Interrupted, it returns at once with what it has, the rest failed, and the thread stays
     * interrupted.
     *
     * @param keys text, encoded as UTF-8; those given twice are read once
     * @return a result or an error per key, in the order given; it does not throw because keys fail
     */
    public Map<String, KeyResult<GetResult>> getAll(final Collection<String> keys) {
        return getAll(keys, CallOptions.DEFAULT);
    }

    /**
     * Reads many keys, as {@link #getAll(Collection)}.
     *
     * @param keys text, encoded as UTF-8; those given twice are read once
     * @param options of this call; the timeout is that of the whole
     * @return a result or an error per key, in the order given; it does not throw because keys fail
     */
    public Map<String, KeyResult<GetResult>> getAll(final Collection<String> keys, final CallOptions options) {
        blocking.check("getAll");
        return blocking.await(batches.getAllText(keys, options, null), calls.timeoutNs(options), "getAll");
    }

    /**
     * Reads many keys, as {@link #getAll(Collection)}.
     *
     * @param keys bytes
     * @param options of this call; the timeout is that of the whole
     * @return a result or an error per key, in the order given; it does not throw because keys fail
     */
    public List<KeyResult<GetResult>> getAllBytes(final List<byte[]> keys, final CallOptions options) {
        blocking.check("getAllBytes");
        return blocking.await(batches.getAll(keys, options, null), calls.timeoutNs(options), "getAllBytes");
    }

    /**
     * Writes many keys, a bounded number at a time; each on its own, in no order, and not all or none. Interrupted, it returns at once with
     * what it has, the rest failed, and the thread stays interrupted.
     *
     * @param entries keys and values, encoded as UTF-8
     * @return a result or an error per key, in the order of the map; it does not throw because keys fail
     */
    public Map<String, KeyResult<PutResult>> putAll(final Map<String, String> entries) {
        return putAll(entries, CallOptions.DEFAULT);
    }

    /**
     * Writes many keys, as {@link #putAll(Map)}.
     *
     * @param entries keys and values, encoded as UTF-8
     * @param options of this call; the timeout is that of the whole
     * @return a result or an error per key, in the order of the map; it does not throw because keys fail
     */
    public Map<String, KeyResult<PutResult>> putAll(final Map<String, String> entries, final CallOptions options) {
        blocking.check("putAll");
        return blocking.await(batches.putAllText(entries, options, null), calls.timeoutNs(options), "putAll");
    }

    /**
     * Writes many keys, as {@link #putAll(Map)}.
     *
     * @param keys bytes; of a key that is given twice, either value may win
     * @param values one per key, in the same order
     * @param options of this call; the timeout is that of the whole
     * @return a result or an error per key, in the order given; it does not throw because keys fail
     */
    public List<KeyResult<PutResult>> putAllBytes(
            final List<byte[]> keys, final List<byte[]> values, final CallOptions options) {
        blocking.check("putAllBytes");
        return blocking.await(batches.putAll(keys, values, options, null), calls.timeoutNs(options), "putAllBytes");
    }

    /**
     * Reads a key, by callback.
     *
     * @param key array that holds the key
     * @param keyOffset where the key starts
     * @param keyLength how many bytes it has
     * @param options of this call
     * @param callback called exactly once, possibly before this returns
     * @return the operation's handle for {@link #cancel}
     */
    public long get(
            final byte[] key,
            final int keyOffset,
            final int keyLength,
            final CallOptions options,
            final OperationCallback callback) {
        Objects.checkFromIndexSize(keyOffset, keyLength, key.length);
        return calls.call(OperationKind.GET, key, keyOffset, keyLength, Values.EMPTY, 0, 0, options, callback);
    }

    /**
     * Writes a value, by callback.
     *
     * @param key array that holds the key
     * @param keyOffset where the key starts
     * @param keyLength how many bytes it has
     * @param value array that holds the value
     * @param valueOffset where the value starts
     * @param valueLength how many bytes it has
     * @param options of this call
     * @param callback called exactly once, possibly before this returns
     * @return the operation's handle for {@link #cancel}
     */
    public long put(
            final byte[] key,
            final int keyOffset,
            final int keyLength,
            final byte[] value,
            final int valueOffset,
            final int valueLength,
            final CallOptions options,
            final OperationCallback callback) {
        Objects.checkFromIndexSize(keyOffset, keyLength, key.length);
        Objects.checkFromIndexSize(valueOffset, valueLength, value.length);
        return calls.call(
                OperationKind.PUT, key, keyOffset, keyLength, value, valueOffset, valueLength, options, callback);
    }

    /**
     * Removes a key, by callback.
     *
     * @param key array that holds the key
     * @param keyOffset where the key starts
     * @param keyLength how many bytes it has
     * @param options of this call
     * @param callback called exactly once, possibly before this returns
     * @return the operation's handle for {@link #cancel}
     */
    public long delete(
            final byte[] key,
            final int keyOffset,
            final int keyLength,
            final CallOptions options,
            final OperationCallback callback) {
        Objects.checkFromIndexSize(keyOffset, keyLength, key.length);
        return calls.call(OperationKind.DELETE, key, keyOffset, keyLength, Values.EMPTY, 0, 0, options, callback);
    }

    /**
     * Gives up an operation of the callback form: unless it is decided already, its callback receives an
     * {@link io.quorate.error.OperationCancelledException}. Without effect on a decided one.
     *
     * @param operation what the call returned
     */
    public void cancel(final long operation) {
        calls.engine().cancel(operation);
    }

    /**
     * Tells where a key is placed, and how its replicas fare; asks nobody.
     *
     * @param key text, encoded as UTF-8
     * @return a snapshot
     */
    public Explanation explain(final String key) {
        return explain(calls.encode("key", key));
    }

    /**
     * Tells where a key is placed, and how its replicas fare; asks nobody.
     *
     * @param key bytes
     * @return a snapshot
     */
    public Explanation explain(final byte[] key) {
        return calls.engine().explain(key);
    }

    /**
     * How every node looks from here; asks nobody.
     *
     * @return a snapshot
     */
    public List<NodeStatus> nodes() {
        return calls.engine().nodes();
    }

    /**
     * Whether this client's view of the ring can be trusted; asks nobody.
     *
     * @return a snapshot
     */
    public RingHealth ringHealth() {
        return calls.engine().ringHealth();
    }

    /**
     * Counters and latencies, from the start of this client on; readable also after its close.
     *
     * @return the live numbers
     */
    public MetricsView metrics() {
        return calls.engine().metrics();
    }

    /**
     * Closes, as {@link #close(Duration)}, waiting for what is undecided at most the client's request timeout.
     */
    @Override
    public void close() {
        close(Duration.ofNanos(calls.requestTimeoutNs()));
    }

    /**
     * Closes: takes no further operation, waits for those that are undecided, fails what is then left with
     * {@link io.quorate.error.ClientClosedException}, and closes the transport unless it was kept from that. Idempotent.
     *
     * @param drain how long to wait at most, 0 to 24 hours; an interrupt ends the wait
     * @throws IllegalStateException on a thread that the client itself needs
     */
    public void close(final Duration drain) {
        final long drainNs = OptionChecks.durationOrZeroNs("drain", drain);
        blocking.refuseOnOwnThread("close");
        calls.engine().close(drainNs);
    }
}
