package io.quorate.load.engine;

/** What becomes of operations that are due while as many are under way as may be. */
public enum Overload {
    /** They wait for room, and their response time counts from the intended start. */
    QUEUE,

    /** They are dropped, and count as failed. */
    SHED,

    /** The load ends. */
    ABORT
}
