package io.quorate.transport.grpc;

import io.grpc.Metadata;
import java.util.concurrent.TimeUnit;

/**
 * Tells the server how long the answer to a call is waited for, in the header that gRPC has for it.
 *
 * <p>gRPC writes the header itself for a call that has a deadline: to the nanosecond, so that no two are equal, and each goes over the
 * wire in full and pushes another header out of the table that both sides keep. Whole milliseconds, rounded up, are the same for most
 * calls and go as one byte. The deadline itself is kept on this side, by {@link DeadlineSweep}.
 *
 * <p>Thread-safe; threads that race make the text once more.
 */
final class TimeoutHeader {
    private static final Metadata.Key<String> NAME = Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);
    /** The format has no more than eight digits. */
    private static final long MAX_MS = 99_999_999;

    private volatile Made last = new Made(1, "1m");

    /** Headers with the time that is left, which is positive. */
    Metadata of(final long remainingNs) {
        final Metadata headers = new Metadata();
        headers.put(NAME, text(remainingNs));
        return headers;
    }

    private String text(final long remainingNs) {
        final long ms = Math.min(MAX_MS, (remainingNs - 1) / TimeUnit.MILLISECONDS.toNanos(1) + 1);
        final Made known = last;
        if (known.ms == ms) {
            return known.text;
        }
        final String text = Long.toString(ms) + 'm';
        last = new Made(ms, text);
        return text;
    }

    private record Made(long ms, String text) {}
}
