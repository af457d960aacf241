package io.quorate.transport.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.quorate.node.NodeReply;
import io.quorate.node.ReplySink;
import io.quorate.transport.ReplicaListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One unary call at the server: hands the request to the node when it is complete, and sends what the node says.
 *
 * <p>Requests arrive on the event loop; the answer comes there as well, or later on a thread of the storage engine.
 */
final class NodeCall<Q, M> extends ServerCall.Listener<Q> implements ReplySink {
    private static final Logger LOG = LoggerFactory.getLogger(NodeCall.class);

    private final ServerCall<Q, M> call;
    private final NodeMethod<Q, M> method;
    private final NodeHandler node;
    private @Nullable Q message;
    private boolean ended;

    private NodeCall(final ServerCall<Q, M> call, final NodeMethod<Q, M> method, final NodeHandler node) {
        this.call = call;
        this.method = method;
        this.node = node;
    }

    static <Q, M> ServerCallHandler<Q, M> handler(final NodeMethod<Q, M> method, final NodeHandler node) {
        return (call, headers) -> {
            // Two, although one is expected: a second request is an error that has to be seen.
            call.request(2);
            return new NodeCall<>(call, method, node);
        };
    }

    @Override
    public void onMessage(final Q received) {
        if (message == null) {
            message = received;
        } else {
            ended = true;
            call.close(Status.INVALID_ARGUMENT.withDescription("a unary call with two requests"), new Metadata());
        }
    }

    @Override
    public void onHalfClose() {
        final Q received = message;
        if (ended || call.isCancelled()) {
            // Nobody waits for the answer any more, so that the work can be saved.
            return;
        }
        if (received == null) {
            call.close(Status.INVALID_ARGUMENT.withDescription("a unary call without request"), new Metadata());
            return;
        }
        node.handle(method.request(received), new NodeReply(), this);
    }

    @Override
    public void onReply(final NodeReply reply) {
        final Q received = message;
        if (received == null) {
            throw new IllegalStateException("a reply to a call without request");
        }
        if (call.isCancelled()) {
            return;
        }
        try {
            final M response = method.response(received, reply);
            call.sendHeaders(new Metadata());
            call.sendMessage(response);
            call.close(Status.OK, new Metadata());
        } catch (final BadAnswerException e) {
            fail(e.failure().fate(), e.failure().code(), e.failure().detail(), reply.ringEpoch());
        } catch (final RuntimeException | Error e) {
            // Whatever it is, the client must not be left to wait for its deadline.
            LOG.error("a response could not be sent", e);
            fail(
                    ReplicaListener.MAYBE_APPLIED,
                    ReplicaListener.CODE_NODE_FAULT,
                    "the response could not be sent",
                    reply.ringEpoch());
        }
    }

    @Override
    public void onFailure(final NodeReply reply, final int fate, final int code, final @Nullable String detail) {
        fail(fate, code, detail, reply.ringEpoch());
    }

    private void fail(final int fate, final int code, final @Nullable String detail, final long ringEpoch) {
        call.close(WireFailure.statusOf(fate, code, detail), WireFailure.trailersOf(fate, code, ringEpoch));
    }
}
