package io.quorate.error;

/** Too few replicas answered in time; the message has what was needed and got, and every node's answer. */
public final class QuorumNotMetException extends QuorateException {

    private static final long serialVersionUID = 1L;

    /** What stood in the way. */
    public enum Reason {
        /** Too few replicas are left that could still answer. */
        REPLICAS,
        /** The deadline of the operation passed. */
        DEADLINE,
        /** A get found a value, but too few replicas could be brought to hold it; an unconfirmed value is never returned. */
        CONFIRM
    }

    private final Reason reason;
    private final int needed;
    private final int got;

    /**
     * Creates the exception.
     *
     * @param message what happened, for people
     * @param reason what stood in the way
     * @param needed how many replicas were needed
     * @param got how many there were
     * @param details what a program may want to know
     */
    public QuorumNotMetException(
            final String message, final Reason reason, final int needed, final int got, final ErrorDetails details) {
        super(message, details);
        this.reason = reason;
        this.needed = needed;
        this.got = got;
    }

    /**
     * What stood in the way.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * How many replicas were needed.
     *
     * @return count
     */
    public int needed() {
        return needed;
    }

    /**
     * How many replicas there were.
     *
     * @return count
     */
    public int got() {
        return got;
    }
}
