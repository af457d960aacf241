package io.quorate.node;

import io.quorate.transport.ReplicaListener;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a {@link MemoryEngine} holds and keeps it below its limits. Touched only by stores that change the room taken. */
final class Capacity {
    private final long maxEntriesCount;
    private final long maxBytes;
    private final AtomicLong entryCount = new AtomicLong();
    private final AtomicLong usedBytes = new AtomicLong();

    Capacity(final long maxEntriesCount, final long maxBytes) {
        if (maxEntriesCount < 1) {
            throw new IllegalArgumentException("maxEntriesCount=" + maxEntriesCount + " must be 1 or more");
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes=" + maxBytes + " must be 1 or more");
        }
        this.maxEntriesCount = maxEntriesCount;
        this.maxBytes = maxBytes;
    }

    /** Takes room for a new key, or takes nothing and answers false. */
    boolean tryAddEntry(final long bytes) {
        if (!tryAdd(entryCount, 1, maxEntriesCount)) {
            return false;
        }
        if (tryAdd(usedBytes, bytes, maxBytes)) {
            return true;
        }
        entryCount.getAndDecrement();
        return false;
    }

    void removeEntry(final long bytes) {
        entryCount.getAndDecrement();
        usedBytes.getAndAdd(-bytes);
    }

    /** Takes or, if negative, gives back room of a key that is there; giving back always succeeds. */
    boolean tryResize(final long deltaBytes) {
        return tryAdd(usedBytes, deltaBytes, maxBytes);
    }

    long entryCount() {
        return entryCount.get();
    }

    long usedBytes() {
        return usedBytes.get();
    }

    void refuse(final NodeReply reply) {
        reply.fail(
                ReplicaListener.OVERLOADED,
                ReplicaListener.CODE_OVERLOADED,
                "the store is full: " + entryCount + " of " + maxEntriesCount + " keys, " + usedBytes + " of "
                        + maxBytes + " bytes");
    }

    private static boolean tryAdd(final AtomicLong total, final long delta, final long max) {
        long current = total.get();
        while (delta <= 0 || current <= max - delta) {
            if (total.compareAndSet(current, current + delta)) {
                return true;
            }
            current = total.get();
        }
        return false;
    }
}
