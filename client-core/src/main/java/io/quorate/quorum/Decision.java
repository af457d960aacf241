package io.quorate.quorum;

/** How an operation was decided; plain ints, because the hot path passes them through an {@link Effects}. */
public final class Decision {

    /** Not yet. */
    public static final int NONE = 0;

    /** The quorum answered. */
    public static final int OK = 1;

    /** Too few replicas are left that could answer. */
    public static final int REPLICAS = 2;

    /** The deadline passed. */
    public static final int DEADLINE = 3;

    /** A get could not bring enough replicas to hold what it found. */
    public static final int CONFIRM = 4;

    /** The caller gave up. */
    public static final int CANCELLED = 5;

    /** The client was closed. */
    public static final int CLOSED = 6;

    /** The clocks of client and nodes are too far apart to give a put a version. */
    public static final int CLOCK = 7;

    private Decision() {}
}
