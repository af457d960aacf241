package io.quorate;

import io.quorate.engine.OperationView;
import io.quorate.error.QuorateException;
import java.nio.ByteBuffer;

/** A success whose value cannot be copied, as when there is no memory for it. */
record BrokenView(OperationView delegate) implements OperationView {

    @Override
    public QuorateException error() {
        return delegate.error();
    }

    @Override
    public boolean exists() {
        return delegate.exists();
    }

    @Override
    public long timestamp() {
        return delegate.timestamp();
    }

    @Override
    public long writerId() {
        return delegate.writerId();
    }

    @Override
    public boolean confirmed() {
        return delegate.confirmed();
    }

    @Override
    public boolean previousKnown() {
        return delegate.previousKnown();
    }

    @Override
    public long previousTimestamp() {
        return delegate.previousTimestamp();
    }

    @Override
    public long previousWriterId() {
        return delegate.previousWriterId();
    }

    @Override
    public boolean superseded() {
        return delegate.superseded();
    }

    @Override
    public ByteBuffer bytes() {
        throw new OutOfMemoryError("as if");
    }

    @Override
    public int valueOffset() {
        return 0;
    }

    @Override
    public int valueLength() {
        return delegate.valueLength();
    }
}
