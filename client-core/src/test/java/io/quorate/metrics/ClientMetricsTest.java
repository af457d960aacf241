package io.quorate.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.AllocationMeter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientMetricsTest {

    private final ClientMetrics metrics = new ClientMetrics(new FixedGauges());

    @Test
    void shouldCountEachCounterOnItsOwn() {
        for (final Counter counter : Counter.values()) {
            metrics.add(counter, counter.ordinal());
            metrics.increment(counter);
        }
        for (final Counter counter : Counter.values()) {
            assertEquals(counter.ordinal() + 1, metrics.value(counter), counter.name());
        }
    }

    @Test
    void shouldKeepLatenciesOfKindsAndOutcomesApart() {
        for (final OperationKind kind : OperationKind.values()) {
            assertSame(kind, OperationKind.of(kind.code()));
            for (int i = 0; i < kind.code(); i++) {
                metrics.recordDecision(kind.code(), true, 1_000);
            }
            metrics.recordDecision(kind.code(), false, 2_000);
        }
        for (final OperationKind kind : OperationKind.values()) {
            assertEquals(kind.code(), metrics.decisions(kind).count());
            assertEquals(1, metrics.failures(kind).count());
        }
    }

    @Test
    void shouldRefuseAnUnknownOperationCode() {
        assertThrows(IllegalArgumentException.class, () -> OperationKind.of((byte) 0));
        assertThrows(IllegalArgumentException.class, () -> OperationKind.of((byte) 4));
    }

    @Test
    void shouldKeepOneRecorderPerNode() {
        final NodeLatency latency = metrics.node("b:1");
        metrics.node("a:1");
        assertSame(latency, metrics.node("b:1"));
        assertEquals("b:1", latency.node());
        latency.recordReply(1_000);
        final LatencySnapshot replies = metrics.replies("b:1");
        assertNotNull(replies);
        assertEquals(1, replies.count());
        assertNull(metrics.replies("c:1"));
        assertEquals(List.of("a:1", "b:1"), metrics.nodes());
        metrics.removeNode("b:1");
        assertNull(metrics.replies("b:1"));
        assertEquals(List.of("a:1"), metrics.nodes());
    }

    @Test
    void shouldKeepRepairsWriteBacksAndRetriesApart() {
        metrics.recordRepair(1);
        metrics.recordWriteBack(1);
        metrics.recordWriteBack(1);
        metrics.recordRetry(1);
        metrics.recordRetry(1);
        metrics.recordRetry(1);
        assertEquals(1, metrics.repairs().count());
        assertEquals(2, metrics.writeBacks().count());
        assertEquals(3, metrics.retries().count());
    }

    @Test
    void shouldShowWhatIsNotZero() {
        metrics.increment(Counter.GETS);
        assertEquals("in flight 7, GETS 1", metrics.toString());
        assertEquals(7, metrics.gauges().inFlight());
    }

    @Test
    void shouldRecordWithoutAllocation() {
        final NodeLatency latency = metrics.node("a:1");
        assertEquals(0, AllocationMeter.bytesPerThousandCalls(i -> {
            metrics.increment(Counter.SENDS);
            metrics.add(Counter.RETRIES, 2);
            metrics.recordDecision(OperationKind.GET.code(), true, i);
            metrics.recordRetry(i);
            latency.recordReply(i);
            return i;
        }));
    }

    private record FixedGauges() implements Gauges {
        @Override
        public int inFlight() {
            return 7;
        }

        @Override
        public long inFlightBytes() {
            return 0;
        }

        @Override
        public int lingering() {
            return 0;
        }

        @Override
        public int pendingRepairs() {
            return 0;
        }
    }
}
