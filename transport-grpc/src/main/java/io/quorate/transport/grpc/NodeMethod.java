package io.quorate.transport.grpc;

import io.quorate.node.NodeReply;
import io.quorate.node.NodeRequest;

/** One call of the wire in terms of the node: how its request is understood, and how the node's answer is told. */
interface NodeMethod<Q, M> {
    NodeRequest request(Q message);

    /**
     * The response.
     *
     * @throws BadAnswerException if the answer cannot be told in the way that was asked for
     */
    M response(Q message, NodeReply reply) throws BadAnswerException;
}
