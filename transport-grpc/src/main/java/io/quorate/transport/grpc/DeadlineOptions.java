package io.quorate.transport.grpc;

import io.grpc.CallOptions;
import java.util.concurrent.TimeUnit;

/**
 * The options of calls that end at the same instant, made once for all of them: the sends of one operation share their deadline.
 *
 * <p>Thread-safe; threads that race make the options once more.
 */
final class DeadlineOptions {
    private static final CallOptions BASE = CallOptions.DEFAULT.withStreamTracerFactory(CallTrace.FACTORY);

    private volatile Made last = new Made(0, BASE);

    /** The options for a deadline on the transport's clock, which is so far away now. */
    CallOptions until(final long deadlineNs, final long remainingNs) {
        final Made known = last;
        if (known.deadlineNs == deadlineNs && known.options != BASE) {
            return known.options;
        }
        final CallOptions options = BASE.withDeadlineAfter(remainingNs, TimeUnit.NANOSECONDS);
        last = new Made(deadlineNs, options);
        return options;
    }

    private record Made(long deadlineNs, CallOptions options) {}
}
