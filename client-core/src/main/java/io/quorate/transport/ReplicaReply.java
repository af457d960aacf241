package io.quorate.transport;

import java.nio.ByteBuffer;

/**
 * What one replica answered; a flyweight that the transport owns.
 *
 * <p><b>Threads.</b> Valid on the calling thread during {@link ReplicaListener#onReply} only.
 *
 * <p><b>Ownership.</b> {@link #bytes()} is read by absolute index only.
 */
public interface ReplicaReply {

    /** The key has no version at this replica. */
    int ABSENT = 0;

    /** A read found a value. */
    int VALUE = 1;

    /** A read found a tombstone. */
    int TOMBSTONE = 2;

    /** A store replaced what was there. */
    int STORED = 3;

    /** A store was older than what the replica keeps; {@link #timestamp()} and {@link #writerId()} name that. */
    int KEPT_NEWER = 4;

    /** A store found its own version already there. */
    int EQUAL = 5;

    /** {@link #previous()}: the replica cannot tell. */
    int PREVIOUS_UNKNOWN = -1;

    /**
     * The outcome.
     *
     * @return one of the constants above; {@link #VALUE} for a {@link ReplicaRequest#RING_STATE}
     */
    int result();

    /**
     * Timestamp of what the replica holds now.
     *
     * @return first half of the version, 0 when absent
     */
    long timestamp();

    /**
     * Writer id of what the replica holds now.
     *
     * @return second half of the version, 0 when absent or unknown to the node
     */
    long writerId();

    /**
     * High half of the UUID of the store that answered.
     *
     * @return 0 together with {@link #incarnationLow()} when the node has none
     */
    long incarnationHigh();

    /**
     * Low half of the UUID of the store that answered.
     *
     * @return 0 together with {@link #incarnationHigh()} when the node has none
     */
    long incarnationLow();

    /**
     * Ring epoch of the node.
     *
     * @return 0 when the node has none
     */
    long ringEpoch();

    /**
     * Wall clock of the node when it answered.
     *
     * @return milliseconds since 1970, 0 when the node does not tell
     */
    long nodeWallMs();

    /**
     * What a store replaced or left in place: the state before it.
     *
     * @return {@link #ABSENT}, {@link #VALUE}, {@link #TOMBSTONE} or {@link #PREVIOUS_UNKNOWN}
     */
    int previous();

    /**
     * Timestamp of the state before a store.
     *
     * @return 0 when absent or unknown
     */
    long previousTimestamp();

    /**
     * Writer id of the state before a store.
     *
     * @return 0 when absent or unknown
     */
    long previousWriterId();

    /**
     * Holds the value: of a read what was found, of a store with {@link ReplicaRequest#FLAG_WANT_PREVIOUS} the previous value.
     *
     * @return a buffer for absolute access
     */
    ByteBuffer bytes();

    /**
     * Where the value starts.
     *
     * @return index in {@link #bytes()}
     */
    int valueOffset();

    /**
     * Length of the value.
     *
     * @return bytes, 0 when there is none
     */
    int valueLength();
}
