package io.quorate.load.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.QuorateClient;
import io.quorate.load.record.ReplicaOutage;
import io.quorate.load.record.ReplicaRecorder;
import io.quorate.load.record.ReplicaRequestType;
import io.quorate.load.record.ReplicaSummary;
import io.quorate.load.workload.OperationType;
import io.quorate.transport.inprocess.Delay;
import io.quorate.transport.inprocess.EmbeddedCluster;
import io.quorate.transport.inprocess.EmbeddedNode;
import io.quorate.transport.inprocess.FaultPlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real clients and nodes in this JVM: what is recorded of replicas adds up with what was asked of them. */
@Timeout(60)
class ReplicaClusterTest {

    private static final int NODES = 3;
    private static final int OPERATIONS = 100;
    private static final Duration SLOW = Duration.ofMillis(4);

    private final EmbeddedCluster cluster = EmbeddedCluster.start(NODES);
    private final ReplicaRecorder recorder = new ReplicaRecorder(SystemNanoClock.INSTANCE);
    private final CountDownLatch lost = new CountDownLatch(1);
    private final CountDownLatch foundAgain = new CountDownLatch(1);
    private final ReplicaEvents events = new ReplicaEvents(recorder, this::onEvent);
    private final QuorateClient client = QuorateClient.builder()
            .seeds(cluster.addresses())
            .transport(cluster.transport())
            .listener(events)
            .connect();

    @AfterEach
    void close() {
        client.close();
        cluster.close();
    }

    @Test
    void shouldRecordAReplyOfEveryReplicaForEachOperation() {
        // So that there is something which must not count.
        putAndGet("warm-up");
        slow(2);
        events.startMeasuring(client, 0);
        putAndGet("k");

        final ReplicaSummary summary = summaryOfClosed();

        assertEquals(NODES, summary.nodes().size());
        for (final ReplicaRequestType request :
                new ReplicaRequestType[] {ReplicaRequestType.GET, ReplicaRequestType.PUT, ReplicaRequestType.DELETE}) {
            assertEquals(
                    NODES * OPERATIONS,
                    summary.nodes().stream()
                            .mapToLong(node -> node.service().get(request).getTotalCount())
                            .sum(),
                    request.label());
        }
        for (final OperationType type :
                new OperationType[] {OperationType.GET, OperationType.PUT, OperationType.DELETE}) {
            assertEquals(OPERATIONS, summary.quorum().get(type).getTotalCount(), type.label());
            assertEquals(OPERATIONS, summary.straggler().get(type).getTotalCount(), type.label());
            assertEquals(
                    OPERATIONS,
                    recorded().get("quorum." + type.label()).getTotalCount(),
                    "what the intervals have is what the summary has");
        }
        final long operations = 3L * OPERATIONS;
        assertEquals(
                operations,
                summary.nodes().stream()
                        .mapToLong(ReplicaSummary.Node::slowestInQuorum)
                        .sum());
        assertEquals(
                operations,
                summary.nodes().stream().mapToLong(ReplicaSummary.Node::last).sum());
        assertEquals(NODES * operations, summary.traffic().sends());
        assertEquals(NODES * operations, summary.traffic().replies());
        assertEquals(
                summary.traffic().lateReplies(),
                summary.nodes().stream()
                        .mapToLong(ReplicaSummary.Node::lateReplies)
                        .sum());
        assertEquals(0, summary.traffic().failures());
    }

    @Test
    void shouldNameTheSlowNodeAsLastAndNotAsDecider() {
        slow(2);
        events.startMeasuring(client, 0);
        putAndGet("k");

        final ReplicaSummary summary = summaryOfClosed();

        final ReplicaSummary.Node slow = node(summary, cluster.node(2));
        assertTrue(summary.shareLast(slow) >= 0.9, "share " + summary.shareLast(slow));
        assertTrue(summary.shareSlowestInQuorum(slow) <= 0.1, "share " + summary.shareSlowestInQuorum(slow));
        assertTrue(slow.lateReplies() >= 0.9 * 3 * OPERATIONS, "late " + slow.lateReplies());
        for (final Histogram times : slow.service().values()) {
            assertTrue(times.getMinValue() >= SLOW.toNanos() * 0.99, "shortest " + times.getMinValue());
        }
        for (final OperationType type : summary.quorum().keySet()) {
            final long decidedNs = summary.quorum().get(type).getValueAtPercentile(50);
            final long gapNs = summary.straggler().get(type).getValueAtPercentile(50);
            assertTrue(decidedNs < SLOW.toNanos(), type + " decided after " + decidedNs);
            assertTrue(gapNs > SLOW.toNanos() / 2, type + " last reply later by " + gapNs);
        }
    }

    @Test
    void shouldShowFailuresAndOutageOfANodeThatWasDown() throws InterruptedException {
        events.startMeasuring(client, 0);
        final EmbeddedNode killed = cluster.node(1);
        killed.crash();
        assertTrue(lost.await(30, TimeUnit.SECONDS), "the loss of the node went unnoticed");
        putAndGet("k");
        killed.restart();
        assertTrue(foundAgain.await(30, TimeUnit.SECONDS), "the node was not found again");

        final ReplicaSummary summary = summaryOfClosed();

        final ReplicaSummary.Node down = node(summary, killed);
        assertTrue(down.failures() >= 3 * OPERATIONS, "failures " + down.failures());
        assertEquals(0, down.slowestInQuorum());
        assertEquals(0, down.last());
        assertEquals(1, down.outages().size(), down.outages().toString());
        final ReplicaOutage outage = down.outages().get(0);
        assertTrue(outage.over());
        assertTrue(outage.durationNs() > 0, outage.toString());
        assertEquals(outage.durationNs(), down.downNs());
        for (final int other : new int[] {0, 2}) {
            assertEquals(0, node(summary, cluster.node(other)).failures());
            assertEquals(0, node(summary, cluster.node(other)).outageCount());
        }
        assertEquals(OPERATIONS, summary.quorum().get(OperationType.PUT).getTotalCount());
        assertFalse(
                summary.straggler().containsKey(OperationType.PUT), "no put had all its replies while a node was down");
        assertEquals(down.failures(), summary.traffic().failures());
    }

    private void onEvent(final String kind, final @Nullable String node, final @Nullable String detail) {
        if (kind.equals("disconnected")) {
            lost.countDown();
        } else if (kind.equals("connected") && lost.getCount() == 0) {
            foundAgain.countDown();
        }
    }

    private void slow(final int number) {
        cluster.node(number).faults().replies(FaultPlan.NONE.withDelay(Delay.fixed(SLOW)));
    }

    private void putAndGet(final String key) {
        for (int i = 0; i < OPERATIONS; i++) {
            client.put(key + i, "v");
        }
        for (int i = 0; i < OPERATIONS; i++) {
            client.get(key + i);
        }
        for (int i = 0; i < OPERATIONS; i++) {
            client.delete(key + i);
        }
    }

    /** What there is once the client has waited for the late replies. */
    private ReplicaSummary summaryOfClosed() {
        client.close();
        recorder.endInterval(interval -> {});
        return events.summary(client);
    }

    private Map<String, Histogram> recorded() {
        final Map<String, Histogram> all = new HashMap<>();
        recorder.forEachTotal(total -> all.put(total.getTag(), total));
        return all;
    }

    private static ReplicaSummary.Node node(final ReplicaSummary summary, final EmbeddedNode node) {
        return summary.nodes().stream()
                .filter(candidate -> candidate.name().equals(node.descriptor().name()))
                .findFirst()
                .orElseThrow();
    }
}
