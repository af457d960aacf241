package io.quorate.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers the last operations that were decided while sends were outstanding, so that their number is bounded: whoever enters pushes
 * out one that entered before, {@code capacity} entries earlier unless threads overtake each other by so many. Each comes out at most once.
 *
 * <p><b>Threads.</b> Wait-free from any thread.
 *
 * <p>What is pushed out may have ended long ago; its name carries a generation, so disowning it again does nothing.
 */
final class LingeringTable {

    /** Nothing was pushed out. */
    static final long NONE = -1;

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] entries;
    private final AtomicLong entered = new AtomicLong();

    LingeringTable(final int capacity) {
        entries = new long[Integer.highestOneBit(Math.max(2, capacity) - 1) << 1];
        Arrays.fill(entries, NONE);
    }

    int capacity() {
        return entries.length;
    }

    /** Enters an operation, and returns the one it pushed out, or {@link #NONE}. */
    long enter(final long operation) {
        final int index = (int) entered.getAndIncrement() & (entries.length - 1);
        return (long) ENTRY.getAndSet(entries, index, operation);
    }
}
