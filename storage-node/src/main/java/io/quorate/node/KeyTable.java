package io.quorate.node;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One stripe of a {@link MemoryEngine}: a hash table with linear probing that only grows.
 *
 * <p>Threads: {@link #find} by any thread without lock; {@link #ensureRoom} and {@link #add} under the monitor of this table.
 */
final class KeyTable {
    /*
     * Entries are never removed or replaced, so that a reader which walks an array from an entry's place to the first empty slot
     * meets every entry that was added before it loaded that array. A slot is written once, with release, and read with acquire,
     * which publishes the entry's final fields and first value. Growing copies into a new array and publishes that with release; a
     * reader that still walks the old one can only miss keys that are being added at the same time as it reads.
     */
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(MemoryEntry[].class);
    private static final int INITIAL_SLOTS = 16;
    private static final int MAX_SLOTS = 1 << 30;

    private volatile @Nullable MemoryEntry[] slots = new MemoryEntry[INITIAL_SLOTS];
    private int count;

    @Nullable
    MemoryEntry find(final int hash, final byte[] key, final int length) {
        final @Nullable MemoryEntry[] current = slots;
        final int mask = current.length - 1;
        int at = hash & mask;
        while (true) {
            final MemoryEntry entry = (MemoryEntry) SLOT.getAcquire(current, at);
            if (entry == null || entry.hasKey(hash, key, length)) {
                return entry;
            }
            at = (at + 1) & mask;
        }
    }

    /** Makes room for one more entry, so that {@link #add} cannot fail. */
    void ensureRoom() {
        final @Nullable MemoryEntry[] current = slots;
        // Two thirds full: then a miss probes 5 slots on average.
        if (3L * (count + 1) <= 2L * current.length) {
            return;
        }
        if (current.length == MAX_SLOTS) {
            throw new IllegalStateException("a stripe of the store has its most keys: " + count);
        }
        final @Nullable MemoryEntry[] grown = new MemoryEntry[2 * current.length];
        for (final MemoryEntry entry : current) {
            if (entry != null) {
                grown[emptySlot(grown, entry.hash())] = entry;
            }
        }
        slots = grown;
    }

    /** Adds an entry whose key is not there. */
    void add(final MemoryEntry entry) {
        final @Nullable MemoryEntry[] current = slots;
        SLOT.setRelease(current, emptySlot(current, entry.hash()), entry);
        count++;
    }

    private static int emptySlot(final @Nullable MemoryEntry[] table, final int hash) {
        final int mask = table.length - 1;
        int at = hash & mask;
        while (table[at] != null) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
