package io.quorate.quorum;

/** What the gets and puts of a client promise; one level for a whole client, never mixed per key. */
public enum Consistency {
    /** A get answers with the newest of R replies at once, and says whether enough replicas hold it. */
    EVENTUAL,

    /** A get answers only what enough replicas hold, writing it back where it is missing; the default. */
    QUORUM,

    /**
     * As {@link #QUORUM}, and a put first learns the newest version from R replicas, so that the order of puts is their order in real
     * time, whatever the clocks say: every key is a linearizable register. Needs R + W > N, and that all clients of the cluster do so.
     */
    LINEARIZABLE
}
