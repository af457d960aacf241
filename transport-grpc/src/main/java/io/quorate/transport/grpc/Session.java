package io.quorate.transport.grpc;

import io.quorate.transport.ReplicaRequest;

/**
 * An established connection to a server whose kind is known: how requests travel on it. One implementation per way to send.
 *
 * <p>Thread-safe, never blocks. A session ends once; its connection then makes another one.
 */
interface Session {
    /**
     * Sends a request for which the connection has room. {@link io.quorate.transport.ReplicaConnection#ACCEPTED}: exactly one callback
     * follows, possibly before this returns, and the room is free by then. Otherwise the reason, and the room is still the caller's.
     */
    int send(long correlationId, ReplicaRequest request, long deadlineNs);

    /** Marks the end of a burst. */
    void flush();

    /** Hints that nobody waits any more for a read. */
    void cancel(long correlationId);

    /** Ends at once what is under way; what surely was not sent is told so. */
    void abandon(Failure failure);

    /**
     * The peer takes nothing new: what is under way may end, and then the session does. True if it will tell that to
     * {@link GrpcConnection#sessionEnded}; otherwise nothing is left to be abandoned that the connection does not know.
     */
    boolean retire();

    /** What is at the other end. */
    PeerKind peer();
}
