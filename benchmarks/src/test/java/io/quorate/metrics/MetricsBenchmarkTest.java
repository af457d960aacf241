package io.quorate.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricsBenchmarkTest {

    private static final int ROUNDS = 1_000;

    private final MetricsBenchmark bench = new MetricsBenchmark();

    @Test
    void shouldCountAndRecordAtEveryCallWhenRunning() {
        final MetricsBenchmark.Latencies latencies = new MetricsBenchmark.Latencies();
        for (int i = 0; i < ROUNDS; i++) {
            bench.increment();
            bench.record(latencies);
        }
        assertEquals(ROUNDS, bench.counted());
        assertEquals(ROUNDS, bench.recorded());
    }

    @Test
    void shouldSpreadLatenciesOverTheirWholeRangeWhenDrawn() {
        final MetricsBenchmark.Latencies latencies = new MetricsBenchmark.Latencies();
        final Set<Long> tenths = new HashSet<>();
        for (int i = 0; i < ROUNDS; i++) {
            final long ns = latencies.nextNs();
            assertTrue(ns >= 1_000 && ns < 2_200_000);
            tenths.add(ns / 220_000);
        }
        assertEquals(10, tenths.size());
    }
}
