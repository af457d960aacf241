package io.quorate.testkit;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transport without a network: one {@link FakeReplica} per address, which does what a test tells it.
 *
 * <p><b>Threads.</b> Thread-safe by one lock per replica; callbacks run on the thread of the command that causes them, or inside
 * {@code send}. Nothing blocks.
 *
 * <p><b>Guarantee.</b> Exactly one callback per accepted send, as long as the test ends what it leaves open:
 * {@link FakeReplica#expire} stands in for deadlines, {@link #close()} ends the rest.
 */
public final class FakeTransport implements Transport {

    private final Map<String, FakeReplica> replicas = new LinkedHashMap<>();
    private boolean closed;

    /** Creates a transport that knows no replica yet. */
    public FakeTransport() {}

    /**
     * The replica at an address; made here when nobody has opened a connection to it yet, so that a test can prepare it.
     *
     * @param address as in {@link NodeDescriptor#address()}
     * @return always the same one for the same address
     */
    public synchronized FakeReplica replica(final String address) {
        return replicas.computeIfAbsent(address, key -> new FakeReplica(Capabilities.QUORATE_NODE));
    }

    @Override
    public ReplicaConnection open(final NodeDescriptor node, final ReplicaListener listener) {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the transport is closed: open connections before");
            }
        }
        final FakeReplica replica = replica(node.address());
        replica.attach(node, listener);
        return replica;
    }

    /** {@inheritDoc} A fake has no threads. */
    @Override
    public boolean onTransportThread() {
        return false;
    }

    @Override
    public void close() {
        final List<FakeReplica> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(replicas.values());
        }
        for (final FakeReplica replica : open) {
            replica.close();
        }
    }
}
