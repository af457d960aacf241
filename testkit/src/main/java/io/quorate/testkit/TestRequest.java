package io.quorate.testkit;

import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.nio.ByteBuffer;

/**
 * A request that owns its bytes: made by hand, or copied from what a transport was sent.
 *
 * <p>Key and value lie between other bytes, and the buffer's position is not 0, so that code which ignores the offsets is found out.
 *
 * <p><b>Threads.</b> As immutable as its buffer: nothing here writes it, a test may. <b>Allocation.</b> One object and one buffer.
 *
 * @param kind see {@link ReplicaRequest#kind()}
 * @param flags see {@link ReplicaRequest#flags()}
 * @param ringEpoch see {@link ReplicaRequest#ringEpoch()}
 * @param timestamp see {@link ReplicaRequest#timestamp()}
 * @param writerId see {@link ReplicaRequest#writerId()}
 * @param requestId see {@link ReplicaRequest#requestId()}
 * @param bytes see {@link ReplicaRequest#bytes()}
 * @param keyOffset see {@link ReplicaRequest#keyOffset()}
 * @param keyLength see {@link ReplicaRequest#keyLength()}
 * @param valueOffset see {@link ReplicaRequest#valueOffset()}
 * @param valueLength see {@link ReplicaRequest#valueLength()}
 */
public record TestRequest(
        byte kind,
        int flags,
        long ringEpoch,
        long timestamp,
        long writerId,
        long requestId,
        ByteBuffer bytes,
        int keyOffset,
        int keyLength,
        int valueOffset,
        int valueLength)
        implements ReplicaRequest {

    private static final byte[] NO_BYTES = new byte[0];
    private static final int PADDING_BYTES = 3;
    private static final byte PADDING = '#';

    /**
     * A request of any kind.
     *
     * @param kind one of the kinds of {@link ReplicaRequest}, or one that no node knows
     * @param key key, possibly empty
     * @param value value, possibly empty
     * @param version version to store
     * @return the request, without flags, epoch and request id
     */
    public static TestRequest of(final byte kind, final byte[] key, final byte[] value, final Version version) {
        final ByteBuffer bytes = ByteBuffer.allocate(key.length + value.length + 3 * PADDING_BYTES);
        while (bytes.hasRemaining()) {
            bytes.put(PADDING);
        }
        final int valueOffset = PADDING_BYTES + key.length + PADDING_BYTES;
        bytes.put(PADDING_BYTES, key).put(valueOffset, value).position(1);
        return new TestRequest(
                kind,
                0,
                0,
                version.timestamp(),
                version.writerId(),
                0,
                bytes,
                PADDING_BYTES,
                key.length,
                valueOffset,
                value.length);
    }

    /**
     * Asks for value and version.
     *
     * @param key key
     * @return the request
     */
    public static TestRequest read(final byte[] key) {
        return of(READ, key, NO_BYTES, Version.NONE);
    }

    /**
     * Asks for the version alone.
     *
     * @param key key
     * @return the request
     */
    public static TestRequest readVersion(final byte[] key) {
        return of(READ_VERSION, key, NO_BYTES, Version.NONE);
    }

    /**
     * Stores a value.
     *
     * @param key key
     * @param value value
     * @param version its version
     * @return the request
     */
    public static TestRequest store(final byte[] key, final byte[] value, final Version version) {
        return of(STORE, key, value, version);
    }

    /**
     * Stores a value that somebody else wrote.
     *
     * @param key key
     * @param value value
     * @param version its version
     * @return the request
     */
    public static TestRequest repair(final byte[] key, final byte[] value, final Version version) {
        return of(REPAIR, key, value, version);
    }

    /**
     * Stores a tombstone.
     *
     * @param key key
     * @param version its version
     * @return the request
     */
    public static TestRequest delete(final byte[] key, final Version version) {
        return of(STORE, key, NO_BYTES, version).withFlags(FLAG_TOMBSTONE);
    }

    /**
     * Asks for the ring state.
     *
     * @return the request
     */
    public static TestRequest ringState() {
        return of(RING_STATE, NO_BYTES, NO_BYTES, Version.NONE);
    }

    /**
     * Copies a request that somebody else owns.
     *
     * @param request request, valid during this call
     * @return an equal one with its own bytes
     */
    public static TestRequest copyOf(final ReplicaRequest request) {
        final byte[] key = copyOf(request.bytes(), request.keyOffset(), request.keyLength());
        final byte[] value = copyOf(request.bytes(), request.valueOffset(), request.valueLength());
        return of(request.kind(), key, value, new Version(request.timestamp(), request.writerId()))
                .withFlags(request.flags())
                .withRingEpoch(request.ringEpoch())
                .withRequestId(request.requestId());
    }

    /**
     * The same request with other flags.
     *
     * @param newFlags a set of {@code FLAG_} bits
     * @return a copy that shares the bytes
     */
    public TestRequest withFlags(final int newFlags) {
        return new TestRequest(
                kind,
                newFlags,
                ringEpoch,
                timestamp,
                writerId,
                requestId,
                bytes,
                keyOffset,
                keyLength,
                valueOffset,
                valueLength);
    }

    /**
     * The same request of another epoch.
     *
     * @param newRingEpoch epoch of the ring that placed the key
     * @return a copy that shares the bytes
     */
    public TestRequest withRingEpoch(final long newRingEpoch) {
        return new TestRequest(
                kind,
                flags,
                newRingEpoch,
                timestamp,
                writerId,
                requestId,
                bytes,
                keyOffset,
                keyLength,
                valueOffset,
                valueLength);
    }

    /**
     * The same request of another operation.
     *
     * @param newRequestId request id
     * @return a copy that shares the bytes
     */
    public TestRequest withRequestId(final long newRequestId) {
        return new TestRequest(
                kind,
                flags,
                ringEpoch,
                timestamp,
                writerId,
                newRequestId,
                bytes,
                keyOffset,
                keyLength,
                valueOffset,
                valueLength);
    }

    /**
     * The same request with its bytes off the heap.
     *
     * @return a copy with its own direct buffer
     */
    public TestRequest inDirectBuffer() {
        final ByteBuffer direct = ByteBuffer.allocateDirect(bytes.limit());
        direct.put(bytes.duplicate().rewind()).position(1);
        return new TestRequest(
                kind,
                flags,
                ringEpoch,
                timestamp,
                writerId,
                requestId,
                direct,
                keyOffset,
                keyLength,
                valueOffset,
                valueLength);
    }

    /**
     * The key.
     *
     * @return a copy of its bytes
     */
    public byte[] key() {
        return copyOf(bytes, keyOffset, keyLength);
    }

    /**
     * The value.
     *
     * @return a copy of its bytes
     */
    public byte[] value() {
        return copyOf(bytes, valueOffset, valueLength);
    }

    /**
     * The version to store.
     *
     * @return timestamp and writer id
     */
    public Version version() {
        return new Version(timestamp, writerId);
    }

    static byte[] copyOf(final ByteBuffer buffer, final int offset, final int length) {
        final byte[] copy = new byte[length];
        buffer.get(offset, copy, 0, length);
        return copy;
    }
}
