package io.quorate.load.record;

/**
 * What a client counted of its sends to replicas, of all nodes together.
 *
 * @param sends sends that were accepted, of every kind and attempt
 * @param retries those of them that repeated an earlier one to the same node
 * @param writeBacks stores that gets sent before they answered
 * @param replies replies, late ones and those to repairs included
 * @param lateReplies replies that came after their operation was decided
 * @param failures sends that ended without an answer, or were not accepted
 * @param givenUp decided operations whose late replies were given up, since too many waited for some
 * @param repairsSent read repairs that were sent
 * @param repairsDropped read repairs that were given up before they were sent
 * @param repairsFailed read repairs that were sent and did not succeed
 */
public record ReplicaTraffic(
        long sends,
        long retries,
        long writeBacks,
        long replies,
        long lateReplies,
        long failures,
        long givenUp,
        long repairsSent,
        long repairsDropped,
        long repairsFailed) {

    /** Of a client that has done nothing yet. */
    public static final ReplicaTraffic NONE = new ReplicaTraffic(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /**
     * What came after an earlier count.
     *
     * @param earlier of the same client
     * @return the difference
     */
    public ReplicaTraffic since(final ReplicaTraffic earlier) {
        return new ReplicaTraffic(
                sends - earlier.sends,
                retries - earlier.retries,
                writeBacks - earlier.writeBacks,
                replies - earlier.replies,
                lateReplies - earlier.lateReplies,
                failures - earlier.failures,
                givenUp - earlier.givenUp,
                repairsSent - earlier.repairsSent,
                repairsDropped - earlier.repairsDropped,
                repairsFailed - earlier.repairsFailed);
    }
}
