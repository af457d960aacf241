package io.quorate.error;

/** The ring has fewer members than the quorum of the operation needs. */
public final class NoNodesException extends QuorateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, for people
     * @param details what a program may want to know
     */
    public NoNodesException(final String message, final ErrorDetails details) {
        super(message, details);
    }
}
