package io.quorate.transport.inprocess;

import io.quorate.node.StorageEngine;
import io.quorate.ring.NodeDescriptor;
import io.quorate.time.Env;

/**
 * Makes the storage engines of an {@link EmbeddedCluster}.
 *
 * <p>Threads: called by the thread that starts a node. Ownership: the node closes its engine when it crashes, which may be while requests are
 * under way: an engine then just leaves them unanswered.
 */
@FunctionalInterface
public interface EngineFactory {
    /**
     * Makes the engine of a node that starts.
     *
     * @param node who starts, for the first time or again
     * @param env clock and chance of the cluster
     * @return the engine
     */
    StorageEngine open(NodeDescriptor node, Env env);
}
