package io.quorate.error;

import io.quorate.version.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a program may want to know of a failure, beside the message.
 *
 * @param outcome whether a write may have been applied
 * @param version version of the write, if it had one
 * @param retryable whether the same call may succeed later
 * @param answers what every replica had answered
 * @param cause underlying failure, if there is one
 */
public record ErrorDetails(
        Outcome outcome,
        @Nullable Version version,
        boolean retryable,
        List<NodeAnswer> answers,
        @Nullable Throwable cause) {

    /** Nothing was sent, and the same call would fail again. */
    public static final ErrorDetails PERMANENT = new ErrorDetails(Outcome.NOT_APPLIED, null, false, List.of(), null);

    /** Nothing was sent, and the same call may succeed later. */
    public static final ErrorDetails TRANSIENT = new ErrorDetails(Outcome.NOT_APPLIED, null, true, List.of(), null);
}
