package io.quorate.transport.grpc;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Notices that a server answers nothing any more, although its connection looks well. Thread-safe. */
final class SignsOfLife {
    /** So many calls in a row without a sign of life, over so long a time as keepalive would allow, and the connection is given up. */
    private static final int SILENT_CALLS = 3;

    private final long maxSilenceNs;
    private final AtomicInteger silentCalls = new AtomicInteger();
    private final AtomicLong silentSinceNs = new AtomicLong();

    SignsOfLife(final GrpcTransportOptions options) {
        this.maxSilenceNs = options.keepAliveTimeNs() + options.keepAliveTimeoutNs();
    }

    /** The server answered something. */
    void seen() {
        if (silentCalls.get() != 0) {
            silentCalls.set(0);
        }
    }

    /** A call ended at its deadline. Returns why the connection has to be given up, or null. */
    @Nullable
    String missed(final long nowNs) {
        if (silentCalls.getAndIncrement() == 0) {
            silentSinceNs.set(nowNs);
            return null;
        }
        return silentCalls.get() >= SILENT_CALLS && nowNs - silentSinceNs.get() >= maxSilenceNs
                ? "no sign of life for " + TimeUnit.NANOSECONDS.toMillis(nowNs - silentSinceNs.get()) + " ms"
                : null;
    }
}
