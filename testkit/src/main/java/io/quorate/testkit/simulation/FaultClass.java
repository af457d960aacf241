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
    /** A node is down for a while, and comes back with its data. */
    RESTART,
    /** A node has no room for a request. */
    OVERLOAD,
    /** A connection has no room for a send. */
    BACK_PRESSURE,
    /** A send fails before it has left, which is told inside {@code send}. */
    NOT_SENT
}
