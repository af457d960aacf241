package io.quorate;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.error.OperationCancelledException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** Finds what a cancelled future says. */
final class Cancellations {

    private Cancellations() {}

    /** The client's own exception: the cause of the cancellation, which newer JDKs wrap in another one. */
    static OperationCancelledException causeOf(final CompletableFuture<?> future) {
        Throwable cause = assertThrows(CancellationException.class, future::join);
        while (!(cause instanceof OperationCancelledException)) {
            cause = cause.getCause();
            if (cause == null) {
                throw new AssertionError("no OperationCancelledException among the causes");
            }
        }
        return (OperationCancelledException) cause;
    }
}
