package io.quorate.error;

/** A key, a value or an option of a call is invalid, to this client or to a node; a retry cannot help. */
public final class ValidationException extends QuorateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, for people
     * @param details what a program may want to know
     */
    public ValidationException(final String message, final ErrorDetails details) {
        super(message, details);
    }
}
