package io.quorate.transport.grpc;

import io.quorate.transport.ReplicaRequest;

/**
 * An established connection to a server whose kind is known: how requests travel on it. One implementation per way to send.
 *
 * <p>Thread-safe, never blocks. A session ends once; its connection then makes another one.
 */
interface Session {
    /** Sends a request for which the connection has room; exactly one callback follows, possibly before this returns. */
    void send(long correlationId, ReplicaRequest request, long deadlineNs);

    /** Marks the end of a burst. */
    void flush();

    /** What is at the other end. */
    PeerKind peer();
}
