package io.quorate.time;

/**
 * The outside world: the only source of time, randomness and wake-ups of a client or a node; simulation replaces it whole.
 *
 * <p><b>Threads.</b> Thread-safe, non-blocking, except {@link #close()}, which waits a bounded time for its thread.
 *
 * <p><b>Units.</b> {@code Ns} instants are comparable by subtraction only; {@code wallMs} counts from 1970 and may jump.
 *
 * <p><b>Allocation.</b> None in steady state.
 */
public interface Env extends AutoCloseable {

    /**
     * Monotonic clock; the only one that deadlines use.
     *
     * @return nanoseconds from an arbitrary origin
     */
    long nowNs();

    /**
     * Wall clock; only versions use it.
     *
     * @return milliseconds since 1970-01-01T00:00:00Z
     */
    long wallMs();

    /**
     * A random number, for identities and jitter.
     *
     * @return 64 uniformly distributed bits
     */
    long random();

    /**
     * Asks that the wake handler runs at an instant, or at an earlier one that was asked for before. A wake-up forgets all requests made
     * before it, so the handler asks anew for what is still to come; it may also come early or for nothing.
     *
     * @param atNs instant on the clock of {@link #nowNs()}
     */
    void wakeAt(long atNs);

    /**
     * Sets what a wake-up runs; called once, before the first {@link #wakeAt}.
     *
     * @param onWake runs on the timer thread, one call at a time; must not block or throw
     */
    void start(Runnable onWake);

    /** Ends wake-ups: when this returns the handler is not running and never runs again, unless the handler itself is the caller. */
    @Override
    void close();
}
