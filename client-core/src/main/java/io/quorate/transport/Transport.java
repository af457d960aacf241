package io.quorate.transport;

import io.quorate.ring.NodeDescriptor;

/**
 * A way to reach replicas: opens one {@link ReplicaConnection} per node and owns the threads behind them.
 *
 * <p><b>Threads.</b> Thread-safe. No method blocks, except {@link #close()}, which waits a bounded time.
 *
 * <p><b>Errors.</b> An unreachable node is not an error of {@link #open}: it is told to the listener as a state.
 *
 * <p><b>Guarantee.</b> After {@link #close()} has returned every accepted send has had its callback and no further callback follows.
 */
public interface Transport extends AutoCloseable {

    /**
     * Opens a connection to a node. Dialling starts at {@link ReplicaConnection#connect()}, never here, and happens on the transport's own threads.
     *
     * @param node whom to dial; {@link NodeDescriptor#address()} is resolved anew on every dial
     * @param listener told of states, replies and failures; not before {@link ReplicaConnection#connect()} has been called
     * @return the connection, not yet connected
     */
    ReplicaConnection open(NodeDescriptor node, ReplicaListener listener);

    /**
     * Tells whether the calling thread is one that this transport needs to make progress; blocking calls are refused there.
     *
     * @return true on a transport thread
     */
    boolean onTransportThread();

    /** Closes every connection, ends pending sends with a failure, and stops the threads. Idempotent. */
    @Override
    void close();
}
