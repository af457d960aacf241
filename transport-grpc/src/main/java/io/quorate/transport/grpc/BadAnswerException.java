package io.quorate.transport.grpc;

/** A response that is no answer; carries the failure to report instead. Without stack trace, since it never leaves this package. */
final class BadAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    BadAnswerException(final Failure failure) {
        super(failure.detail(), null, false, false);
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
