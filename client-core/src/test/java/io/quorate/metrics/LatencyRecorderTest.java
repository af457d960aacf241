package io.quorate.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LatencyRecorderTest {

    private static final double EXACTNESS = 0.01;

    @Test
    void shouldReportZerosWhenNothingWasRecorded() {
        final LatencySnapshot empty = new LatencyRecorder().snapshot();
        assertEquals(0, empty.count());
        assertEquals(0, empty.minNs());
        assertEquals(0, empty.meanNs());
        assertEquals(0, empty.p50Ns());
        assertEquals(0, empty.maxNs());
        assertEquals(0, empty.histogram().getTotalCount());
        assertEquals(0, LatencySnapshot.empty().count());
    }

    @Test
    void shouldReportPercentilesWithinOnePercent() {
        final LatencyRecorder recorder = new LatencyRecorder();
        for (long us = 1; us <= 100_000; us++) {
            recorder.record(us * 1_000);
        }
        final LatencySnapshot snapshot = recorder.snapshot();
        assertEquals(100_000, snapshot.count());
        assertNear(1_000, snapshot.minNs());
        assertNear(50_000_500, (long) snapshot.meanNs());
        assertNear(50_000_000, snapshot.p50Ns());
        assertNear(90_000_000, snapshot.p90Ns());
        assertNear(99_000_000, snapshot.p99Ns());
        assertNear(99_900_000, snapshot.p999Ns());
        assertNear(99_990_000, snapshot.p9999Ns());
        assertNear(100_000_000, snapshot.maxNs());
    }

    @Test
    void shouldCutWhatIsOutOfRange() {
        final LatencyRecorder recorder = new LatencyRecorder();
        recorder.record(-1);
        recorder.record(Long.MIN_VALUE);
        recorder.record(Long.MAX_VALUE);
        final LatencySnapshot snapshot = recorder.snapshot();
        assertEquals(3, snapshot.count());
        assertEquals(0, snapshot.minNs());
        assertNear(LatencyRecorder.MAX_NS, snapshot.maxNs());
    }

    @Test
    void shouldKeepEverythingForEveryReader() {
        final LatencyRecorder recorder = new LatencyRecorder();
        recorder.record(1_000);
        final LatencySnapshot first = recorder.snapshot();
        recorder.record(5_000_000);
        assertEquals(1, first.count());
        assertEquals(2, recorder.snapshot().count());
        assertEquals(2, recorder.snapshot().count());
    }

    @Test
    void shouldGiveWhatHappenedBetweenTwoSnapshots() {
        final LatencyRecorder recorder = new LatencyRecorder();
        recorder.record(1_000);
        final LatencySnapshot earlier = recorder.snapshot();
        recorder.record(5_000_000);
        final LatencySnapshot between = recorder.snapshot().since(earlier);
        assertEquals(1, between.count());
        assertNear(5_000_000, between.p50Ns());
        assertNear(5_000_000, between.minNs());
        assertThrows(IllegalArgumentException.class, () -> earlier.since(between));
    }

    @Test
    void shouldMergeDistributions() {
        final LatencyRecorder one = new LatencyRecorder();
        final LatencyRecorder other = new LatencyRecorder();
        one.record(1_000);
        other.record(9_000_000);
        final LatencySnapshot merged = one.snapshot().plus(other.snapshot());
        assertEquals(2, merged.count());
        assertNear(1_000, merged.p50Ns());
        assertNear(9_000_000, merged.maxNs());
    }

    @Test
    void shouldNotBeChangedThroughItsHistogram() {
        final LatencyRecorder recorder = new LatencyRecorder();
        recorder.record(1_000);
        final LatencySnapshot snapshot = recorder.snapshot();
        snapshot.histogram().recordValue(7);
        assertEquals(1, snapshot.count());
        assertEquals("count 1, min 1 us, mean 1 us", snapshot.toString().substring(0, 28));
    }

    @Test
    @Timeout(60)
    void shouldLoseNothingWhenManyThreadsRecordAndRead() throws InterruptedException {
        final LatencyRecorder recorder = new LatencyRecorder();
        final int threads = 4;
        final int perThread = 50_000;
        final CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            final int seed = t;
            new Thread(() -> {
                        for (int i = 0; i < perThread; i++) {
                            recorder.record((long) i * (seed + 1));
                        }
                        done.countDown();
                    })
                    .start();
        }
        long last = 0;
        while (!done.await(0, TimeUnit.MILLISECONDS)) {
            final LatencySnapshot snapshot = recorder.snapshot();
            assertTrue(snapshot.count() >= last, "snapshots must not lose what earlier ones had");
            last = snapshot.count();
        }
        assertEquals((long) threads * perThread, recorder.snapshot().count());
    }

    private static void assertNear(final long expectedNs, final long actualNs) {
        assertEquals((double) expectedNs, (double) actualNs, expectedNs * EXACTNESS);
    }
}
