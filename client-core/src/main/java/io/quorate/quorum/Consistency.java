package io.quorate.quorum;

/** What the gets and puts of a client promise; one level for a whole client, never mixed per key. */
public enum Consistency {
    /** A get answers with the newest of R replies at once, and says whether enough replicas hold it. */
    EVENTUAL,

    /** A get answers only what enough replicas hold, writing it back where it is missing; the default. */
    QUORUM
}
