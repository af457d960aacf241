package io.quorate.transport.inprocess;

import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * One node of an {@link EmbeddedCluster}: its life and its faults.
 *
 * <p>Threads: thread-safe; what a method does is done when it returns, callbacks of broken connections included. Guarantee: a crashed node has lost its
 * memory; started again at its address it has another incarnation.
 */
public final class EmbeddedNode {
    private final EmbeddedCluster cluster;
    private final NodeDescriptor descriptor;
    private final NodePort port;

    EmbeddedNode(final EmbeddedCluster cluster, final NodeDescriptor descriptor, final NodePort port) {
        this.cluster = cluster;
        this.descriptor = descriptor;
        this.port = port;
    }

    /**
     * Name, address, weight and zone.
     *
     * @return the descriptor
     */
    public NodeDescriptor descriptor() {
        return descriptor;
    }

    /**
     * What may happen to the messages of this node; kept over crash and restart.
     *
     * @return its faults, to be changed at any time
     */
    public Faults faults() {
        return port.faults();
    }

    /**
     * What the node does and holds, for a look from outside and for changes of its ring.
     *
     * @return the node, null while it is down
     */
    public @Nullable StorageNode storage() {
        return port.storage();
    }

    /**
     * Tells whether the node is running, paused or not.
     *
     * @return false between crash and restart
     */
    public boolean isRunning() {
        return port.storage() != null;
    }

    /**
     * Lets the node answer nothing until {@link #resume()}: requests wait at it, up to 16,384 of them or 64 MiB, dials get no answer.
     *
     * @throws IllegalStateException if the node is down
     */
    public void pause() {
        port.setPaused(true);
    }

    /**
     * Lets the node go on with what it holds, in the order of arrival, and with what comes.
     *
     * @throws IllegalStateException if the node is down
     */
    public void resume() {
        port.setPaused(false);
    }

    /** Ends the node as the death of its process does: memory and held requests are gone, connections break, dials are refused. Idempotent. */
    public void crash() {
        port.crash();
    }

    /**
     * Starts the node again at its address, with an empty store. Clients have to connect again.
     *
     * @throws IllegalStateException if the node is running, the cluster is closed, or the node is no member of the ring any more
     */
    public void restart() {
        cluster.start(this);
    }

    NodePort port() {
        return port;
    }

    @Override
    public String toString() {
        return descriptor.name() + (isRunning() ? port.isPaused() ? " paused" : " running" : " down");
    }
}
