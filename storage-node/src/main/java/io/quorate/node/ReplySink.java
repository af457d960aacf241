package io.quorate.node;

import io.quorate.transport.ReplicaListener;
import org.jspecify.annotations.Nullable;

/**
 * Takes the answer to one request of a {@link StorageNode}.
 *
 * <p>Threads: called on the thread that is inside {@link StorageNode#handle}, or later on a thread of the storage engine. Errors:
 * must neither block nor throw; what it throws is logged. Guarantee: exactly one call of one method for each request.
 * Ownership: with the call the reply belongs to the caller of {@code handle} again, which may use it for another request, also
 * before the sink returns.
 */
public interface ReplySink {
    /**
     * The node answered.
     *
     * @param reply the answer, in the object that was given to {@link StorageNode#handle}
     */
    void onReply(NodeReply reply);

    /**
     * The node did not do what it was asked.
     *
     * @param reply the object that was given to {@link StorageNode#handle}; holds no answer
     * @param fate {@link ReplicaListener#REFUSED}, {@link ReplicaListener#OVERLOADED}, {@link ReplicaListener#STALE_EPOCH} or
     *     {@link ReplicaListener#MAYBE_APPLIED}; only the last leaves a store in doubt
     * @param code one of the {@code CODE_} constants of {@link ReplicaListener}
     * @param detail text for people, never contains a value
     */
    void onFailure(NodeReply reply, int fate, int code, @Nullable String detail);
}
