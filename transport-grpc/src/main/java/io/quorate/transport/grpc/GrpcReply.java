package io.quorate.transport.grpc;

import com.google.protobuf.ByteString;
import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;

/** A response in the form of the SPI; filled by {@link Answers}, read by the listener. */
final class GrpcReply implements ReplicaReply {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private int result;
    private long timestamp;
    private long writerId;
    private long incarnationHigh;
    private long incarnationLow;
    private long ringEpoch;
    private long nodeWallMs;
    private int previous = PREVIOUS_UNKNOWN;
    private long previousTimestamp;
    private long previousWriterId;
    private ByteBuffer bytes = NO_BYTES;
    private int valueOffset;
    private int valueLength;

    void setResult(final int newResult, final long newTimestamp, final long newWriterId) {
        result = newResult;
        timestamp = newTimestamp;
        writerId = newWriterId;
    }

    void setNode(final long high, final long low, final long epoch, final long wallMs) {
        incarnationHigh = high;
        incarnationLow = low;
        ringEpoch = epoch;
        nodeWallMs = wallMs;
    }

    void setPrevious(final int state, final long newTimestamp, final long newWriterId) {
        previous = state;
        previousTimestamp = newTimestamp;
        previousWriterId = newWriterId;
    }

    void setValue(final ByteString value) {
        if (!value.isEmpty()) {
            setValue(value.asReadOnlyByteBuffer());
        }
    }

    void setValue(final ByteBuffer value) {
        bytes = value;
        valueOffset = value.position();
        valueLength = value.remaining();
    }

    @Override
    public int result() {
        return result;
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
    public long incarnationHigh() {
        return incarnationHigh;
    }

    @Override
    public long incarnationLow() {
        return incarnationLow;
    }

    @Override
    public long ringEpoch() {
        return ringEpoch;
    }

    @Override
    public long nodeWallMs() {
        return nodeWallMs;
    }

    @Override
    public int previous() {
        return previous;
    }

    @Override
    public long previousTimestamp() {
        return previousTimestamp;
    }

    @Override
    public long previousWriterId() {
        return previousWriterId;
    }

    @Override
    public ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public int valueOffset() {
        return valueOffset;
    }

    @Override
    public int valueLength() {
        return valueLength;
    }
}
