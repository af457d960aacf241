package io.quorate.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.AllocationMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HybridLogicalClockTest {
    private static final long NOW_MS = 1_795_393_800_123L;
    private static final long WRITER = 0x9f86d081884c7d65L;

    private final HybridLogicalClock clock = new HybridLogicalClock(WRITER);

    @Test
    void shouldFollowTheWallClock() {
        assertEquals(NOW_MS, HybridLogicalClock.wallMsOf(clock.next(NOW_MS)));
        assertEquals(NOW_MS + 1, HybridLogicalClock.wallMsOf(clock.next(NOW_MS + 1)));
        assertEquals(NOW_MS + 5_000, HybridLogicalClock.wallMsOf(clock.next(NOW_MS + 5_000)));
    }

    @Test
    void shouldCountWithinAMillisecond() {
        final long first = clock.next(NOW_MS);
        assertEquals(first + 1, clock.next(NOW_MS));
        assertEquals(first + 2, clock.next(NOW_MS));
    }

    @Test
    void shouldStartEachMillisecondAtTheSameCounterOfTheWriter() {
        final int start = HybridLogicalClock.counterOf(clock.next(NOW_MS));
        clock.next(NOW_MS);
        assertEquals(start, HybridLogicalClock.counterOf(clock.next(NOW_MS + 1)));
        assertEquals(start, HybridLogicalClock.counterOf(new HybridLogicalClock(WRITER).next(NOW_MS + 9)));
    }

    @Test
    void shouldSpreadTheStartOfDifferentWritersOverTheLowerHalfOfTheCounter() {
        final int writers = 1_000;
        final int[] starts = new int[writers];
        for (int i = 0; i < writers; i++) {
            starts[i] = HybridLogicalClock.counterOf(new HybridLogicalClock(i).next(NOW_MS));
        }
        assertTrue(Arrays.stream(starts).allMatch(start -> start < 32_768));
        assertTrue(Arrays.stream(starts).max().orElseThrow() > 32_000, "the upper end is used");
        assertTrue(Arrays.stream(starts).distinct().count() > 950, "few writers share a start");
    }

    @Test
    void shouldCarryIntoTheMillisecondsWhenTheCounterOverflows() {
        long last = clock.next(NOW_MS);
        final int headroom = HybridLogicalClock.MAX_COUNTER - HybridLogicalClock.counterOf(last);
        for (int i = 0; i < headroom; i++) {
            last = clock.next(NOW_MS);
        }
        assertEquals(HybridLogicalClock.of(NOW_MS, HybridLogicalClock.MAX_COUNTER), last);
        assertEquals(HybridLogicalClock.of(NOW_MS + 1, 0), clock.next(NOW_MS));
    }

    @Test
    void shouldKeepRisingWhenTheWallClockJumpsBack() {
        final long before = clock.next(NOW_MS);
        assertEquals(before + 1, clock.next(NOW_MS - 3_600_000));
        assertEquals(before + 2, clock.next(0));
    }

    @Test
    void shouldExceedAnObservedTimestamp() {
        final long seen = HybridLogicalClock.of(NOW_MS + 3_000, 77);
        assertTrue(clock.observe(seen, NOW_MS));
        assertEquals(seen, clock.latest());
        assertEquals(seen + 1, clock.next(NOW_MS));
    }

    @Test
    void shouldNotGoBackWhenAnOldTimestampIsObserved() {
        final long mine = clock.next(NOW_MS);
        assertTrue(clock.observe(HybridLogicalClock.of(NOW_MS - 1, 0), NOW_MS));
        assertTrue(clock.observe(mine, NOW_MS));
        assertEquals(mine, clock.latest());
    }

    @Test
    void shouldFollowExactlyUpToTheLimit() {
        final long atLimit = HybridLogicalClock.of(NOW_MS + 10_000, HybridLogicalClock.MAX_COUNTER);
        assertTrue(clock.observe(atLimit, NOW_MS));
        assertEquals(atLimit, clock.latest());
        assertFalse(clock.observe(HybridLogicalClock.of(NOW_MS + 10_001, 0), NOW_MS));
        assertEquals(atLimit, clock.latest());
    }

    @Test
    void shouldIgnoreTimestampsOfTheUpperHalfOfTheRange() {
        assertFalse(clock.observe(-1L, NOW_MS));
        assertFalse(clock.observe(Long.MIN_VALUE, NOW_MS));
        assertEquals(0, clock.latest());
    }

    @Test
    void shouldUseTheLimitThatItWasGiven() {
        final HybridLogicalClock strict = new HybridLogicalClock(WRITER, 0);
        assertTrue(strict.observe(HybridLogicalClock.of(NOW_MS, 9), NOW_MS));
        assertFalse(strict.observe(HybridLogicalClock.of(NOW_MS + 1, 0), NOW_MS));
        final HybridLogicalClock lax = new HybridLogicalClock(WRITER, HybridLogicalClock.MAX_WALL_MS);
        assertTrue(lax.observe(-1L, 0));
    }

    @Test
    void shouldFailInsteadOfWrappingAtTheEndOfTheRange() {
        final HybridLogicalClock lax = new HybridLogicalClock(WRITER, HybridLogicalClock.MAX_WALL_MS);
        lax.observe(-2L, 0);
        assertEquals(-1L, lax.next(NOW_MS));
        final IllegalStateException e = assertThrows(IllegalStateException.class, () -> lax.next(NOW_MS));
        assertEquals(
                "hybrid logical clock is exhausted: no timestamp is higher than ffffffffffffffff (hex)",
                e.getMessage());
        assertEquals(-1L, lax.latest());
    }

    @Test
    void shouldStampTheHighestWallTime() {
        final long stamped = clock.next(HybridLogicalClock.MAX_WALL_MS);
        assertEquals(HybridLogicalClock.MAX_WALL_MS, HybridLogicalClock.wallMsOf(stamped));
    }

    @Test
    void shouldRefuseWallTimesThatDoNotFit() {
        for (final long wallMs : new long[] {-1, Long.MIN_VALUE, HybridLogicalClock.MAX_WALL_MS + 1, Long.MAX_VALUE}) {
            final String message = "wallMs=" + wallMs + " must be 0 to 281474976710655: set the machine's clock";
            assertEquals(message, refusal(() -> clock.next(wallMs)));
            assertEquals(message, refusal(() -> clock.observe(0, wallMs)));
            assertEquals(message, refusal(() -> HybridLogicalClock.of(wallMs, 0)));
        }
        assertEquals(0, clock.latest());
    }

    @Test
    void shouldRefuseCountersThatDoNotFit() {
        assertEquals("counter=-1 must be 0 to 65535", refusal(() -> HybridLogicalClock.of(0, -1)));
        assertEquals("counter=65536 must be 0 to 65535", refusal(() -> HybridLogicalClock.of(0, 65_536)));
    }

    @Test
    void shouldRefuseLimitsOutOfRange() {
        assertEquals("maxAheadMs=-1 must be 0 to 281474976710655", refusal(() -> new HybridLogicalClock(WRITER, -1)));
        assertEquals(
                "maxAheadMs=281474976710656 must be 0 to 281474976710655",
                refusal(() -> new HybridLogicalClock(WRITER, HybridLogicalClock.MAX_WALL_MS + 1)));
    }

    @Test
    @Timeout(60)
    void shouldNeverGiveATimestampTwiceToFourThreads() throws Exception {
        final int threads = 4;
        final int perThread = 100_000;
        final ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            final CyclicBarrier start = new CyclicBarrier(threads);
            final List<Future<long[]>> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                final int thread = t;
                results.add(pool.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return stampAndObserve(thread, perThread);
                }));
            }
            final long[] all = new long[threads * perThread];
            for (int t = 0; t < threads; t++) {
                final long[] stamps = results.get(t).get(50, TimeUnit.SECONDS);
                for (int i = 1; i < perThread; i++) {
                    assertTrue(Long.compareUnsigned(stamps[i], stamps[i - 1]) > 0);
                }
                System.arraycopy(stamps, 0, all, t * perThread, perThread);
            }
            assertEquals(all.length, Arrays.stream(all).distinct().count());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldAllocateNothing() {
        assertEquals(
                0,
                AllocationMeter.bytesPerThousandCalls(
                        i -> clock.next(NOW_MS) + (clock.observe(HybridLogicalClock.of(NOW_MS, i), NOW_MS) ? 1 : 0)));
        assertNotEquals(0, clock.latest());
    }

    /** Wall time jumps back and forth, and timestamps of the other threads are followed in between. */
    private long[] stampAndObserve(final int thread, final int count) {
        final long[] stamps = new long[count];
        for (int i = 0; i < count; i++) {
            final long wallMs = NOW_MS + (i * 31L + thread * 17L) % 20;
            if (i % 5 == 0) {
                clock.observe(clock.latest() + 1, wallMs);
            }
            stamps[i] = clock.next(wallMs);
        }
        return stamps;
    }

    private static String refusal(final Runnable action) {
        return assertThrows(IllegalArgumentException.class, action::run).getMessage();
    }
}
