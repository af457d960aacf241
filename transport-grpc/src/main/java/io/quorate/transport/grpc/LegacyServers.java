package io.quorate.transport.grpc;

/**
 * What to think of servers that speak the {@code kvstore} contract but are no Quorate nodes: nothing on the wire says whether
 * they keep the timestamp of a put or stamp it on their own clock.
 *
 * <p>Threads: immutable. Guarantee: a server of which nothing is known counts as stamping, which is never sent a repair or a
 * second attempt of a put.
 */
public enum LegacyServers {
    /**
     * Finds out at each connect: writes the reserved key {@value LegacyProbe#KEY} with a known timestamp and reads it back. A
     * server that does not answer the probe counts as stamping until the next connect.
     */
    PROBE,

    /** They keep the timestamp of a put, and store only what is newer. */
    HONOURING,

    /** They ignore the timestamp of a put, and stamp on their own clock. */
    STAMPING
}
