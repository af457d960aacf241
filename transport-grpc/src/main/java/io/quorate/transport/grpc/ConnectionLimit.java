package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the open connections of a server and bounds them. Thread-safe. */
final class ConnectionLimit {
    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    ConnectionLimit(final int max) {
        this.max = max;
    }

    /** Counts a connection until it closes; false, and nothing counted, when there are too many. */
    @SuppressWarnings("FutureReturnValueIgnored") // addListener returns the future that it was called on
    boolean admit(final Channel connection) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            refused.incrementAndGet();
            return false;
        }
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
        return true;
    }

    int openCount() {
        return open.get();
    }

    long refusedCount() {
        return refused.get();
    }
}
