package io.quorate.testkit.simulation;

/** Kinds of trouble that a simulation makes; each seed has some of them on and some off. */
public enum FaultClass {
    /** A message takes up to 200 ms instead of a few. */
    SLOW_MESSAGE,
    /** A message is lost. */
    DROP,
    /** A message arrives twice, at nearly the same time. */
    DUPLICATE,
    /** A message arrives a second time up to a minute later. */
    LATE_DUPLICATE,
    /** Messages of one connection overtake each other. */
    REORDER,
    /** A connection breaks in the middle of its calls. */
    DISCONNECT,
    /** A node's process is killed and started again; what it had written but not synced is still there, but for a torn end. */
    RESTART,
    /** A node's machine loses power: each write that was not synced is kept, dropped or torn. */
    POWER_LOSS,
    /** A sync takes up to 200 ms instead of a few. */
    SLOW_SYNC,
    /** A node has no room for a request. */
    OVERLOAD,
    /** A connection has no room for a send. */
    BACK_PRESSURE,
    /** A send fails before it has left, which is told inside {@code send}. */
    NOT_SENT,
    /** Clients and nodes fall into two parts for a while, between which nothing passes. */
    PARTITION,
    /** For a while nothing passes from some clients to some nodes, while the other direction works. */
    CUT_REQUESTS,
    /** For a while nothing passes from some nodes to some clients, while the other direction works. */
    CUT_REPLIES,
    /** For a while the way between some clients and some nodes comes and goes. */
    FLAPPING,
    /** A node's process stands still for a while, and then does all at once what came meanwhile. */
    NODE_PAUSE,
    /** A client's process stands still for a while, and finds its deadlines overdue. */
    CLIENT_PAUSE,
    /** A node takes up to 100 ms for each request for a while. */
    SLOW_NODE,
    /** A node's wall clock is up to an hour off for a while. */
    NODE_CLOCK_JUMP,
    /** A node's wall clock is fast or slow for a while, or stands still. */
    NODE_CLOCK_DRIFT,
    /** A client's wall clock is up to an hour off for a while. */
    CLIENT_CLOCK_JUMP,
    /** A client's wall clock is fast or slow for a while, or stands still. */
    CLIENT_CLOCK_DRIFT,
    /** The ring gets a higher epoch with the same members, of which the nodes learn one after the other. */
    EPOCH_RAISE,
    /** For a while another process answers at a member's address: one of another cluster, another member, or the member with an empty disk. */
    STRANGER;

    /**
     * Whether clients' clocks disagree by this, which the promise of {@code QUORUM} about the order of puts does not allow.
     *
     * @return true for the faults of clients' clocks
     */
    public boolean setsClientClocksApart() {
        return this == CLIENT_CLOCK_JUMP || this == CLIENT_CLOCK_DRIFT;
    }
}
