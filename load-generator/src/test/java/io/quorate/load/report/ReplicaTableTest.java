package io.quorate.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import io.quorate.load.record.ReplicaOutage;
import io.quorate.load.record.ReplicaRequestType;
import io.quorate.load.record.ReplicaSummary;
import io.quorate.load.record.ReplicaTraffic;
import io.quorate.load.workload.OperationType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReplicaTableTest {

    private static final long MS_NS = Recordings.MS_NS;
    private static final long SECOND_NS = Recordings.SECOND_NS;
    private static final ReplicaTraffic TRAFFIC = new ReplicaTraffic(60_000, 12, 0, 59_000, 20_000, 0, 0, 7, 0, 0);

    @Test
    void shouldShowNodesInOneLine() {
        final ReplicaOutage outage = new ReplicaOutage(30 * SECOND_NS, 40_200 * MS_NS, true, "reset");
        final List<String> lines = ReplicaTable.lines(summary(List.of(
                node("n1", 1_900, 31, 0, List.of()),
                node("n2", 3_300, 38, 118, List.of(outage)),
                node("n3", 2_000, 31, 0, List.of()))));

        assertEquals(
                List.of(
                        "node  n1 p99 1.901   n2 p99 3.301 (down 30.0-40.2s, 118 failed)   n3 p99 2.001"
                                + "   slowest in quorum: n1 31% n2 38% n3 31%",
                        "last of all replicas: n1 31% n2 38% n3 31%",
                        "get   decided after p50 2.001 p99 2.001   last reply later by p50 1.000 p99 ~1.000",
                        "put   decided after p50 2.001 p99 2.001",
                        "replicas: 60,000 sends, 12 retries, 20,000 late replies, 7 read repairs"),
                lines);
    }

    @Test
    void shouldShowALineForEachNodeWhereOneIsTooLong() {
        final List<ReplicaSummary.Node> nodes = IntStream.range(1, 8)
                .mapToObj(i -> node("node-" + i + ".example:7001", 1_000, 10, 0, List.of()))
                .toList();
        final List<String> lines = ReplicaTable.lines(summary(nodes));

        assertEquals("node  node-1.example:7001 p99 1.000", lines.get(0));
        assertEquals("node  node-7.example:7001 p99 1.000", lines.get(6));
        assertTrue(lines.get(7).startsWith("slowest in quorum: node-1.example:7001 14% "), lines.get(7));
    }

    @Test
    void shouldCutManyOutagesShort() {
        final List<ReplicaOutage> outages = IntStream.range(0, 5)
                .mapToObj(i -> new ReplicaOutage(i * 10L * SECOND_NS, (i * 10L + 1) * SECOND_NS, i < 4, null))
                .toList();

        final List<String> many = ReplicaTable.lines(summary(List.of(node("n1", 1_000, 1, 0, outages))));
        final List<String> open = ReplicaTable.lines(summary(List.of(node("n1", 1_000, 1, 0, outages.subList(4, 5)))));

        assertTrue(
                many.get(0).contains("(down 0.0-1.0s, 10.0-11.0s, 20.0-21.0s and 2 times more, 5.0s in all)"),
                many.get(0));
        assertTrue(open.get(0).contains("(down since 40.0s)"), open.get(0));
    }

    @Test
    void shouldShowWhatWentWrongWithSendsAndRepairs() {
        final ReplicaTraffic traffic = new ReplicaTraffic(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        final List<String> lines = ReplicaTable.lines(
                new ReplicaSummary(List.of(node("n1", 1_000, 0, 0, List.of())), Map.of(), Map.of(), traffic));

        assertEquals(
                List.of(
                        "node  n1 p99 1.000",
                        "replicas: 1 sends, 2 retries, 5 late replies, 8 read repairs, 9 repairs dropped,"
                                + " 10 repairs failed, 3 write-backs, 6 sends failed, 7 operations gave up their late replies"),
                lines);
    }

    @Test
    void shouldShowNoTimesOfANodeThatNeverAnswered() {
        final ReplicaSummary.Node silent = new ReplicaSummary.Node("n1", Map.of(), 5, 5, 0, 0, 0, 0, List.of(), 0, 0);

        assertEquals(
                "node  n1 p99 - (5 failed)",
                ReplicaTable.lines(new ReplicaSummary(List.of(silent), Map.of(), Map.of(), TRAFFIC))
                        .get(0));
    }

    @Test
    void shouldSayNothingWithoutNodes() {
        assertEquals(
                List.of(), ReplicaTable.lines(new ReplicaSummary(List.of(), Map.of(), Map.of(), ReplicaTraffic.NONE)));
    }

    @Test
    void shouldWriteJsonThatAgreesWithTheSummary() {
        final ReplicaOutage outage = new ReplicaOutage(30 * SECOND_NS, 40 * SECOND_NS, true, "reset");
        final ReplicaOutage open = new ReplicaOutage(50 * SECOND_NS, 60 * SECOND_NS, false, null);
        final ReplicaSummary summary =
                summary(List.of(node("n1", 1_900, 1, 0, List.of()), node("n2", 3_300, 3, 118, List.of(outage, open))));
        final JsonWriter writer = new JsonWriter().beginObject();
        ReplicaJson.write(writer, summary);
        final Map<String, Object> json = Json.object(writer.endObject().toString());

        assertEquals("n1", Json.at(json, "replicas/nodes/0/name"));
        assertEquals(2_000, Json.number(json, "replicas/nodes/1/replies"));
        assertEquals(118, Json.number(json, "replicas/nodes/1/failures"));
        assertEquals(0.75, Json.at(json, "replicas/nodes/1/shareSlowestInQuorum"));
        assertEquals(0.75, Json.at(json, "replicas/nodes/1/shareLast"));
        assertEquals(1_000, Json.number(json, "replicas/nodes/1/service/get/count"));
        assertEquals(
                summary.nodes().get(1).service().get(ReplicaRequestType.GET).getValueAtPercentile(99),
                Json.number(json, "replicas/nodes/1/service/get/p99Ns"));
        assertEquals(2, Json.number(json, "replicas/nodes/1/outageCount"));
        assertEquals(20 * SECOND_NS, Json.number(json, "replicas/nodes/1/downNs"));
        assertEquals(30 * SECOND_NS, Json.number(json, "replicas/nodes/1/outages/0/fromNs"));
        assertEquals("reset", Json.at(json, "replicas/nodes/1/outages/0/cause"));
        assertEquals(false, Json.at(json, "replicas/nodes/1/outages/1/over"));
        assertFalse(((Map<?, ?>) Json.at(json, "replicas/nodes/1/outages/1")).containsKey("cause"));
        assertEquals(1_000, Json.number(json, "replicas/quorum/put/count"));
        assertEquals(100, Json.number(json, "replicas/straggler/get/count"));
        assertEquals(60_000, Json.number(json, "replicas/traffic/sends"));
        assertEquals(7, Json.number(json, "replicas/traffic/repairsSent"));
    }

    private static ReplicaSummary summary(final List<ReplicaSummary.Node> nodes) {
        return new ReplicaSummary(
                nodes,
                sorted(OperationType.GET, times(2 * MS_NS, 1_000), OperationType.PUT, times(2 * MS_NS, 1_000)),
                Map.of(OperationType.GET, times(MS_NS, 100)),
                TRAFFIC);
    }

    private static Map<OperationType, Histogram> sorted(
            final OperationType first, final Histogram one, final OperationType second, final Histogram two) {
        return new EnumMap<>(Map.of(first, one, second, two));
    }

    /** A node with the same time again and again, which was as often the slowest as the last. */
    private static ReplicaSummary.Node node(
            final String name,
            final long serviceUs,
            final long slowest,
            final long failures,
            final List<ReplicaOutage> outages) {
        final Histogram times = times(serviceUs * MS_NS / 1_000, 1_000);
        return new ReplicaSummary.Node(
                name,
                Map.of(ReplicaRequestType.GET, times, ReplicaRequestType.PUT, times),
                failures,
                0,
                0,
                0,
                slowest,
                slowest,
                outages,
                outages.size(),
                outages.stream().mapToLong(ReplicaOutage::durationNs).sum());
    }

    private static Histogram times(final long ns, final long count) {
        return Recordings.times(ns, count);
    }
}
