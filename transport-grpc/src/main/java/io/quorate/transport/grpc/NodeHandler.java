package io.quorate.transport.grpc;

import io.quorate.node.NodeReply;
import io.quorate.node.ReplySink;
import io.quorate.transport.ReplicaRequest;

/** What a server puts on the wire: {@link io.quorate.node.StorageNode#handle}. */
@FunctionalInterface
interface NodeHandler {
    void handle(ReplicaRequest request, NodeReply reply, ReplySink sink);
}
