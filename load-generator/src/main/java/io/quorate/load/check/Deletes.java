package io.quorate.load.check;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Of each key, until when a delete can have removed it: 8 bytes a key once there is a delete.
 *
 * <p><b>Threads.</b> Thread-safe, lock-free but for the first delete. <b>Allocation.</b> With the first delete.
 *
 * <p>A read that finds nothing does not say which delete it saw, so it is held against the one that excuses it best: one that is still under way or
 * whose outcome is unknown, else the one acknowledged last.
 */
final class Deletes {

    /** Above the instant of the last acknowledgement: how many are pending; at its highest it stays. */
    private static final int PENDING_SHIFT = Instants.BITS;

    private static final long ONE_PENDING = 1L << PENDING_SHIFT;
    private static final long MOST_PENDING = (1L << (Long.SIZE - 1 - PENDING_SHIFT)) - 1;

    private final int keys;
    private volatile @Nullable AtomicLongArray states;

    Deletes(final int keys) {
        this.keys = keys;
    }

    /** A delete is about to be sent. */
    void begin(final int key) {
        final AtomicLongArray all = all();
        long seen = all.get(key);
        while (seen >>> PENDING_SHIFT < MOST_PENDING && !all.compareAndSet(key, seen, seen + ONE_PENDING)) {
            seen = all.get(key);
        }
    }

    /** A delete has been acknowledged. One that ends otherwise stays pending: it may have taken place, or may do so later. */
    void acknowledge(final int key, final long time) {
        final AtomicLongArray all = all();
        long seen = all.get(key);
        while (!all.compareAndSet(key, seen, acknowledged(seen, time))) {
            seen = all.get(key);
        }
    }

    private static long acknowledged(final long state, final long time) {
        final long pending = state >>> PENDING_SHIFT;
        final long left = pending == MOST_PENDING ? pending : pending - 1;
        return left << PENDING_SHIFT | Math.max(state & Instants.LAST, time);
    }

    /** By when all deletes had been acknowledged: {@link Instants#NONE} without any, {@link Instants#NEVER} while one is pending. */
    long latestAcknowledgement(final int key) {
        final long state = raw(key);
        return state >>> PENDING_SHIFT == 0 ? state & Instants.LAST : Instants.NEVER;
    }

    /** A state as it is, for {@link #restore}; 0 if the key was never deleted. */
    long raw(final int key) {
        final AtomicLongArray known = states;
        return known == null ? 0 : known.get(key);
    }

    void restore(final int key, final long raw) {
        all().set(key, raw);
    }

    private AtomicLongArray all() {
        final AtomicLongArray known = states;
        return known == null ? create() : known;
    }

    private synchronized AtomicLongArray create() {
        AtomicLongArray known = states;
        if (known == null) {
            known = new AtomicLongArray(keys);
            states = known;
        }
        return known;
    }
}
