package io.quorate.error;

/** A limit of this client, or of too many nodes, was reached; nothing was queued. The message names the limit. */
public final class OverloadedException extends QuorateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, for people
     * @param details what a program may want to know
     */
    public OverloadedException(final String message, final ErrorDetails details) {
        super(message, details);
    }
}
