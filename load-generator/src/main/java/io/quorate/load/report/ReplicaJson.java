package io.quorate.load.report;

import io.quorate.load.record.ReplicaOutage;
import io.quorate.load.record.ReplicaSummary;
import io.quorate.load.record.ReplicaTraffic;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Shows as JSON how the replicas answered.
 *
 * <p><b>Threads.</b> Any.
 */
public final class ReplicaJson {

    private ReplicaJson() {}

    /**
     * The member {@code replicas} of {@code run.json}.
     *
     * @param summary how they answered
     * @return members
     */
    public static Map<String, Object> members(final ReplicaSummary summary) {
        final Map<String, Object> members = new LinkedHashMap<>();
        members.put(
                "nodes",
                summary.nodes().stream().map(node -> node(summary, node)).toList());
        final Map<String, Object> quorum = new LinkedHashMap<>();
        summary.quorum().forEach((type, times) -> quorum.put(type.label(), RunJson.times(times)));
        members.put("quorum", quorum);
        final Map<String, Object> straggler = new LinkedHashMap<>();
        summary.straggler().forEach((type, times) -> straggler.put(type.label(), RunJson.times(times)));
        members.put("straggler", straggler);
        members.put("traffic", traffic(summary.traffic()));
        return members;
    }

    private static Map<String, Object> node(final ReplicaSummary summary, final ReplicaSummary.Node node) {
        final Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", node.name());
        members.put(
                "replies",
                node.service().values().stream()
                        .mapToLong(Histogram::getTotalCount)
                        .sum());
        members.put("failures", node.failures());
        members.put("timeouts", node.timeouts());
        members.put("lateReplies", node.lateReplies());
        members.put("repairs", node.repairs());
        members.put("slowestInQuorum", node.slowestInQuorum());
        members.put("shareSlowestInQuorum", summary.shareSlowestInQuorum(node));
        members.put("last", node.last());
        members.put("shareLast", summary.shareLast(node));
        final Map<String, Object> service = new LinkedHashMap<>();
        node.service().forEach((request, times) -> service.put(request.label(), RunJson.times(times)));
        members.put("service", service);
        members.put("outageCount", node.outageCount());
        members.put("downNs", node.downNs());
        members.put("outages", node.outages().stream().map(ReplicaJson::outage).toList());
        return members;
    }

    private static Map<String, Object> outage(final ReplicaOutage outage) {
        final Map<String, Object> members = new LinkedHashMap<>();
        members.put("fromNs", outage.fromNs());
        members.put("toNs", outage.toNs());
        members.put("over", outage.over());
        final String cause = outage.cause();
        if (cause != null) {
            members.put("cause", cause);
        }
        return members;
    }

    private static Map<String, Object> traffic(final ReplicaTraffic traffic) {
        final Map<String, Object> members = new LinkedHashMap<>();
        members.put("sends", traffic.sends());
        members.put("retries", traffic.retries());
        members.put("writeBacks", traffic.writeBacks());
        members.put("replies", traffic.replies());
        members.put("lateReplies", traffic.lateReplies());
        members.put("failures", traffic.failures());
        members.put("givenUp", traffic.givenUp());
        members.put("repairsSent", traffic.repairsSent());
        members.put("repairsDropped", traffic.repairsDropped());
        members.put("repairsFailed", traffic.repairsFailed());
        return members;
    }
}
