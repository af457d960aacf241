package io.quorate.error;

/** A node of the key cannot do what the operation needs; found out before anything was sent. */
public final class UnsupportedException extends QuorateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, for people
     * @param details what a program may want to know
     */
    public UnsupportedException(final String message, final ErrorDetails details) {
        super(message, details);
    }
}
