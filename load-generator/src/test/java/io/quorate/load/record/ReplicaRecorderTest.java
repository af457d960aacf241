package io.quorate.load.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.quorate.load.workload.OperationType;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NanoClock;
import org.junit.jupiter.api.Test;

class ReplicaRecorderTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final String N1 = "n1:7001";
    private static final String N2 = "n2:7001";
    private static final String N3 = "n3:7001";

    private final Clock clock = new Clock();
    private final ReplicaRecorder recorder = new ReplicaRecorder(clock);

    @Test
    void shouldTagTimesByNodeAndRequestAndOperationsByType() {
        recorder.startMeasuring(0);
        recorder.reply(N1, ReplicaRequestType.GET, 100);
        recorder.reply(N2, ReplicaRequestType.GET, 200);
        recorder.reply(N2, ReplicaRequestType.WRITE_BACK, 50);
        recorder.reply(N1, ReplicaRequestType.VERSION, 10);
        recorder.replies(OperationType.GET, N2, 300, N1, 700, true);
        recorder.replies(OperationType.PUT, N1, 1_000, N1, 1_000, true);

        assertEquals(
                Map.of(
                        "node.n1_7001.st.get", List.of(100L),
                        "node.n2_7001.st.get", List.of(200L),
                        "node.n2_7001.st.write-back", List.of(50L),
                        "node.n1_7001.st.version", List.of(10L),
                        "quorum.get", List.of(300L),
                        "straggler.get", List.of(400L),
                        "quorum.put", List.of(1_000L),
                        "straggler.put", List.of(0L)),
                interval());
        assertEquals(Map.of(), interval(), "each interval has its own");
    }

    @Test
    void shouldAddIntervalsUpInItsTotals() {
        recorder.startMeasuring(0);
        final Map<String, Histogram> sums = new TreeMap<>();
        for (int second = 1; second <= 3; second++) {
            recorder.reply(N1, ReplicaRequestType.PUT, second);
            recorder.replies(OperationType.PUT, N1, 10L * second, N1, 20L * second, true);
            recorder.endInterval(interval -> sums.computeIfAbsent(interval.getTag(), tag -> Histograms.empty())
                    .add(interval));
        }

        assertEquals(List.of("node.n1_7001.st.put", "quorum.put", "straggler.put"), List.copyOf(sums.keySet()));
        recorder.forEachTotal(total -> assertEquals(total, sums.remove(total.getTag()), total.getTag()));
        assertTrue(sums.isEmpty(), sums.keySet().toString());
    }

    @Test
    void shouldKeepApartNodesWhoseNamesAreAlikeInTags() {
        recorder.startMeasuring(0);
        recorder.reply("[::1]:7001", ReplicaRequestType.GET, 1);
        recorder.reply("(::1):7001", ReplicaRequestType.GET, 2);
        recorder.reply("{::1}:7001", ReplicaRequestType.GET, 3);

        assertEquals(
                Map.of(
                        "node.___1__7001.st.get", List.of(1L),
                        "node.___1__7001_2.st.get", List.of(2L),
                        "node.___1__7001_3.st.get", List.of(3L)),
                interval());
    }

    @Test
    void shouldCountNothingOfTheWarmUp() {
        everything();
        recorder.startMeasuring(0);

        assertEquals(Map.of(), interval());
        final ReplicaSummary summary = recorder.summary(ReplicaTraffic.NONE);
        assertEquals(List.of(), summary.nodes(), "nobody is known as a member or was asked");
        assertTrue(summary.quorum().isEmpty());
        everything();
        assertEquals(4, interval().size());
    }

    @Test
    void shouldSumUpNodeByNode() {
        recorder.startMeasuring(0);
        everything();
        recorder.replies(OperationType.GET, N2, 100, N2, 200, false);
        recorder.reply(N2, ReplicaRequestType.PUT, 900);
        recorder.failure(N2, false);
        interval();
        final ReplicaTraffic traffic = new ReplicaTraffic(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);

        final ReplicaSummary summary = recorder.summary(traffic);

        assertEquals(
                List.of(N1, N2),
                summary.nodes().stream().map(ReplicaSummary.Node::name).toList());
        final ReplicaSummary.Node n1 = summary.nodes().get(0);
        assertEquals(1, n1.failures());
        assertEquals(1, n1.timeouts());
        assertEquals(1, n1.lateReplies());
        assertEquals(1, n1.repairs());
        assertEquals(1, n1.slowestInQuorum());
        assertEquals(0, n1.last());
        assertEquals(1, n1.allService().getTotalCount());
        final ReplicaSummary.Node n2 = summary.nodes().get(1);
        assertEquals(1, n2.failures());
        assertEquals(0, n2.timeouts());
        assertEquals(1, n2.slowestInQuorum());
        assertEquals(1, n2.last(), "of the complete operation only");
        assertEquals(2, n2.allService().getTotalCount());
        assertEquals(1, n2.service().get(ReplicaRequestType.PUT).getTotalCount());
        assertEquals(0.5, summary.shareSlowestInQuorum(n1));
        assertEquals(1, summary.shareLast(n2));
        assertEquals(2, summary.quorum().get(OperationType.GET).getTotalCount());
        assertEquals(1, summary.straggler().get(OperationType.GET).getTotalCount());
        assertEquals(traffic, summary.traffic());
    }

    @Test
    void shouldDateOutagesFromTheStartOfTheMeasuredLoad() {
        clock.ns = 100 * SECOND_NS;
        recorder.connected(N1);
        recorder.connected(N2);
        recorder.disconnected(N2, "before it counts");
        clock.ns += 5 * SECOND_NS;
        recorder.startMeasuring(SECOND_NS / 5);
        clock.ns += SECOND_NS - SECOND_NS / 5;
        recorder.connected(N2);
        clock.ns += 29 * SECOND_NS;
        recorder.disconnected(N2, "reset");
        recorder.disconnected(N2, "a second word on the same");
        clock.ns += 10 * SECOND_NS;
        recorder.connected(N2);
        recorder.connected(N2);
        clock.ns += SECOND_NS;
        recorder.disconnected(N1, null);
        clock.ns += 2 * SECOND_NS;
        recorder.failure(N1, false);
        recorder.failure(N2, false);

        final List<ReplicaSummary.Node> nodes =
                recorder.summary(ReplicaTraffic.NONE).nodes();

        assertEquals(
                List.of(new ReplicaOutage(41 * SECOND_NS, 43 * SECOND_NS, false, null)),
                nodes.get(0).outages());
        assertEquals(1, nodes.get(0).outageCount());
        assertEquals(2 * SECOND_NS, nodes.get(0).downNs());
        assertEquals(
                List.of(
                        new ReplicaOutage(0, SECOND_NS, true, "before it counts"),
                        new ReplicaOutage(30 * SECOND_NS, 40 * SECOND_NS, true, "reset")),
                nodes.get(1).outages());
        assertEquals(2, nodes.get(1).outageCount());
        assertEquals(11 * SECOND_NS, nodes.get(1).downNs());
    }

    @Test
    void shouldShowAMemberThatWasNeverReached() {
        recorder.seen(N1, true, null);
        recorder.seen(N3, false, "connection refused");
        recorder.startMeasuring(0);
        clock.ns += SECOND_NS;

        final List<ReplicaSummary.Node> nodes =
                recorder.summary(ReplicaTraffic.NONE).nodes();

        assertEquals(List.of(), nodes.get(0).outages());
        assertEquals(
                List.of(new ReplicaOutage(0, SECOND_NS, false, "connection refused")),
                nodes.get(1).outages());
        assertTrue(nodes.get(1).service().isEmpty());
    }

    @Test
    void shouldBelieveWhatItHeardMoreThanALookThatMayBeOld() {
        recorder.startMeasuring(0);
        recorder.connected(N1);
        recorder.seen(N1, false, "as it was a moment ago");
        clock.ns += SECOND_NS;

        assertEquals(
                List.of(), recorder.summary(ReplicaTraffic.NONE).nodes().get(0).outages());
    }

    @Test
    void shouldCountOutagesBeyondThoseThatItKeeps() {
        recorder.startMeasuring(0);
        recorder.seen(N1, true, null);
        final int times = ReplicaOutages.MOST_KEPT + 7;
        for (int i = 0; i < times; i++) {
            recorder.disconnected(N1, null);
            clock.ns += 2;
            recorder.connected(N1);
        }

        final ReplicaSummary.Node node =
                recorder.summary(ReplicaTraffic.NONE).nodes().get(0);

        assertEquals(ReplicaOutages.MOST_KEPT, node.outages().size());
        assertEquals(times, node.outageCount());
        assertEquals(2L * times, node.downNs());
    }

    @Test
    void shouldTakeTheTimesOfANodeThatJoinsLater() {
        recorder.startMeasuring(0);
        clock.ns += SECOND_NS;
        recorder.connected(N3);
        clock.ns += SECOND_NS;
        recorder.disconnected(N3, "gone");
        clock.ns += SECOND_NS;
        recorder.failure(N3, false);

        assertEquals(
                List.of(new ReplicaOutage(2 * SECOND_NS, 3 * SECOND_NS, false, "gone")),
                recorder.summary(ReplicaTraffic.NONE).nodes().get(0).outages());
    }

    @Test
    void shouldSubtractTheTrafficOfTheWarmUp() {
        assertEquals(
                new ReplicaTraffic(9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
                new ReplicaTraffic(10, 10, 10, 10, 10, 10, 10, 10, 10, 10)
                        .since(new ReplicaTraffic(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)));
    }

    @Test
    void shouldAllocateNothingOnceItHasSeenEverything() {
        everything();
        recorder.startMeasuring(0);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                everything();
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // Reading the counter may allocate a little itself, once, not per operation.
        assertTrue(allocated < 1_000, "allocated " + allocated + " bytes for 10,000 operations");
    }

    /** One of each. */
    private void everything() {
        recorder.reply(N1, ReplicaRequestType.GET, 100);
        recorder.reply(N2, ReplicaRequestType.GET, 200);
        recorder.lateReply(N1);
        recorder.repair(N1);
        recorder.failure(N1, true);
        recorder.replies(OperationType.GET, N1, 150, N2, 200, true);
    }

    private Map<String, List<Long>> interval() {
        final Map<String, List<Long>> values = new TreeMap<>();
        recorder.endInterval(interval -> {
            final List<Long> times = new ArrayList<>();
            interval.recordedValues().forEach(value -> times.add(value.getValueIteratedTo()));
            values.put(interval.getTag(), times);
        });
        return values;
    }

    /** Stands still until it is moved. */
    private static final class Clock implements NanoClock {
        private long ns;

        @Override
        public long nanoTime() {
            return ns;
        }
    }
}
