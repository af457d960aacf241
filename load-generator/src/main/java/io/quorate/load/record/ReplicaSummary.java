package io.quorate.load.record;

import io.quorate.load.workload.OperationType;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How the replicas answered over a measured load.
 *
 * @param nodes node by node, by name
 * @param quorum from the begin of operations to the reply that decided them, by type; types that succeeded only
 * @param straggler from there to their last reply, by type; of operations of which every send was answered
 * @param traffic what the client counted
 */
public record ReplicaSummary(
        List<Node> nodes,
        Map<OperationType, Histogram> quorum,
        Map<OperationType, Histogram> straggler,
        ReplicaTraffic traffic) {

    /**
     * How one replica answered.
     *
     * @param name member name
     * @param service from sends to replies, by what was asked; only what was answered, in time or late
     * @param failures sends that ended without an answer, or were not accepted
     * @param timeouts those of them that ended at their deadline
     * @param lateReplies replies that came after their operation was decided
     * @param repairs read repairs that it was sent, as it was behind
     * @param slowestInQuorum successful operations that its reply decided: of the quorum it was the slowest
     * @param last operations whose very last reply was its, of those of which every send was answered
     * @param outages when it was not connected; the first {@value ReplicaOutages#MOST_KEPT}, and the one that is not over
     * @param outageCount how often it was not connected
     * @param downNs how long it was not connected, in all
     */
    public record Node(
            String name,
            Map<ReplicaRequestType, Histogram> service,
            long failures,
            long timeouts,
            long lateReplies,
            long repairs,
            long slowestInQuorum,
            long last,
            List<ReplicaOutage> outages,
            long outageCount,
            long downNs) {

        /**
         * Service times whatever was asked.
         *
         * @return a new histogram, possibly empty
         */
        public Histogram allService() {
            final Histogram all = Histograms.empty();
            service.values().forEach(all::add);
            return all;
        }
    }

    /**
     * How often a node was the slowest of a quorum.
     *
     * @param node one of {@link #nodes}
     * @return share of all successful operations, 0 if there are none
     */
    public double shareSlowestInQuorum(final Node node) {
        return share(
                node.slowestInQuorum(),
                nodes.stream().mapToLong(Node::slowestInQuorum).sum());
    }

    /**
     * How often a node answered last.
     *
     * @param node one of {@link #nodes}
     * @return share of all operations of which every send was answered, 0 if there are none
     */
    public double shareLast(final Node node) {
        return share(node.last(), nodes.stream().mapToLong(Node::last).sum());
    }

    private static double share(final long part, final long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
