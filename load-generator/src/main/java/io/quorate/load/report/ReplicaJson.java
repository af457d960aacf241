package io.quorate.load.report;

import io.quorate.load.record.ReplicaOutage;
import io.quorate.load.record.ReplicaSummary;
import io.quorate.load.record.ReplicaTraffic;
import org.HdrHistogram.Histogram;

/** Shows as JSON how the replicas answered: a member {@code replicas} of an object that is open. */
final class ReplicaJson {

    private ReplicaJson() {}

    static void write(final JsonWriter json, final ReplicaSummary summary) {
        json.name("replicas").beginObject();
        json.name("nodes").beginArray();
        summary.nodes().forEach(node -> node(json, summary, node));
        json.endArray();
        json.name("quorum").beginObject();
        summary.quorum().forEach((type, times) -> RunJson.times(json, type.label(), times));
        json.endObject();
        json.name("straggler").beginObject();
        summary.straggler().forEach((type, times) -> RunJson.times(json, type.label(), times));
        json.endObject();
        traffic(json, summary.traffic());
        json.endObject();
    }

    private static void node(final JsonWriter json, final ReplicaSummary summary, final ReplicaSummary.Node node) {
        json.beginObject();
        json.name("name").value(node.name());
        json.name("replies")
                .value(node.service().values().stream()
                        .mapToLong(Histogram::getTotalCount)
                        .sum());
        json.name("failures").value(node.failures());
        json.name("timeouts").value(node.timeouts());
        json.name("lateReplies").value(node.lateReplies());
        json.name("repairs").value(node.repairs());
        json.name("slowestInQuorum").value(node.slowestInQuorum());
        json.name("shareSlowestInQuorum").value(summary.shareSlowestInQuorum(node));
        json.name("last").value(node.last());
        json.name("shareLast").value(summary.shareLast(node));
        json.name("service").beginObject();
        node.service().forEach((request, times) -> RunJson.times(json, request.label(), times));
        json.endObject();
        json.name("outageCount").value(node.outageCount());
        json.name("downNs").value(node.downNs());
        json.name("outages").beginArray();
        node.outages().forEach(outage -> outage(json, outage));
        json.endArray();
        json.endObject();
    }

    private static void outage(final JsonWriter json, final ReplicaOutage outage) {
        json.beginObject();
        json.name("fromNs").value(outage.fromNs());
        json.name("toNs").value(outage.toNs());
        json.name("over").value(outage.over());
        final String cause = outage.cause();
        if (cause != null) {
            json.name("cause").value(cause);
        }
        json.endObject();
    }

    private static void traffic(final JsonWriter json, final ReplicaTraffic traffic) {
        json.name("traffic").beginObject();
        json.name("sends").value(traffic.sends());
        json.name("retries").value(traffic.retries());
        json.name("writeBacks").value(traffic.writeBacks());
        json.name("replies").value(traffic.replies());
        json.name("lateReplies").value(traffic.lateReplies());
        json.name("failures").value(traffic.failures());
        json.name("givenUp").value(traffic.givenUp());
        json.name("repairsSent").value(traffic.repairsSent());
        json.name("repairsDropped").value(traffic.repairsDropped());
        json.name("repairsFailed").value(traffic.repairsFailed());
        json.endObject();
    }
}
