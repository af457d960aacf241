package io.quorate.load.engine;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.PlannedOperation;
import java.nio.ByteBuffer;

/**
 * Judges what a target answers while it is under load.
 *
 * <p><b>Threads.</b> Thread-safe: the pacers begin requests, and threads of the target end them. For one request the calls come in order:
 * {@link #begin}, perhaps {@link #onValue}, {@link #onEnd}. A request that never ends has no {@code onEnd}.
 *
 * <p><b>Units.</b> Nanoseconds of one clock. <b>Allocation.</b> None, except for what it reports.
 */
public interface OperationCheck {

    /** Checks nothing. */
    OperationCheck NONE = new OperationCheck() {
        @Override
        public long begin(final PlannedOperation operation, final long nowNs) {
            return 0;
        }

        @Override
        public void onValue(
                final PlannedOperation operation,
                final long token,
                final ByteBuffer source,
                final int offset,
                final int length) {}

        @Override
        public void onEnd(
                final PlannedOperation operation, final long token, final Outcome outcome, final long nowNs) {}
    };

    /**
     * A request is about to be sent; {@link PlannedOperation#action()} is what it does.
     *
     * @param operation the operation that it belongs to
     * @param nowNs a time before the send
     * @return what the other methods are given for this request
     */
    long begin(PlannedOperation operation, long nowNs);

    /**
     * A get has found a value.
     *
     * @param operation as in {@link #begin}
     * @param token what {@link #begin} returned
     * @param source holds the value, during the call only
     * @param offset where it starts
     * @param length how many bytes it has
     */
    void onValue(PlannedOperation operation, long token, ByteBuffer source, int offset, int length);

    /**
     * A request has ended.
     *
     * @param operation as in {@link #begin}
     * @param token what {@link #begin} returned
     * @param outcome how; {@link Outcome#ABSENT} of a get that found nothing
     * @param nowNs a time after the end
     */
    void onEnd(PlannedOperation operation, long token, Outcome outcome, long nowNs);
}
