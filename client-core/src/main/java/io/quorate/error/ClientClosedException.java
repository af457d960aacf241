package io.quorate.error;

/** The client was closed before the operation could be decided. */
public final class ClientClosedException extends QuorateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, for people
     * @param details what a program may want to know
     */
    public ClientClosedException(final String message, final ErrorDetails details) {
        super(message, details);
    }
}
