package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.Transport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Opens {@link FakePeer}s, one for every open. */
final class FakeTransport implements Transport {

    final List<FakePeer> opened = new CopyOnWriteArrayList<>();
    final AtomicInteger closes = new AtomicInteger();
    /** Sets up each peer before the engine gets it. */
    volatile Consumer<FakePeer> setUp = peer -> {};

    private final Map<String, FakePeer> latest = new ConcurrentHashMap<>();

    @Override
    public ReplicaConnection open(final NodeDescriptor node, final ReplicaListener listener) {
        final FakePeer peer = new FakePeer(node, listener);
        setUp.accept(peer);
        opened.add(peer);
        latest.put(node.address(), peer);
        return peer;
    }

    /** The last one that was opened to an address. */
    FakePeer peer(final String address) {
        final FakePeer peer = latest.get(address);
        assertNotNull(peer, "no connection was opened to " + address);
        return peer;
    }

    @Override
    public boolean onTransportThread() {
        return false;
    }

    @Override
    public void close() {
        closes.incrementAndGet();
        opened.forEach(FakePeer::close);
    }
}
