/** The gRPC client transport, and the server that puts a storage node on the wire. */
@NullMarked
package io.quorate.transport.grpc;

import org.jspecify.annotations.NullMarked;
