package io.quorate.engine;

import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;

/** The question for a node's ring state; it has no content, so one instance serves all. */
final class RingRequest implements ReplicaRequest {

    static final RingRequest INSTANCE = new RingRequest();

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private RingRequest() {}

    @Override
    public byte kind() {
        return RING_STATE;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public long ringEpoch() {
        return 0;
    }

    @Override
    public long timestamp() {
        return 0;
    }

    @Override
    public long writerId() {
        return 0;
    }

    @Override
    public long requestId() {
        return 0;
    }

    @Override
    public ByteBuffer bytes() {
        return NOTHING;
    }

    @Override
    public int keyOffset() {
        return 0;
    }

    @Override
    public int keyLength() {
        return 0;
    }

    @Override
    public int valueOffset() {
        return 0;
    }

    @Override
    public int valueLength() {
        return 0;
    }
}
