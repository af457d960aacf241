package io.quorate;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.Transport;

/**
 * A transport that its client must not close: the connections are the client's, the rest is not.
 *
 * @param delegate does it all
 */
record KeptTransport(Transport delegate) implements Transport {

    @Override
    public ReplicaConnection open(final NodeDescriptor node, final ReplicaListener listener) {
        return delegate.open(node, listener);
    }

    @Override
    public boolean onTransportThread() {
        return delegate.onTransportThread();
    }

    /** Leaves the transport open; the engine has closed its connections one by one before. */
    @Override
    public void close() {}
}
