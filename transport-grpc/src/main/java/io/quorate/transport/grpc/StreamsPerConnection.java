package io.quorate.transport.grpc;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the streams of each connection, so that their number, and with it what one client can ask for at a time, is bounded. */
final class StreamsPerConnection extends ServerTransportFilter {
    /** A client has one; a few more are no harm. */
    static final int MAX = 4;

    private static final Attributes.Key<AtomicInteger> COUNT = Attributes.Key.create("io.quorate.streams");

    @Override
    public Attributes transportReady(final Attributes attributes) {
        return attributes.toBuilder().set(COUNT, new AtomicInteger()).build();
    }

    /** The count of the connection that a call came on. */
    static AtomicInteger of(final Attributes attributes) {
        final AtomicInteger count = attributes.get(COUNT);
        if (count == null) {
            throw new IllegalStateException("the server was built without this filter");
        }
        return count;
    }
}
