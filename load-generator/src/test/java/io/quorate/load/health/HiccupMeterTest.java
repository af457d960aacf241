package io.quorate.load.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Histograms;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HiccupMeterTest {

    private static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long US_NS = TimeUnit.MICROSECONDS.toNanos(1);

    private final StepClock clock = new StepClock();
    private final Deque<Long> oversleeps = new ArrayDeque<>();
    private final HiccupMeter meter = new HiccupMeter(clock, ns -> clock.advance(ns + oversleeps.remove()));

    @Test
    void shouldRecordNothingLongWhenEverySleepTakesAsLongAsTheBest() {
        sleep(60 * US_NS, 60 * US_NS, 60 * US_NS);
        final Histogram interval = meter.endInterval(ignored -> {});
        assertEquals(3, interval.getTotalCount());
        assertEquals(0, interval.getMaxValue());
    }

    @Test
    void shouldRecordWhatIsLongerThanTheBestSleep() {
        sleep(60 * US_NS, 560 * US_NS);
        assertNear(500 * US_NS, meter.endInterval(ignored -> {}).getMaxValue());
    }

    @Test
    void shouldRecordAStallAsAllWouldHaveFeltItThatWereToStartInIt() {
        sleep(0, 5 * MS_NS);
        final Histogram interval = meter.endInterval(ignored -> {});
        // The good sleep, and 5, 4, 3, 2 and 1 ms.
        assertEquals(6, interval.getTotalCount());
        for (int ms = 1; ms <= 5; ms++) {
            assertEquals(1, interval.getCountAtValue(ms * MS_NS), ms + " ms");
        }
    }

    @Test
    void shouldSleepAgainWhenParkingEndsEarly() {
        final List<Long> asked = new ArrayList<>();
        final HiccupMeter early = new HiccupMeter(clock, ns -> {
            asked.add(ns);
            clock.advance(asked.size() == 1 ? MS_NS / 4 : ns);
        });
        early.sleepOnce();
        early.sleepOnce();
        assertEquals(List.of(MS_NS, MS_NS * 3 / 4, MS_NS), asked);
        final Histogram interval = early.endInterval(ignored -> {});
        assertEquals(2, interval.getTotalCount());
        assertEquals(0, interval.getMaxValue());
    }

    @Test
    void shouldKeepIntervalsApartAndAddThemUp() {
        final List<String> seen = new ArrayList<>();
        sleep(0, 0);
        meter.endInterval(interval -> seen.add(interval.getTag() + " " + interval.getTotalCount()));
        sleep(0);
        meter.endInterval(interval -> seen.add(interval.getTag() + " " + interval.getTotalCount()));
        meter.endInterval(interval -> seen.add("nothing was recorded"));
        assertEquals(List.of("hiccup.self 2", "hiccup.self 1"), seen);
        assertEquals(3, meter.total().getTotalCount());
        assertEquals("hiccup.self", meter.total().getTag());
    }

    @Test
    void shouldForgetWhenReset() {
        sleep(0, 3 * MS_NS);
        meter.endInterval(ignored -> {});
        sleep(7 * MS_NS);
        meter.reset();
        sleep(2 * MS_NS);
        meter.endInterval(ignored -> {});
        assertNear(2 * MS_NS, meter.total().getMaxValue());
        assertEquals("hiccup.self", meter.total().getTag());
    }

    @Test
    void shouldMakeHistogramsThatAddUpWithAllOthers() {
        sleep(0, 3 * MS_NS);
        final Histogram interval = meter.endInterval(ignored -> {});
        final Histogram sum = Histograms.empty();
        sum.add(interval);
        assertEquals(sum, interval);
    }

    @Test
    @Timeout(60)
    void shouldMeasureOnAThreadOfItsOwnUntilItIsClosed() throws InterruptedException {
        final CountDownLatch sleeps = new CountDownLatch(3);
        final CountDownLatch ended = new CountDownLatch(1);
        final StepClock own = new StepClock();
        final Thread[] sleeper = new Thread[1];
        final HiccupMeter threaded = new HiccupMeter(own, ns -> {
            sleeper[0] = Thread.currentThread();
            own.advance(ns);
            sleeps.countDown();
            if (sleeps.getCount() == 0) {
                awaitQuietly(ended);
            }
        });
        threaded.start();
        assertThrows(IllegalStateException.class, threaded::start);
        assertTrue(sleeps.await(30, TimeUnit.SECONDS));
        threaded.close();
        ended.countDown();
        sleeper[0].join();
        assertTrue(sleeper[0].isDaemon());
        assertTrue(threaded.endInterval(ignored -> {}).getTotalCount() >= 2);
    }

    private static void awaitQuietly(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sleep(final long... oversleptNs) {
        for (final long ns : oversleptNs) {
            oversleeps.add(ns);
            meter.sleepOnce();
        }
    }

    private static void assertNear(final long expectedNs, final long actualNs) {
        assertEquals((double) expectedNs, (double) actualNs, expectedNs * 0.002);
    }
}
