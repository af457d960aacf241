package io.quorate.error;

/** The clocks of client and nodes are too far apart to give a put a version; nothing was sent that could be applied. */
public final class ClockSkewException extends QuorateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, for people
     * @param details what a program may want to know
     */
    public ClockSkewException(final String message, final ErrorDetails details) {
        super(message, details);
    }
}
