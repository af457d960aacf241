package io.quorate.load.record;

/**
 * How an operation of a load ended.
 *
 * <p><b>Threads.</b> Immutable.
 */
public enum Outcome {
    /** It succeeded. */
    OK("ok"),
    /** It succeeded: the get found nothing. Its times are recorded as those of {@link #OK}. */
    ABSENT("ok"),
    /** Its deadline passed. */
    TIMEOUT("timeout"),
    /** Too few replicas were left that could answer. */
    QUORUM_NOT_MET("quorum-not-met"),
    /** A get found a value that could not be confirmed. */
    UNCONFIRMED("unconfirmed"),
    /** Client or nodes had no room for it. */
    OVERLOADED("overloaded"),
    /** The ring has too few members. */
    NO_NODES("no-nodes"),
    /** The client or a node found it invalid. */
    REFUSED("refused"),
    /** The servers cannot do it. */
    UNSUPPORTED("unsupported"),
    /** The client was closed under it, or it was cancelled. */
    ABORTED("aborted"),
    /** Anything else: a fault of the program. */
    FAULT("fault"),
    /** It was sent, and had not ended when the run gave up waiting. Its times are lower bounds. */
    UNFINISHED("unfinished"),
    /** It was due while as many were under way as may be, and was dropped. It has no service time. */
    SHED("shed"),

    /** It was due and never sent. Its response time is a lower bound; it has no service time. */
    UNSENT("unsent");

    /** How many outcomes there are. */
    public static final int COUNT = values().length;

    private final String label;

    Outcome(final String label) {
        this.label = label;
    }

    /**
     * The name in tables and tags.
     *
     * @return letters and hyphens
     */
    public String label() {
        return label;
    }

    /**
     * Whether the operation did what it should.
     *
     * @return true for success
     */
    public boolean isSuccess() {
        return this == OK || this == ABSENT;
    }

    /**
     * Whether the operation had not ended when it was recorded, so that its true times are longer.
     *
     * @return true for times that are lower bounds
     */
    public boolean isCensored() {
        return this == UNFINISHED || this == UNSENT;
    }
}
