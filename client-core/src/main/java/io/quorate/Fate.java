package io.quorate;

/**
 * What became of a write whose outcome was not known.
 *
 * <p><b>Threads.</b> Immutable.
 */
public enum Fate {
    /** It is the newest version, and enough replicas hold it: every later get returns it or something newer. */
    COMMITTED,
    /**
     * Something newer is held by enough replicas: no get that begins from now on returns the write. Whether one did before cannot be known.
     */
    SUPERSEDED,
    /**
     * Neither it nor anything newer was found. It may still surface, for example from a replica that was away, until it is resumed or
     * something newer is written.
     */
    OPEN
}
