package io.quorate.metrics;

/**
 * Hears in addition how each replica answers: for views of a cluster replica by replica. Give it to a client as its listener.
 *
 * <p>What counts are the sends of gets, puts and deletes, those of all rounds: the reads of a get and its write-backs, both rounds of a
 * linearizable put, retries, and sends from before an operation moved to another ring. Read repairs and what the client asks for
 * its own sake (rings, probes) do not.
 *
 * <p><b>Threads.</b> As of {@link ClientListener}; the calls for one operation come one after another.
 *
 * <p><b>Units.</b> {@code Ns} are nanoseconds. Each send and each reply is dated by the event with which the client came to it, for which it
 * reads its clock anyway: what comes together has one date.
 *
 * <p><b>Allocation.</b> None of the client. A listener that is not of this type costs nothing for it.
 *
 * <p><b>Guarantee.</b> Each send, accepted or not, ends in one {@link #onReply} or one {@link #onNoReply}, unless the client gives up the late
 * replies of its operation because too many operations wait for some ({@link Counter#DISOWNED}): of those nothing more is heard.
 */
public interface ReplyListener extends ClientListener {

    /**
     * A node answered a send, in time or late; comes before what the answer decides.
     *
     * @param node member name
     * @param operation what the operation does
     * @param request what the node was asked: one of the kinds of {@link io.quorate.transport.ReplicaRequest}
     * @param latencyNs time from the send
     */
    default void onReply(final String node, final OperationKind operation, final byte request, final long latencyNs) {}

    /**
     * A send ended without an answer that counts, or was not accepted in the first place.
     *
     * @param node member name
     * @param operation what the operation does
     * @param request what the node was asked: one of the kinds of {@link io.quorate.transport.ReplicaRequest}
     * @param code why: one of the codes of {@link io.quorate.transport.ReplicaListener}
     */
    default void onNoReply(final String node, final OperationKind operation, final byte request, final int code) {}

    /**
     * The last send of an operation that succeeded has ended. For N replicas and a quorum of k, the operation was decided by its k-th
     * reply, that of the slowest in the quorum; where there are several rounds, by the one that made its last round enough.
     *
     * @param operation what it did
     * @param decider member name of the node whose reply decided
     * @param decidedNs time from the operation's begin to that reply
     * @param last member name of the node that answered last, possibly the same
     * @param lastNs time from the operation's begin to that reply, at least {@code decidedNs}
     * @param complete whether every send was answered; if not, there may be slower nodes than the last
     */
    default void onReplies(
            final OperationKind operation,
            final String decider,
            final long decidedNs,
            final String last,
            final long lastNs,
            final boolean complete) {}
}
