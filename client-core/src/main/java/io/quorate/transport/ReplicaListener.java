package io.quorate.transport;

import io.quorate.ring.NodeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Takes what transports tell: the engine's side of the SPI.
 *
 * <p><b>Threads.</b> Called on any thread, also on the one that is inside {@link ReplicaConnection#send}. Never blocks, never throws.
 *
 * <p><b>Guarantee asked of the transport.</b> Exactly one of {@link #onReply} and {@link #onFailure} per accepted send. The fates
 * {@link #NOT_SENT}, {@link #REFUSED}, {@link #OVERLOADED} and {@link #STALE_EPOCH} promise that no copy of the send has been or will be
 * applied; a transport that may deliver a send twice answers {@link #MAYBE_APPLIED} unless it knows the end of every copy.
 */
public interface ReplicaListener {

    /** Fate of a send: it surely never left this process. */
    int NOT_SENT = 1;

    /** Fate of a send: the node refused it for a reason that a retry cannot change; nothing was applied. */
    int REFUSED = 2;

    /** Fate of a send: the node had no room for it; nothing was applied. */
    int OVERLOADED = 3;

    /** Fate of a send: the node knows a newer ring than the request's; nothing was applied. */
    int STALE_EPOCH = 4;

    /** Fate of a send: unknown; a store may have been applied, or may still be. */
    int MAYBE_APPLIED = 5;

    /** State: not connected, and the last dial failed or the connection broke. */
    int DISCONNECTED = 0;

    /** State: connected, {@link ReplicaConnection#capabilities()} are known. */
    int CONNECTED = 1;

    /** State: closed for good. */
    int CLOSED = 2;

    /** Code of a failure: no particular reason is known. */
    int CODE_UNKNOWN = 0;

    /** Code of a failure: the deadline of the send passed. */
    int CODE_DEADLINE = 1;

    /** Code of a failure: the connection broke or is missing. */
    int CODE_DISCONNECTED = 2;

    /** Code of a failure: key, value or request is invalid to the node. */
    int CODE_INVALID = 3;

    /** Code of a failure: the request or its reply is larger than a limit. */
    int CODE_TOO_LARGE = 4;

    /** Code of a failure: the node does not know this kind of request. */
    int CODE_UNSUPPORTED = 5;

    /** Code of a failure: the node or its transport has no room. */
    int CODE_OVERLOADED = 6;

    /** Code of a failure: the caller gave up on it. */
    int CODE_CANCELLED = 7;

    /** Code of a failure: the node failed inside. */
    int CODE_NODE_FAULT = 8;

    /** Code of a failure: the connection was closed on this side. */
    int CODE_CLOSED = 9;

    /** Code of a failure: the peer does not speak the protocol, or its answer makes no sense. */
    int CODE_PROTOCOL = 10;

    /** Code of a failure: the ring epoch of the request is older than the node's. */
    int CODE_STALE_EPOCH = 11;

    /**
     * A replica answered.
     *
     * @param correlationId of the send
     * @param reply flyweight, valid during this call
     */
    void onReply(long correlationId, ReplicaReply reply);

    /**
     * A send ended without an answer.
     *
     * @param correlationId of the send
     * @param fate one of {@link #NOT_SENT}, {@link #REFUSED}, {@link #OVERLOADED}, {@link #STALE_EPOCH}, {@link #MAYBE_APPLIED}
     * @param code one of the {@code CODE_} constants
     * @param detail text for people, for example the server's own words; never contains a value
     */
    void onFailure(long correlationId, int fate, int code, @Nullable String detail);

    /**
     * The connection changed its state.
     *
     * @param node the node as it was given to {@link Transport#open}
     * @param state {@link #DISCONNECTED}, {@link #CONNECTED} or {@link #CLOSED}
     * @param detail cause of a disconnect or of a failed dial, for people
     */
    void onState(NodeDescriptor node, int state, @Nullable String detail);
}
