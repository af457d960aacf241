package io.quorate;

import io.quorate.bench.FixedReply;
import io.quorate.node.NodeConfig;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.transport.Transport;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A transport to nodes that do nothing: every send is answered before it returns, always with the same value, and every store is
 * acknowledged. What a client over it takes is the client's alone.
 *
 * <p><b>Threads.</b> Thread-safe. <b>Allocation.</b> None in {@code send}.
 */
final class InstantTransport implements Transport {

    private static final long ANY_VERSION = 1;

    private final List<NodeDescriptor> members;
    private final ReplicaReply found;
    private final ReplicaReply stored;

    InstantTransport(final List<String> servers, final byte[] value) {
        this.members = servers.stream().map(NodeDescriptor::of).toList();
        this.found = new FixedReply(ReplicaReply.VALUE, ANY_VERSION, ANY_VERSION, ByteBuffer.wrap(value));
        this.stored = new FixedReply(ReplicaReply.STORED, ANY_VERSION, ANY_VERSION, ByteBuffer.allocate(0));
    }

    @Override
    public ReplicaConnection open(final NodeDescriptor node, final ReplicaListener listener) {
        return new InstantConnection(node, listener);
    }

    @Override
    public boolean onTransportThread() {
        return false;
    }

    @Override
    public void close() {
        // There is nothing to give back.
    }

    private final class InstantConnection implements ReplicaConnection {

        private final NodeDescriptor node;
        private final ReplicaListener listener;
        private final ReplicaReply ring;
        private volatile boolean closed;

        InstantConnection(final NodeDescriptor node, final ReplicaListener listener) {
            this.node = node;
            this.listener = listener;
            final RingState state = NodeConfig.of(node.name(), members).ringState(0);
            this.ring = new FixedReply(ReplicaReply.VALUE, 0, 0, RingStateCodec.encode(state));
        }

        @Override
        public int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
            if (closed) {
                return CLOSED;
            }
            listener.onReply(
                    correlationId,
                    switch (request.kind()) {
                        case ReplicaRequest.READ -> found;
                        case ReplicaRequest.STORE -> stored;
                        case ReplicaRequest.RING_STATE -> ring;
                        default -> throw new IllegalStateException("nobody asked for kind " + request.kind());
                    });
            return ACCEPTED;
        }

        @Override
        public void flush() {
            // Nothing is collected.
        }

        @Override
        public void cancel(final long correlationId) {
            // Nothing is ever under way.
        }

        @Override
        public void connect() {
            listener.onState(node, ReplicaListener.CONNECTED, null);
        }

        @Override
        public long capabilities() {
            return Capabilities.QUORATE_NODE;
        }

        @Override
        public void close() {
            closed = true;
            listener.onState(node, ReplicaListener.CLOSED, null);
        }
    }
}
