package io.quorate.transport.grpc;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The places of a stream's calls: a pool of those that are free, and a queue of those that wait to be written.
 *
 * <p><b>Threads.</b> Lock-free. Any thread takes, gives back and enqueues; one at a time dequeues.
 *
 * <p><b>Allocation.</b> A place is made when it is first needed, lowest index first, and then used again; nothing else.
 */
final class StreamCalls {
    private static final int NONE = -1;
    private static final long INDEX_MASK = 0xFFFF_FFFFL;
    private static final long TAG_UNIT = 1L << 32;

    private final AtomicReferenceArray<@Nullable StreamCall> places;

    /** Link of the free list, by index. */
    private final AtomicIntegerArray nextFree;

    /** Index + 1 of the first free place, 0 for none, under a tag that changes with every take, so that no stale link is put on top. */
    private final AtomicLong free;

    /**
     * Index + 1, 0 for empty. There are more slots than places: a place may be put in again between its last look and its removal, so that
     * one of them can be in it twice.
     */
    private final AtomicIntegerArray queue;

    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    private long head;

    StreamCalls(final int limit) {
        this.places = new AtomicReferenceArray<>(limit);
        this.nextFree = new AtomicIntegerArray(limit);
        for (int i = 0; i < limit - 1; i++) {
            nextFree.setPlain(i, i + 2);
        }
        this.free = new AtomicLong(1);
        final int size = Integer.highestOneBit(limit) << 1;
        this.queue = new AtomicIntegerArray(size);
        this.mask = size - 1;
    }

    int capacity() {
        return places.length();
    }

    /** The place at an index; null if it was never used, or if there is none. */
    @Nullable
    StreamCall place(final int index) {
        return index < places.length() ? places.get(index) : null;
    }

    /** A free place, the one that was given back last; null if there is none. */
    @Nullable
    StreamCall take() {
        while (true) {
            final long top = free.get();
            final int index = (int) (top & INDEX_MASK) - 1;
            if (index == NONE) {
                return null;
            }
            if (free.compareAndSet(top, (top & ~INDEX_MASK) + TAG_UNIT | nextFree.get(index))) {
                final StreamCall known = places.get(index);
                if (known != null) {
                    return known;
                }
                final StreamCall made = new StreamCall(index);
                places.set(index, made);
                return made;
            }
        }
    }

    /** Gives back a place that is neither in the queue nor anybody's. */
    void give(final StreamCall place) {
        place.clear();
        while (true) {
            final long top = free.get();
            nextFree.setOpaque(place.index(), (int) (top & INDEX_MASK));
            if (free.compareAndSet(top, (top & ~INDEX_MASK) | (place.index() + 1))) {
                return;
            }
        }
    }

    /** With the force of a volatile write, so that what the caller reads next is read after the place can be seen in the queue. */
    void enqueue(final StreamCall place) {
        queue.set((int) tail.getAndIncrement() & mask, place.index() + 1);
    }

    /** The first place in the queue, which stays there; null if there is none, or if it is just being put there. */
    @Nullable
    StreamCall peek() {
        final int found = queue.get((int) head & mask);
        return found == 0 ? null : places.get(found - 1);
    }

    /** Removes what {@link #peek} showed. */
    void dequeue() {
        // With release only: that slot is written next by somebody who got a place that was given back later than this.
        queue.setRelease((int) head & mask, 0);
        head++;
    }
}
