package io.quorate.error;

/** No server could be reached at start; the message has each server's cause. */
public final class ConnectionFailedException extends QuorateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, for people
     * @param details what a program may want to know
     */
    public ConnectionFailedException(final String message, final ErrorDetails details) {
        super(message, details);
    }
}
