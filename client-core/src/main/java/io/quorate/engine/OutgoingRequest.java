package io.quorate.engine;

import io.quorate.quorum.OperationState;
import io.quorate.quorum.ValueBuffer;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;

/**
 * What a slot sends: key and value in one buffer, and a kind that changes from send to send.
 *
 * <p><b>Threads.</b> Not thread-safe; belongs to the drainer of its slot. <b>Allocation.</b> Only when a value is larger than all before it.
 */
final class OutgoingRequest implements ReplicaRequest {

    private final OperationState state;
    private final ValueBuffer buffer = new ValueBuffer();
    private byte kind;
    private boolean isGet;
    private boolean tombstone;
    private boolean wantPrevious;
    private boolean writeBackReady;
    private long epoch;
    private long requestId;
    private long readerId;
    private int keyLength;
    private int valueLength;

    OutgoingRequest(final OperationState state) {
        this.state = state;
    }

    void key(final byte[] key, final int offset, final int length) {
        keyLength = length;
        valueLength = 0;
        System.arraycopy(key, offset, buffer.resize(length), 0, length);
        isGet = true;
        tombstone = false;
        wantPrevious = false;
        writeBackReady = false;
    }

    /** Adds a value to what {@link #key} has set: now it is a store. */
    void value(final byte[] value, final int offset, final int length, final boolean isTombstone) {
        System.arraycopy(value, offset, withRoomForValue(length), keyLength, length);
        isGet = false;
        tombstone = isTombstone;
    }

    void identity(final long newEpoch, final long newRequestId, final long newReaderId) {
        epoch = newEpoch;
        requestId = newRequestId;
        readerId = newReaderId;
    }

    /** Makes ready for the replicas of another ring: what a get had taken along to write back is left behind. */
    void restart(final long newEpoch) {
        epoch = newEpoch;
        if (isGet) {
            valueLength = 0;
            tombstone = false;
            writeBackReady = false;
        }
    }

    void wantPrevious(final boolean wanted) {
        wantPrevious = wanted;
    }

    /** Sets what the next send asks; a get that writes back takes its candidate along. */
    void kind(final byte newKind) {
        kind = newKind;
        if (isGet && newKind == REPAIR && !writeBackReady) {
            final ValueBuffer candidate = state.candidateValue();
            final int length = candidate.length();
            candidate.view().get(0, withRoomForValue(length), keyLength, length);
            tombstone = state.writeBackResult() == ReplicaReply.TOMBSTONE;
            writeBackReady = true;
        }
    }

    void release(final int largestKeptBytes) {
        buffer.release(largestKeptBytes);
    }

    byte[] copyOfKey() {
        final byte[] key = new byte[keyLength];
        buffer.view().get(0, key);
        return key;
    }

    byte[] copyOfValue() {
        final byte[] value = new byte[valueLength];
        buffer.view().get(keyLength, value);
        return value;
    }

    private byte[] withRoomForValue(final int length) {
        final byte[] before = buffer.resize(keyLength);
        final byte[] bytes = buffer.resize(keyLength + length);
        if (bytes != before) {
            System.arraycopy(before, 0, bytes, 0, keyLength);
        }
        valueLength = length;
        return bytes;
    }

    @Override
    public byte kind() {
        return kind;
    }

    @Override
    public int flags() {
        final int tombstoneFlag = isStore() && tombstone ? FLAG_TOMBSTONE : 0;
        return kind == STORE && wantPrevious ? tombstoneFlag | FLAG_WANT_PREVIOUS : tombstoneFlag;
    }

    @Override
    public long ringEpoch() {
        return epoch;
    }

    @Override
    public long timestamp() {
        if (isGet) {
            return isStore() ? state.writeBackTimestamp() : 0;
        }
        return state.timestamp();
    }

    @Override
    public long writerId() {
        if (isGet) {
            return isStore() ? state.writeBackWriterId() : readerId;
        }
        return state.writerId();
    }

    @Override
    public long requestId() {
        return requestId;
    }

    @Override
    public ByteBuffer bytes() {
        return buffer.view();
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
        return isStore() ? valueLength : 0;
    }

    private boolean isStore() {
        return kind == STORE || kind == REPAIR;
    }
}
