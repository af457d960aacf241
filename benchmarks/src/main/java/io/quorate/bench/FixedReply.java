package io.quorate.bench;

import io.quorate.transport.ReplicaReply;
import java.nio.ByteBuffer;

/**
 * A reply made beforehand, given again and again; as flat as the reply cells of the engine.
 *
 * <p><b>Threads.</b> Immutable, as long as nobody writes its buffer. <b>Allocation.</b> None after construction.
 */
public final class FixedReply implements ReplicaReply {

    private final int result;
    private final long timestamp;
    private final long writerId;
    private final ByteBuffer value;

    /**
     * Makes a reply.
     *
     * @param result one of the constants of {@link ReplicaReply}
     * @param timestamp first half of the version held
     * @param writerId second half of the version held
     * @param value all of it is the value
     */
    public FixedReply(final int result, final long timestamp, final long writerId, final ByteBuffer value) {
        this.result = result;
        this.timestamp = timestamp;
        this.writerId = writerId;
        this.value = value;
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
        return 0;
    }

    @Override
    public long incarnationLow() {
        return 0;
    }

    @Override
    public long ringEpoch() {
        return 1;
    }

    @Override
    public long nodeWallMs() {
        return 0;
    }

    @Override
    public int previous() {
        return ABSENT;
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
        return value.limit();
    }
}
