package io.quorate.transport.grpc;

/** How requests travel to a Quorate node. Older servers of the contract are always served by unary calls. */
public enum GrpcWire {
    /**
     * On one long-lived stream per node, many requests to a frame when many wait, with a unary call for what is too large for a frame. A
     * node that does not know the stream is served by unary calls.
     */
    STREAM,

    /** Every request as a unary call of its own. */
    UNARY
}
