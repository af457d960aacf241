package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.health.Ceiling;
import io.quorate.load.health.ClockProbe;
import io.quorate.load.health.TimerProbe.Way;
import io.quorate.load.record.Histograms;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class DoctorAdviceTest {

    private static final long US_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final ClockProbe CLOCK = new ClockProbe(25, 30);

    @Test
    void shouldWarnOfNothingWhenAllIsWell() {
        final Map<String, Object> host =
                Map.of("governor", "performance", "openFilesLimit", 20_000L, "loadAverage", 1.0, "containerCpus", 8.0);
        assertEquals(List.of(), DoctorAdvice.of(diagnosis(host, 8, CLOCK, 5, 200, 100)));
        assertEquals(List.of(), DoctorAdvice.of(diagnosis(Map.of(), 8, CLOCK, 5, 200, 100)), "nothing is known");
    }

    @Test
    void shouldSayWhatHelpsWhenTheMachineIsInTheWay() {
        final Map<String, Object> host =
                Map.of("governor", "powersave", "openFilesLimit", 256L, "loadAverage", 7.5, "containerCpus", 1.5);
        final List<String> warnings = DoctorAdvice.of(diagnosis(host, 2, CLOCK, 5, 200, 100));
        assertEquals(5, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("cpupower frequency-set -g performance"), warnings::toString);
        assertTrue(warnings.get(1).contains("at most 256 files"), warnings::toString);
        assertTrue(warnings.get(1).contains("ulimit -n"), warnings::toString);
        assertTrue(warnings.get(2).contains("there are 2 processors"), warnings::toString);
        assertTrue(warnings.get(3).contains("1.50 processors of 2"), warnings::toString);
        assertTrue(warnings.get(4).contains("load average 7.5"), warnings::toString);
    }

    @Test
    void shouldWarnOfClockTimersHiccupsAndLateness() {
        final List<String> warnings = DoctorAdvice.of(
                diagnosis(Map.of("clocksource", "acpi_pm"), 8, new ClockProbe(900, 20_000), 2_000, 5_000, 3_000));
        assertEquals(5, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("900 ns (clock source acpi_pm)"), warnings::toString);
        assertTrue(warnings.get(1).contains("steps of 0.020 ms"), warnings::toString);
        assertTrue(warnings.get(2).contains("(hybrid) 1 % of the waits end 2.0"), warnings::toString);
        assertTrue(warnings.get(3).contains("stands still for 5.0"), warnings::toString);
        assertTrue(warnings.get(4).contains("start 3.0"), warnings::toString);
    }

    @Test
    void shouldNameNodesThatAreMissing() {
        final NodeTimes nodes = new NodeTimes(Map.of(), Map.of("a:1", "refused"), Map.of("b:2", "down: gone"));
        final Diagnosis well = diagnosis(Map.of(), 8, CLOCK, 5, 200, 100);
        final Diagnosis diagnosis = new Diagnosis(
                well.host(),
                well.processors(),
                well.collectors(),
                well.clock(),
                well.timers(),
                well.best(),
                well.watchedNs(),
                well.hiccups(),
                well.ceiling(),
                nodes);
        final List<String> warnings = DoctorAdvice.of(diagnosis);
        assertTrue(warnings.get(0).startsWith("server a:1 cannot be reached: refused"), warnings::toString);
        assertTrue(warnings.get(1).startsWith("member b:2 is down: gone"), warnings::toString);
    }

    private static Diagnosis diagnosis(
            final Map<String, Object> host,
            final int processors,
            final ClockProbe clock,
            final long timerUs,
            final long stallUs,
            final long lateUs) {
        return new Diagnosis(
                host,
                processors,
                List.of("Copy"),
                clock,
                Map.of(Way.HYBRID, times(timerUs)),
                Way.HYBRID,
                TimeUnit.SECONDS.toNanos(30),
                times(stallUs),
                new Ceiling(1e6, 5e5, times(lateUs), 0),
                NodeTimes.NONE);
    }

    private static Histogram times(final long us) {
        final Histogram times = Histograms.empty();
        times.recordValueWithCount(us * US_NS, 1_000);
        return times;
    }
}
