package io.quorate;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What one call may ask for beside its key and value.
 *
 * <p><b>Threads.</b> Immutable; meant to be made once and used for many calls.
 */
public final class CallOptions {

    /** The client's request timeout, no executor, previous values wanted. */
    public static final CallOptions DEFAULT = new CallOptions(null, null, true);

    private final @Nullable Duration timeout;
    private final long timeoutNs;
    private final @Nullable Executor executor;
    private final boolean wantPrevious;

    private CallOptions(
            final @Nullable Duration timeout, final @Nullable Executor executor, final boolean wantPrevious) {
        this.timeout = timeout;
        this.timeoutNs = timeout == null ? 0 : OptionChecks.durationNs("timeout", timeout);
        this.executor = executor;
        this.wantPrevious = wantPrevious;
    }

    /**
     * The same with another deadline.
     *
     * @param newTimeout time from the call to its failure at the latest, more than 0 and at most 24 hours; of {@code getAll} and
     *     {@code putAll} it is the time of the whole
     * @return the changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public CallOptions withTimeout(final Duration newTimeout) {
        return new CallOptions(Objects.requireNonNull(newTimeout, "timeout"), executor, wantPrevious);
    }

    /**
     * The same with an executor that completes futures and runs callbacks; blocking calls do not use it.
     *
     * <p>An executor that refuses a task has it run where it was refused, which is a thread of the client: it is logged and counted, and
     * no result is lost.
     *
     * @param newExecutor runs what follows the decision
     * @return the changed copy
     */
    public CallOptions withExecutor(final Executor newExecutor) {
        return new CallOptions(timeout, Objects.requireNonNull(newExecutor, "executor"), wantPrevious);
    }

    /**
     * The same with or without previous values: whether puts and deletes bring back the value that they replaced. Whether there was one,
     * and its version, is told in any case.
     *
     * @param newWantPrevious false spares replicas and network the previous value
     * @return the changed copy
     */
    public CallOptions withWantPrevious(final boolean newWantPrevious) {
        return new CallOptions(timeout, executor, newWantPrevious);
    }

    /**
     * The deadline of the call.
     *
     * @return time from the call on, null for the client's request timeout
     */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /**
     * Who completes futures and runs callbacks.
     *
     * @return the executor, null for the thread of the deciding event
     */
    public @Nullable Executor executor() {
        return executor;
    }

    /**
     * Whether puts and deletes bring back the value that they replaced.
     *
     * @return true unless told otherwise
     */
    public boolean wantPrevious() {
        return wantPrevious;
    }

    long timeoutNsOr(final long defaultNs) {
        return timeoutNs == 0 ? defaultNs : timeoutNs;
    }

    @Override
    public String toString() {
        return "timeout " + (timeout == null ? "of the client" : timeout) + ", executor "
                + (executor == null ? "none" : executor) + ", wantPrevious " + wantPrevious;
    }
}
