package io.quorate.node;

import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link StorageNode} keeps its keys: a map from key to the highest version seen, ordered by key.
 *
 * <p>Threads: thread-safe. {@link #read} and {@link #store} do not block and may answer later, on a thread of the engine;
 * {@link #scan} may block on a disk, so that it is not for threads that serve requests. Units: keys are ordered as unsigned
 * bytes; versions are compared unsigned, timestamp first. Allocation: {@link #read}, and a {@link #store} that does not grow what is
 * held, allocate nothing in steady state in an engine that holds its data in memory. Errors: an engine either answers or
 * throws, never both. Guarantee: compare and replace of one key is one step; what {@link #read} answers is durable to the same
 * degree as an answered {@link #store}, so that nothing read is forgotten by a crash that a stored answer survives. A
 * tombstone is kept like a value.
 */
public interface StorageEngine extends AutoCloseable {
    /**
     * High half of the UUID of this store: drawn when the store is created, and kept for as long as its data is.
     *
     * @return the half; the two are never both 0
     */
    long incarnationHigh();

    /**
     * Low half of the UUID of this store.
     *
     * @return the half; the two are never both 0
     */
    long incarnationLow();

    /**
     * Reads a key: {@link NodeReply#setHeld}, the value unless the kind is {@link ReplicaRequest#READ_VERSION}, then
     * {@link NodeReply#complete}.
     *
     * @param request a {@link ReplicaRequest#READ} or {@link ReplicaRequest#READ_VERSION}, checked by the node; valid during the call
     * @param reply takes the answer
     */
    void read(ReplicaRequest request, NodeReply reply);

    /**
     * Stores a version if it is newer than the one held: {@link NodeReply#setStored}, {@link NodeReply#setPrevious}, the previous
     * value if {@link ReplicaRequest#FLAG_WANT_PREVIOUS} is set, and once the outcome is durable {@link NodeReply#complete}. A store
     * that finds no room ends in {@link NodeReply#fail} with {@link ReplicaListener#OVERLOADED} and has changed nothing.
     *
     * @param request a {@link ReplicaRequest#STORE} or {@link ReplicaRequest#REPAIR}, checked by the node; valid during the call
     * @param reply takes the answer
     */
    void store(ReplicaRequest request, NodeReply reply);

    /**
     * Visits the keys of a range in unsigned byte order. Not a snapshot: a version stored meanwhile may be visited or not, one
     * held from beginning to end is visited.
     *
     * @param startKey first key of the range; empty: from the lowest
     * @param endKey first key behind the range; empty: to the highest
     * @param limitCount at most so many visits, 1 or more
     * @param wantValues whether visits show values
     * @param visitor takes the entries
     * @return where the next page starts, or null if the range was visited to its end
     */
    byte @Nullable [] scan(byte[] startKey, byte[] endKey, int limitCount, boolean wantValues, Visitor visitor);

    /**
     * How many keys are held, tombstones included.
     *
     * @return the count
     */
    long entryCount();

    /**
     * How much room what is held takes, as the engine's own limit counts it.
     *
     * @return bytes
     */
    long usedBytes();

    /** Releases what the engine holds; every store that was answered is durable. No request may be under way or follow. Idempotent. */
    @Override
    void close();

    /** Takes the entries of a {@link StorageEngine#scan}. */
    interface Visitor {
        /**
         * Shows one entry.
         *
         * @param key belongs to the engine: valid during the call, not to be changed
         * @param entry {@link ReplicaReply#result()} is {@link ReplicaReply#VALUE} or {@link ReplicaReply#TOMBSTONE}; valid during
         *     the call
         * @return true to go on; false if the entry was not taken, so that the next page has to start with it
         */
        boolean visit(byte[] key, ReplicaReply entry);
    }
}
