package io.quorate.transport.grpc;

/** How the library's client reaches the nodes. */
enum Wire {
    /** As {@link GrpcTransport#create()} does. */
    STREAM,
    /** A unary call for each request. */
    UNARY
}
