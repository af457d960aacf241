package io.quorate.testkit.contract;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.Transport;

/**
 * What a transport brings along to run {@link ReplicaTransportContract}: itself, and nodes whose behaviour a test can change.
 *
 * <p><b>Threads.</b> Called by the threads of a test, one at a time. Methods may block, for seconds at most; what a method promises is
 * true when it returns.
 *
 * <p><b>Nodes</b> are {@link io.quorate.node.StorageNode}s with a {@link GatedEngine} around an empty memory engine, all members of one
 * ring of epoch {@link #ringEpoch()} that names every node started so far: {@link ContractNodes} makes them.
 */
public interface ReplicaHarness extends AutoCloseable {

    /**
     * Makes a transport under test.
     *
     * @return a new one; the suite closes it, possibly more than once
     */
    Transport newTransport();

    /**
     * Starts a node at a new address.
     *
     * @return how to reach it
     */
    NodeDescriptor startNode();

    /**
     * Ends a node as the death of its process does: connections break at once, held requests and stored data are gone, and dials of
     * its address fail until {@link #restart}.
     *
     * @param node a running node
     */
    void kill(NodeDescriptor node);

    /**
     * Starts a node again at the address of a killed one, with an empty store, another incarnation, and another engine.
     *
     * @param node a killed node
     */
    void restart(NodeDescriptor node);

    /**
     * The engine of a node, whose gate tests open and close.
     *
     * @param node a running node
     * @return the engine that this node has since its last start
     */
    GatedEngine engine(NodeDescriptor node);

    /**
     * Epoch of the ring that the nodes serve now.
     *
     * @return higher with every node that was started at a new address
     */
    long ringEpoch();

    /**
     * Longest key that the nodes take.
     *
     * @return bytes, at least 64
     */
    int maxKeyBytes();

    /**
     * Longest value that the nodes take.
     *
     * @return bytes, at least 1,024
     */
    int maxValueBytes();

    /**
     * The clock of the transport's deadlines.
     *
     * @return nanoseconds
     */
    default long nowNs() {
        return System.nanoTime();
    }

    /**
     * How much later than its deadline a callback may come, on a busy machine.
     *
     * @return nanoseconds
     */
    default long deadlineToleranceNs() {
        return 500_000_000L;
    }

    /**
     * Longest wait for anything that should happen soon.
     *
     * @return nanoseconds; generous, since the machine may be busy
     */
    default long patienceNs() {
        return 20_000_000_000L;
    }

    /** Ends all nodes and frees their addresses. */
    @Override
    void close();
}
