package io.quorate.error;

/** The caller gave up: the thread was interrupted or the future was cancelled. */
public final class OperationCancelledException extends QuorateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, for people
     * @param details what a program may want to know
     */
    public OperationCancelledException(final String message, final ErrorDetails details) {
        super(message, details);
    }
}
