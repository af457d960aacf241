package io.quorate.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The slots of an engine: made on demand up to a limit, handed out last-in first-out, so that few stay warm.
 *
 * <p><b>Threads.</b> Lock-free from any thread. <b>Allocation.</b> None once as many slots exist as are ever in use together.
 */
final class SlotPool {

    /*
     * The free list is a Treiber stack over slot indices: the head packs the index of the top slot (plus one, 0 = empty) with a tag that
     * grows on every change, so that a head read before somebody else's pop and push never compares equal (the ABA problem). The same
     * makes up for a link that was read while its slot was being handed on: whoever read it finds another head.
     */
    private static final int TAG_SHIFT = 32;
    private static final long INDEX_MASK = (1L << TAG_SHIFT) - 1;

    private final QuorumEngine engine;
    private final AtomicReferenceArray<OperationSlot> slots;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicLong head = new AtomicLong();

    SlotPool(final QuorumEngine engine, final int capacity) {
        if (capacity > Correlation.MAX_SLOTS) {
            throw new IllegalArgumentException("maxInFlight plus maxLingering = " + capacity + " is more than "
                    + Correlation.MAX_SLOTS + ": lower one of them");
        }
        this.engine = engine;
        this.slots = new AtomicReferenceArray<>(capacity);
    }

    /** Takes a free slot, or returns null when all are in use. */
    @Nullable
    OperationSlot acquire() {
        while (true) {
            final long top = head.get();
            final int index = (int) (top & INDEX_MASK) - 1;
            if (index < 0) {
                return make();
            }
            final OperationSlot slot = slots.get(index);
            final long next = nextTag(top) | (slot.nextFree & INDEX_MASK);
            if (head.compareAndSet(top, next)) {
                return slot;
            }
        }
    }

    void release(final OperationSlot slot) {
        while (true) {
            final long top = head.get();
            slot.nextFree = (int) (top & INDEX_MASK);
            if (head.compareAndSet(top, nextTag(top) | (slot.index + 1))) {
                return;
            }
        }
    }

    /** The slot of a name that was handed out earlier. */
    OperationSlot get(final int index) {
        return slots.get(index);
    }

    /** The slot of an index that somebody else names; null when there is none. */
    @Nullable
    OperationSlot find(final int index) {
        return index < slots.length() ? slots.get(index) : null;
    }

    /** How many slots exist; those up to here may be walked, some may still be in the making and read as null. */
    int size() {
        return Math.min(made.get(), slots.length());
    }

    @Nullable
    OperationSlot getIfMade(final int index) {
        return slots.get(index);
    }

    private @Nullable OperationSlot make() {
        final int index = made.get();
        if (index >= slots.length()) {
            return null;
        }
        if (!made.compareAndSet(index, index + 1)) {
            return acquire();
        }
        final OperationSlot slot = new OperationSlot(engine, index);
        slots.set(index, slot);
        return slot;
    }

    private static long nextTag(final long head) {
        return ((head >>> TAG_SHIFT) + 1) << TAG_SHIFT;
    }
}
