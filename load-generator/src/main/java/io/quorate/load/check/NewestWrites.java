package io.quorate.load.check;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Of each key, when the newest write began that is known to be in effect: 8 bytes a key.
 *
 * <p><b>Threads.</b> Thread-safe, lock-free. <b>Allocation.</b> None after creation.
 *
 * <p>Two bits below the instant tell how that is known, so that of two that began at once the better known one stays.
 */
final class NewestWrites {

    /** No write is known to be in effect. */
    static final long NONE = 0;

    /** A read has returned it. */
    static final int READ = 0;

    /** It has been acknowledged. */
    static final int ACKNOWLEDGED = 1;

    /** It is a delete, and has been acknowledged. */
    static final int DELETED = 2;

    private static final int HOW_BITS = 2;
    private static final int HOW_MASK = (1 << HOW_BITS) - 1;

    private final AtomicLongArray newest;

    NewestWrites(final int keys) {
        this.newest = new AtomicLongArray(keys);
    }

    void raise(final int key, final long began, final int how) {
        final long to = pack(began, how);
        long seen = newest.get(key);
        while (seen < to && !newest.compareAndSet(key, seen, to)) {
            seen = newest.get(key);
        }
    }

    /** What {@link #began} and {@link #how} take apart; {@link #NONE} if nothing is. */
    long get(final int key) {
        return newest.get(key);
    }

    void restore(final int key, final long packed) {
        newest.set(key, packed);
    }

    static long pack(final long began, final int how) {
        return began << HOW_BITS | how;
    }

    static long began(final long packed) {
        return packed >>> HOW_BITS;
    }

    static int how(final long packed) {
        return (int) packed & HOW_MASK;
    }
}
