package io.quorate;

import io.quorate.engine.OperationView;
import io.quorate.error.QuorateException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A decided operation that outlives its flyweight, for callbacks that an executor runs.
 *
 * <p><b>Threads.</b> Immutable.
 */
record ViewCopy(
        @Nullable QuorateException error,
        boolean exists,
        long timestamp,
        long writerId,
        boolean confirmed,
        boolean previousKnown,
        long previousTimestamp,
        long previousWriterId,
        boolean superseded,
        ByteBuffer bytes,
        int valueLength)
        implements OperationView {

    private static final ByteBuffer NOTHING = ByteBuffer.wrap(Values.EMPTY);

    static ViewCopy of(final OperationView view) {
        final QuorateException error = view.error();
        if (error != null) {
            return new ViewCopy(error, false, 0, 0, false, false, 0, 0, false, NOTHING, 0);
        }
        return new ViewCopy(
                null,
                view.exists(),
                view.timestamp(),
                view.writerId(),
                view.confirmed(),
                view.previousKnown(),
                view.previousTimestamp(),
                view.previousWriterId(),
                view.superseded(),
                ByteBuffer.wrap(Values.copyOf(view)),
                view.valueLength());
    }

    @Override
    public int valueOffset() {
        return 0;
    }
}
