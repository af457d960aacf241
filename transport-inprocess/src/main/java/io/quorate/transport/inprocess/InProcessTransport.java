package io.quorate.transport.inprocess;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.Transport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches the nodes of an {@link EmbeddedCluster}, which live in the same JVM.
 *
 * <p>Threads: thread-safe. Without faults a node is called on the thread that sends, and its reply is told inside
 * {@link ReplicaConnection#send}; with faults, deadlines that pass, and sends nested more than {@value CallStack#MAX_DEPTH} deep, callbacks come on the
 * one thread of the cluster. Dials are answered inside {@link ReplicaConnection#connect()}, unless the node is paused. Allocation: none in
 * steady state for sends that are answered inside {@code send}. Guarantee: that of {@link Transport}; closing waits up to 5 seconds for callbacks
 * under way on other threads. Ownership: requests are not touched after {@code send} has returned, replies are valid during the
 * callback.
 */
public final class InProcessTransport implements Transport {
    /** A reply's buffer that is larger is not kept for the next call. */
    static final int LARGEST_KEPT_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(InProcessTransport.class);

    private final EmbeddedCluster cluster;
    private final Scheduler scheduler;
    private final CallbackGuard guard = new CallbackGuard();
    private final ThreadLocal<CallStack> stacks = ThreadLocal.withInitial(CallStack::new);
    private final Set<InProcessConnection> connections = new LinkedHashSet<>();

    InProcessTransport(final EmbeddedCluster cluster, final Scheduler scheduler) {
        this.cluster = cluster;
        this.scheduler = scheduler;
    }

    /**
     * Opens a connection to the node at {@link NodeDescriptor#address()}, whether the cluster has one there or not.
     *
     * @throws IllegalStateException if the transport is closed
     */
    @Override
    public ReplicaConnection open(final NodeDescriptor node, final ReplicaListener listener) {
        final InProcessConnection connection = new InProcessConnection(this, node, listener);
        synchronized (connections) {
            if (guard.isClosed()) {
                throw new IllegalStateException(
                        "the transport is closed: make another one with EmbeddedCluster.transport()");
            }
            connections.add(connection);
        }
        return connection;
    }

    @Override
    public boolean onTransportThread() {
        return scheduler.isCurrentThread() || stack().foreignCallbacks > 0;
    }

    @Override
    public void close() {
        final List<InProcessConnection> open;
        synchronized (connections) {
            guard.close();
            open = new ArrayList<>(connections);
            connections.clear();
        }
        final CallStack stack = stack();
        guard.enter(stack);
        try {
            open.forEach(InProcessConnection::closeQuietly);
            open.forEach(InProcessConnection::tellLastStates);
        } finally {
            guard.exit(stack);
        }
        cluster.forget(this);
        if (!guard.awaitQuiet(stack)) {
            LOG.warn("a callback of a closed transport is still running: listeners must not block");
        }
    }

    EmbeddedCluster cluster() {
        return cluster;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    CallbackGuard guard() {
        return guard;
    }

    CallStack stack() {
        return stacks.get();
    }

    long dialTimeoutNs() {
        return cluster.dialTimeoutNs();
    }

    void forget(final InProcessConnection connection) {
        synchronized (connections) {
            connections.remove(connection);
        }
    }
}
