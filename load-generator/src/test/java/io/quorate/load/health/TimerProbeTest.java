package io.quorate.load.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.load.health.TimerProbe.Way;
import io.quorate.load.record.Histograms;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TimerProbeTest {

    private static final long US_NS = 1_000;

    private final StepClock clock = new StepClock();
    private long parkOvershootNs = 60 * US_NS;
    private int parks;
    private final TimerProbe probe = new TimerProbe(
            clock,
            ns -> {
                parks++;
                clock.advance(ns + parkOvershootNs);
            },
            () -> clock.advance(US_NS));

    @Test
    void shouldSeeHowLateParkingIs() {
        final Histogram late = probe.overshoot(Way.PARK, 100);
        assertEquals(100, late.getTotalCount());
        assertEquals(60.0 * US_NS, (double) late.getValueAtPercentile(50), (double) US_NS);
    }

    @Test
    void shouldSeeThatSpinningTheLastStretchIsPunctual() {
        final Histogram late = probe.overshoot(Way.HYBRID, 100);
        assertEquals(100, parks);
        assertEquals(0, late.getMaxValue());
    }

    @Test
    void shouldNeverSleepWhenSpinning() {
        final Histogram late = probe.overshoot(Way.SPIN, 100);
        assertEquals(0, parks);
        assertEquals(0, late.getMaxValue());
    }

    @Test
    void shouldSkipTheInstantsThatAStallHasMissed() {
        parkOvershootNs = 1_000 * US_NS;
        final Histogram late = probe.overshoot(Way.PARK, 110);
        assertEquals(10, late.getTotalCount());
    }

    @Test
    void shouldTakeTheMostPunctualWayUnlessItIsHardlyBetter() {
        assertEquals(Way.SPIN, TimerProbe.best(late(70, 30, 1)));
        assertEquals(Way.HYBRID, TimerProbe.best(late(70, 8, 1)));
        assertEquals(Way.PARK, TimerProbe.best(late(6_000, 9_000, 59_000)));
        assertEquals(Way.PARK, TimerProbe.best(late(6_000, 5_000, 59_000)));
        assertEquals(Way.HYBRID, TimerProbe.best(late(7_000, 5_000, 59_000)));
        assertThrows(IllegalArgumentException.class, () -> TimerProbe.best(Map.of()));
    }

    @Test
    void shouldTellCostAndStepsOfAClock() {
        final ClockProbe probed = ClockProbe.of(new StepClock(25));
        assertEquals(25, probed.costNs(), 1e-9);
        assertEquals(25, probed.granularityNs());
        assertEquals(0, ClockProbe.of(new StepClock()).granularityNs());
    }

    private static Map<Way, Histogram> late(final long parkUs, final long hybridUs, final long spinUs) {
        return Map.of(Way.PARK, times(parkUs), Way.HYBRID, times(hybridUs), Way.SPIN, times(spinUs));
    }

    private static Histogram times(final long us) {
        final Histogram times = Histograms.empty();
        times.recordValueWithCount(us * US_NS, 100);
        return times;
    }
}
