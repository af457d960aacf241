package io.quorate.load.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GeneratorHealthTest {

    private static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final StepClock clock = new StepClock();
    private final FakeCollector collector = new FakeCollector("Copy");
    private long oversleepNs;
    private long ownNs;
    private final HiccupMeter hiccups = new HiccupMeter(clock, ns -> clock.advance(ns + oversleepNs));
    private final GeneratorHealth health = new GeneratorHealth(
            hiccups, new GcMeter(List.of(collector)), new CpuMeter(clock, () -> ownNs, () -> 2, () -> null));

    @Test
    void shouldTellOfEachIntervalByItself() {
        second(0, 1, 10, 1);
        final HealthSample quiet = health.sample();
        second(30 * MS_NS, 2, 40, 0.5);
        final HealthSample busy = health.sample();

        assertEquals(0, quiet.hiccupMaxNs());
        assertEquals(1, quiet.gcPauses());
        assertEquals(10 * MS_NS, quiet.gcPausedNs());
        assertEquals(0.5, quiet.ownCpuShare().orElseThrow(), 1e-9);
        assertEquals(30e6, (double) busy.hiccupMaxNs(), 0.1e6);
        assertEquals(30e6, (double) busy.hiccupP999Ns(), 0.1e6);
        assertEquals(2, busy.gcPauses());
        assertEquals(40 * MS_NS, busy.gcPausedNs());
        assertEquals(0.25, busy.ownCpuShare().orElseThrow(), 1e-9);
        assertEquals(OptionalDouble.empty(), busy.stealShare());
    }

    @Test
    void shouldSumUpWhatIsMeasuredAndNotTheWarmUp() {
        second(90 * MS_NS, 9, 900, 2);
        health.sample();
        second(80 * MS_NS, 1, 100, 2);
        health.reset();
        second(0, 1, 10, 1);
        health.sample();
        second(20 * MS_NS, 1, 5, 0);
        health.sample();

        final HealthSummary summary = health.summary();
        assertEquals(2 * SECOND_NS, summary.elapsedNs());
        assertEquals(20e6, (double) summary.hiccups().getMaxValue(), 0.1e6);
        assertEquals(2, summary.gcPauses());
        assertEquals(15 * MS_NS, summary.gcPausedNs());
        assertEquals(0.25, summary.ownCpuShare().orElseThrow(), 1e-9);
    }

    @Test
    void shouldWatchThisProgram() {
        try (GeneratorHealth real = GeneratorHealth.start()) {
            long recorded = 0;
            final long startNs = System.nanoTime();
            while (recorded == 0 && System.nanoTime() - startNs < 30 * SECOND_NS) {
                real.sample();
                recorded = real.summary().hiccups().getTotalCount();
            }
            assertTrue(recorded > 0, "no sleep in 30 s");
            assertTrue(real.summary().elapsedNs() > 0);
        }
    }

    /** A second of which one sleep is seen, with what it overslept. */
    private void second(final long stallNs, final int pauses, final long pausedMs, final double processors) {
        oversleepNs = 0;
        hiccups.sleepOnce();
        oversleepNs = stallNs;
        hiccups.sleepOnce();
        clock.advance(SECOND_NS - 2 * MS_NS - stallNs);
        collector.count += pauses;
        collector.timeMs += pausedMs;
        ownNs += (long) (processors * SECOND_NS);
    }
}
