package io.quorate.load.check;

import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.ValueStamp;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a read has found, and what it was held against; used again and again. Threads: one. */
final class Reading {

    private final ValueStamp stamp = new ValueStamp();
    private @Nullable PlannedOperation operation;
    private boolean stamped;
    private int length;
    private long acknowledged;

    /** Reads a value. */
    void take(final @Nullable PlannedOperation by, final ByteBuffer source, final int offset, final int newLength) {
        operation = by;
        length = newLength;
        stamped = stamp.read(source, offset, newLength);
    }

    /** Whether it has been taken for the given read; once. */
    boolean isOf(final PlannedOperation by) {
        final boolean isOf = operation == by;
        operation = null;
        return isOf;
    }

    boolean isStamped() {
        return stamped;
    }

    boolean isTooShort() {
        return length < ValueStamp.BYTES;
    }

    ValueStamp stamp() {
        return stamp;
    }

    /** By when what was returned had been acknowledged. */
    long acknowledged() {
        return acknowledged;
    }

    void acknowledged(final long newAcknowledged) {
        acknowledged = newAcknowledged;
    }
}
