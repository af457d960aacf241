package io.quorate.transport.inprocess;

import io.quorate.transport.ReplicaRequest;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The messages between clients and one run of a node: their number and their bytes are bounded, and those that have arrived are used again.
 *
 * <p>Threads: thread-safe, by a lock that is held for moments.
 */
final class DeliveryPool {
    static final int MAX_UNDER_WAY = 16_384;
    static final long MAX_BYTES_UNDER_WAY = 64L << 20;

    private static final int MAX_POOLED = 1_024;

    private final RunningNode target;
    private final ArrayDeque<Delivery> pooled = new ArrayDeque<>();
    private int underWay;
    private long bytesUnderWay;

    DeliveryPool(final RunningNode target) {
        this.target = target;
    }

    /** A delivery with a copy of a request, or null if there is no room for it. */
    @Nullable
    Delivery take(final ReplicaRequest request) {
        final long bytes = (long) request.keyLength() + request.valueLength();
        final Delivery delivery;
        synchronized (this) {
            // One larger than all the room may still go alone, so that its node can say that it is too large.
            if (underWay == MAX_UNDER_WAY || (underWay > 0 && bytesUnderWay + bytes > MAX_BYTES_UNDER_WAY)) {
                return null;
            }
            underWay++;
            bytesUnderWay += bytes;
            delivery = pooled.isEmpty() ? new Delivery(target) : pooled.pollLast();
        }
        boolean loaded = false;
        try {
            delivery.load(request, bytes);
            loaded = true;
            return delivery;
        } finally {
            if (!loaded) {
                release(delivery);
            }
        }
    }

    /** Counts the bytes of a reply, unless there is no room for it. */
    synchronized boolean tryGrow(final Delivery delivery, final long bytes) {
        if (bytesUnderWay + bytes > 2 * MAX_BYTES_UNDER_WAY) {
            return false;
        }
        bytesUnderWay += bytes;
        delivery.bytes += bytes;
        return true;
    }

    void release(final Delivery delivery) {
        final long bytes = delivery.bytes;
        delivery.forget();
        synchronized (this) {
            underWay--;
            bytesUnderWay -= bytes;
            if (pooled.size() < MAX_POOLED) {
                pooled.addLast(delivery);
            }
        }
    }

    synchronized int underWayCount() {
        return underWay;
    }
}
