package io.quorate.transport;

/**
 * Bits of {@link ReplicaConnection#capabilities()}: what a connected node understands.
 *
 * <p>A Quorate node has {@link #QUORATE_NODE}. An older server of the {@code kvstore} contract has none of these, or
 * {@link #OWN_TIMESTAMPS}, when it ignores the timestamp of a put and stamps on its own clock.
 */
public final class Capabilities {

    /** Stores and returns the writer id of a version. */
    public static final long WRITER_ID = 1;

    /** Stores and returns tombstones. */
    public static final long TOMBSTONE = 1 << 1;

    /** Knows ring epochs and names its members. */
    public static final long EPOCH = 1 << 2;

    /** Takes keys and values that are not UTF-8. */
    public static final long BINARY = 1 << 3;

    /** Answers {@link ReplicaRequest#READ_VERSION}. */
    public static final long READ_VERSION = 1 << 4;

    /** Tells truthfully what a store replaced, and whether it kept something newer. */
    public static final long PREVIOUS = 1 << 5;

    /** Ignores the timestamp of a put and stamps on its own clock; must never be sent a repair or a second attempt of a put. */
    public static final long OWN_TIMESTAMPS = 1 << 6;

    /** Everything that a Quorate node can do. */
    public static final long QUORATE_NODE = WRITER_ID | TOMBSTONE | EPOCH | BINARY | READ_VERSION | PREVIOUS;

    private Capabilities() {}

    /**
     * Tells whether all the wanted bits are set.
     *
     * @param capabilities what a node has
     * @param wanted one or more bits of this class
     * @return true when none is missing
     */
    public static boolean has(final long capabilities, final long wanted) {
        return (capabilities & wanted) == wanted;
    }
}
