package io.quorate.engine;

import io.quorate.error.QuorateException;
import java.nio.ByteBuffer;

/** An operation that failed before it had a slot. */
final class RefusedView implements OperationView {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final QuorateException error;

    RefusedView(final QuorateException error) {
        this.error = error;
    }

    @Override
    public QuorateException error() {
        return error;
    }

    @Override
    public boolean exists() {
        return false;
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
    public boolean confirmed() {
        return false;
    }

    @Override
    public boolean previousKnown() {
        return false;
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
    public boolean superseded() {
        return false;
    }

    @Override
    public ByteBuffer bytes() {
        return NOTHING;
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
