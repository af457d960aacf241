package io.quorate.bench.tcp;

import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;

/** A request read where it lies in the buffer it came in. */
final class TcpRequest implements ReplicaRequest {

    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int at;
    private int length;

    void wrap(final ByteBuffer buffer, final int frameAt, final int frameLength) {
        bytes = buffer;
        at = frameAt;
        length = frameLength;
    }

    @Override
    public byte kind() {
        return bytes.get(at + Frames.KIND);
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
        return isStore() ? bytes.getLong(at + Frames.STORE_TIMESTAMP) : 0;
    }

    @Override
    public long writerId() {
        return isStore() ? bytes.getLong(at + Frames.STORE_WRITER) : 0;
    }

    @Override
    public long requestId() {
        return bytes.getLong(at + Frames.ID);
    }

    @Override
    public ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public int keyOffset() {
        return at + Frames.KEY;
    }

    @Override
    public int keyLength() {
        return Frames.KEY_BYTES;
    }

    @Override
    public int valueOffset() {
        return at + Frames.STORE_VALUE;
    }

    @Override
    public int valueLength() {
        return isStore() ? length - Frames.STORE_VALUE : 0;
    }

    private boolean isStore() {
        return length > Frames.READ_BYTES;
    }
}
