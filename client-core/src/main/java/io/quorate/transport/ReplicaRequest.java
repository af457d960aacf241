package io.quorate.transport;

import java.nio.ByteBuffer;

/**
 * What one replica is asked to do; a flyweight that the caller of {@link ReplicaConnection#send} owns and reuses.
 *
 * <p><b>Threads.</b> Valid on the calling thread during {@code send} only.
 *
 * <p><b>Ownership.</b> {@link #bytes()} is read by absolute index only; its position and limit mean nothing.
 *
 * <p>Kinds are an open set: a node refuses a kind that it does not know with {@link ReplicaListener#REFUSED}.
 */
public interface ReplicaRequest {

    /** Reads the value and version of a key. */
    byte READ = 1;

    /** Reads only the version of a key. */
    byte READ_VERSION = 2;

    /** Stores a version that its own writer sends. */
    byte STORE = 3;

    /** Stores a version that somebody else wrote: a write-back of a get, or a read repair. */
    byte REPAIR = 4;

    /** Asks for the ring state; no key, the reply's value is in the form of {@link io.quorate.ring.RingStateCodec}. */
    byte RING_STATE = 5;

    /** Flag of a store: the value is a tombstone, {@link #valueLength()} is 0. */
    int FLAG_TOMBSTONE = 1;

    /** Flag of a store: the reply should carry the value that was there before. */
    int FLAG_WANT_PREVIOUS = 1 << 1;

    /**
     * What to do.
     *
     * @return one of the kinds above
     */
    byte kind();

    /**
     * Details of the kind.
     *
     * @return a set of {@code FLAG_} bits
     */
    int flags();

    /**
     * The epoch of the ring that placed this key.
     *
     * @return epoch, 0 when the sender has none (older servers, probes before the ring is known)
     */
    long ringEpoch();

    /**
     * First half of the version to store.
     *
     * @return hybrid logical timestamp, 0 for reads
     */
    long timestamp();

    /**
     * Second half of the version to store; of a {@link #REPAIR} it is the id of the original writer.
     *
     * @return writer id; for reads the id of the reading client
     */
    long writerId();

    /**
     * Identifies the operation: the same on every send of it.
     *
     * @return request id
     */
    long requestId();

    /**
     * Holds key and value.
     *
     * @return a buffer for absolute access
     */
    ByteBuffer bytes();

    /**
     * Where the key starts.
     *
     * @return index in {@link #bytes()}
     */
    int keyOffset();

    /**
     * Length of the key.
     *
     * @return bytes, 0 for {@link #RING_STATE}
     */
    int keyLength();

    /**
     * Where the value starts.
     *
     * @return index in {@link #bytes()}
     */
    int valueOffset();

    /**
     * Length of the value.
     *
     * @return bytes, 0 for reads and tombstones
     */
    int valueLength();
}
