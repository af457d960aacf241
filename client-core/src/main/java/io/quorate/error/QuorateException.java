package io.quorate.error;

import io.quorate.version.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything that an operation can fail with.
 *
 * <p>Blocking calls throw it, futures fail with it, callbacks receive it. The message names the key (escaped, cut), what was needed and
 * got, and what every node answered; it never contains a value.
 *
 * <p><b>Threads.</b> Immutable.
 */
public abstract class QuorateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Outcome outcome;
    private final transient @Nullable Version version;
    private final boolean retryable;
    private final transient List<NodeAnswer> answers;

    /**
     * Creates the exception.
     *
     * @param message what happened, for people
     * @param details what a program may want to know
     */
    protected QuorateException(final String message, final ErrorDetails details) {
        super(message, details.cause());
        this.outcome = details.outcome();
        this.version = details.version();
        this.retryable = details.retryable();
        this.answers = details.answers();
    }

    /**
     * Whether a failed write may have been applied.
     *
     * @return the outcome; {@link Outcome#NOT_APPLIED} for reads
     */
    public final Outcome outcome() {
        return outcome;
    }

    /**
     * The version that the failed write had been given; the same one on every retry of it.
     *
     * @return the version, or null for reads and for writes that failed before they were stamped
     */
    public final @Nullable Version version() {
        return version;
    }

    /**
     * Whether the same call may succeed later without any change to it.
     *
     * @return true when a retry can help
     */
    public final boolean retryable() {
        return retryable;
    }

    /**
     * What every replica of the key had answered.
     *
     * @return one entry per replica, empty when no replica was asked
     */
    public final List<NodeAnswer> answers() {
        return answers == null ? List.of() : answers;
    }
}
