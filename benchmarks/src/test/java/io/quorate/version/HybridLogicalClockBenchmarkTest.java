package io.quorate.version;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HybridLogicalClockBenchmarkTest {

    private static final int ROUNDS = 1_000;

    private final HybridLogicalClockBenchmark bench = new HybridLogicalClockBenchmark();

    @Test
    void shouldGiveHigherTimestampsAtEveryCallWhenBenchmarksRunInTurn() {
        final HybridLogicalClockBenchmark.Seen seen = new HybridLogicalClockBenchmark.Seen();
        long last = 0;
        long lastLocked = 0;
        for (int i = 0; i < ROUNDS; i++) {
            final long next = bench.next();
            assertTrue(next > last);
            assertTrue(bench.observeOlder());
            assertTrue(bench.observeNewer(seen));
            last = next;
            final long locked = bench.baselineLock();
            assertTrue(locked > lastLocked);
            lastLocked = locked;
        }
        assertTrue(bench.nextAtWallTime() > last);
    }
}
