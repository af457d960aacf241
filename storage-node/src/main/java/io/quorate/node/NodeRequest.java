package io.quorate.node;

import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;

/**
 * A request that owns its bytes: what servers decode into, and what keeps a copy of a request that has to wait.
 *
 * <p>Threads: belongs to one thread at a time. Allocation: none once its buffer has grown to the largest key and value seen.
 * Ownership: copies what it is given.
 */
public final class NodeRequest implements ReplicaRequest {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
    private static final byte[] NO_VALUE = new byte[0];

    private byte kind;
    private int flags;
    private long ringEpoch;
    private long timestamp;
    private long writerId;
    private long requestId;
    private ByteBuffer bytes = NO_BYTES;
    private int keyLength;
    private int valueLength;

    /** Creates an empty request. */
    public NodeRequest() {}

    /**
     * Starts a new request and forgets the last one: everything but the kind is 0 or empty.
     *
     * @param newKind what to do
     * @return this
     */
    public NodeRequest begin(final byte newKind) {
        kind = newKind;
        flags = 0;
        ringEpoch = 0;
        timestamp = 0;
        writerId = 0;
        requestId = 0;
        keyLength = 0;
        valueLength = 0;
        return this;
    }

    /**
     * Copies a whole request.
     *
     * @param source what to copy
     * @return this
     */
    public NodeRequest copyOf(final ReplicaRequest source) {
        kind = source.kind();
        flags = source.flags();
        ringEpoch = source.ringEpoch();
        timestamp = source.timestamp();
        writerId = source.writerId();
        requestId = source.requestId();
        setLengths(source.keyLength(), source.valueLength());
        copyIn(0, source.bytes(), source.keyOffset(), keyLength);
        copyIn(keyLength, source.bytes(), source.valueOffset(), valueLength);
        return this;
    }

    /**
     * Sets the flags.
     *
     * @param newFlags a set of {@code FLAG_} bits
     * @return this
     */
    public NodeRequest flags(final int newFlags) {
        flags = newFlags;
        return this;
    }

    /**
     * Sets the version to store.
     *
     * @param newTimestamp first half
     * @param newWriterId second half
     * @return this
     */
    public NodeRequest version(final long newTimestamp, final long newWriterId) {
        timestamp = newTimestamp;
        writerId = newWriterId;
        return this;
    }

    /**
     * Sets what identifies the operation.
     *
     * @param newRequestId the same on every send of it
     * @param newRingEpoch epoch of the ring that placed the key, 0 if the sender has none
     * @return this
     */
    public NodeRequest origin(final long newRequestId, final long newRingEpoch) {
        requestId = newRequestId;
        ringEpoch = newRingEpoch;
        return this;
    }

    /**
     * Copies a key, without a value.
     *
     * @param key the key
     * @return this
     */
    public NodeRequest key(final byte[] key) {
        return keyAndValue(key, NO_VALUE);
    }

    /**
     * Copies key and value.
     *
     * @param key the key
     * @param value the value
     * @return this
     */
    public NodeRequest keyAndValue(final byte[] key, final byte[] value) {
        setLengths(key.length, value.length);
        bytes.put(0, key, 0, key.length);
        bytes.put(key.length, value, 0, value.length);
        return this;
    }

    /**
     * Copies key and value.
     *
     * @param key buffer with the key between position and limit, which stay as they are
     * @param value buffer with the value between position and limit, which stay as they are
     * @return this
     */
    public NodeRequest keyAndValue(final ByteBuffer key, final ByteBuffer value) {
        setLengths(key.remaining(), value.remaining());
        copyIn(0, key, key.position(), keyLength);
        copyIn(keyLength, value, value.position(), valueLength);
        return this;
    }

    /**
     * Gives the buffer back to the heap if it has grown large, so that one large value does not stay in a pool.
     *
     * @param maxBytes the largest buffer to keep
     */
    public void trim(final int maxBytes) {
        if (bytes.capacity() > maxBytes) {
            bytes = NO_BYTES;
            keyLength = 0;
            valueLength = 0;
        }
    }

    @Override
    public byte kind() {
        return kind;
    }

    @Override
    public int flags() {
        return flags;
    }

    @Override
    public long ringEpoch() {
        return ringEpoch;
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public long writerId() {
        return writerId;
    }

    @Override
    public long requestId() {
        return requestId;
    }

    @Override
    public ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public int keyOffset() {
        return 0;
    }

    @Override
    public int keyLength() {
        return keyLength;
    }

    @Override
    public int valueOffset() {
        return keyLength;
    }

    @Override
    public int valueLength() {
        return valueLength;
    }

    private void setLengths(final int newKeyLength, final int newValueLength) {
        keyLength = newKeyLength;
        valueLength = newValueLength;
        final int needed = Math.addExact(newKeyLength, newValueLength);
        if (bytes.capacity() < needed) {
            bytes = ByteBuffer.allocate(Math.max(needed, (int) Math.min(1 << 20, 2L * bytes.capacity())));
        }
    }

    /** By way of the array: a relative copy would move the source's position, which is not ours. */
    private void copyIn(final int at, final ByteBuffer source, final int offset, final int length) {
        if (length > 0) {
            source.get(offset, bytes.array(), at, length);
        }
    }
}
