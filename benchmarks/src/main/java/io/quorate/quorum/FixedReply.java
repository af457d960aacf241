package io.quorate.quorum;

import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;

/** A value with a version, as one replica reports it to a read; as flat as the reply cells of the engine. */
final class FixedReply implements ReplicaReply {

    private final long timestamp;
    private final long writerId;
    private final ByteBuffer value;

    FixedReply(final long timestamp, final long writerId, final ByteBuffer value) {
        this.timestamp = timestamp;
        this.writerId = writerId;
        this.value = value;
    }

    @Override
    public int result() {
        return VALUE;
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
        return 0;
    }

    @Override
    public long incarnationLow() {
        return 0;
    }

    @Override
    public long ringEpoch() {
        return 0;
    }

    @Override
    public long nodeWallMs() {
        return 0;
    }

    @Override
    public int previous() {
        return PREVIOUS_UNKNOWN;
    }

    @Override
    public long previousTimestamp() {
        return 0;
    }

    @Override
    public long previousWriterId() {
        return 0;
    }

    @Override
    public ByteBuffer bytes() {
        return value;
    }

    @Override
    public int valueOffset() {
        return 0;
    }

    @Override
    public int valueLength() {
        return value.capacity();
    }
}
