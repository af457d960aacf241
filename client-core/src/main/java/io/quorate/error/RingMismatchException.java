package io.quorate.error;

/** The cluster places keys otherwise than this client is configured to; the message names each difference. */
public final class RingMismatchException extends QuorateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, for people
     * @param details what a program may want to know
     */
    public RingMismatchException(final String message, final ErrorDetails details) {
        super(message, details);
    }
}
