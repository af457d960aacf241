package io.quorate.load.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Histograms;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HealthJudgeTest {

    private static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final HealthSummary WELL = health(MS_NS / 10, 0, 0, 0.3, 0.01);
    private static final Histogram PUNCTUAL = times(MS_NS / 10);

    @Test
    void shouldFindNothingWhenAllIsWell() {
        assertEquals(List.of(), judge(0, PUNCTUAL, times(5 * MS_NS), WELL));
        assertEquals(List.of(), HealthJudge.judge(new HealthInputs(1_000, 0, PUNCTUAL, times(5 * MS_NS), null)));
    }

    @Test
    void shouldFindNothingWhenNothingWasDue() {
        final HealthInputs nothing =
                new HealthInputs(0, 0, Histograms.empty(), Histograms.empty(), health(SECOND_NS, SECOND_NS, 1, 1, 1));
        assertEquals(List.of(), HealthJudge.judge(nothing));
    }

    @Test
    void shouldFindNothingAgainstTheGeneratorHoweverSlowTheTargetIs() {
        assertEquals(List.of(), judge(0, PUNCTUAL, times(60 * SECOND_NS), WELL));
    }

    @Test
    void shouldBeInvalidWhenMoreThanOneInAThousandWasNotSentInTime() {
        assertEquals(List.of(), judge(1, PUNCTUAL, times(5 * MS_NS), WELL));
        assertOne(
                Finding.Severity.INVALID,
                judge(2, PUNCTUAL, times(5 * MS_NS), WELL),
                "2 of 1,000",
                "99.80 %",
                "at least 99.9 %",
                "lower the rate");
    }

    @Test
    void shouldBeInvalidWhenOneInAHundredStartsMuchTooLateAndSuspectWhenItShows() {
        assertOne(
                Finding.Severity.INVALID, judge(0, times(150 * MS_NS), times(10 * SECOND_NS), WELL), "limit 100.0 ms");
        assertOne(Finding.Severity.SUSPECT, judge(0, times(3 * MS_NS), times(20 * MS_NS), WELL), "p99 20.0", "10 %");
        assertEquals(List.of(), judge(0, times(3 * MS_NS), times(500 * MS_NS), WELL));
        assertEquals(List.of(), judge(0, times(MS_NS / 2), times(MS_NS), WELL), "below a millisecond");
    }

    @Test
    void shouldBeSuspectWhenTheProgramStoodStillForLongerThanResponsesTake() {
        final HealthSummary stalled = health(30 * MS_NS, 0, 0, 0.3, 0);
        assertOne(
                Finding.Severity.SUSPECT,
                judge(0, PUNCTUAL, times(10 * MS_NS), stalled),
                "stood still for 30.",
                "p99 of 10.0");
        assertEquals(List.of(), judge(0, PUNCTUAL, times(40 * MS_NS), stalled));
        assertEquals(List.of(), judge(0, PUNCTUAL, Histograms.empty(), stalled), "there is nothing to compare with");
    }

    @Test
    void shouldIgnoreStallsBelowAMillisecondHoweverFastTheTargetIs() {
        assertEquals(List.of(), judge(0, PUNCTUAL, times(20_000), health(900_000, 0, 0, 0.3, 0)));
    }

    @Test
    void shouldBeSuspectWhenPausesAreLongAndNotRare() {
        assertOne(
                Finding.Severity.SUSPECT,
                judge(0, PUNCTUAL, times(10 * MS_NS), health(0, 8 * MS_NS, 20 * MS_NS, 0.3, 0)),
                "up to 8.",
                "0.20 % of the time",
                "-Xmx");
        assertEquals(
                List.of(),
                judge(0, PUNCTUAL, times(10 * MS_NS), health(0, 8 * MS_NS, 8 * MS_NS, 0.3, 0)),
                "one pause in 10 s cannot show at p99.9");
        assertEquals(
                List.of(),
                judge(0, PUNCTUAL, times(20 * MS_NS), health(0, 8 * MS_NS, 900 * MS_NS, 0.3, 0)),
                "short compared with responses");
    }

    @Test
    void shouldBeSuspectWhenProcessorsWereKeptFromItOrUsedUp() {
        assertOne(
                Finding.Severity.SUSPECT,
                judge(0, PUNCTUAL, times(5 * MS_NS), health(0, 0, 0, 0.3, 0.12)),
                "12.0 %",
                "limit 5 %");
        assertOne(
                Finding.Severity.SUSPECT,
                judge(0, PUNCTUAL, times(5 * MS_NS), health(0, 0, 0, 0.95, 0)),
                "95 %",
                "limit 90 %");
        assertEquals(List.of(), judge(0, PUNCTUAL, times(5 * MS_NS), health(0, 0, 0, 0.89, 0.049)));
    }

    @Test
    void shouldNotTakeWhatIsUnknownForBad() {
        final HealthSummary unknown = new HealthSummary(
                10 * SECOND_NS,
                Histograms.empty(),
                0,
                0,
                0,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
        assertEquals(List.of(), judge(0, PUNCTUAL, times(5 * MS_NS), unknown));
    }

    @Test
    void shouldNameTheWorstFirst() {
        final List<Finding> findings =
                judge(500, times(2 * MS_NS), times(5 * MS_NS), health(30 * MS_NS, 0, 0, 0.99, 0.5));
        assertEquals(
                List.of(
                        Finding.Severity.INVALID,
                        Finding.Severity.SUSPECT,
                        Finding.Severity.SUSPECT,
                        Finding.Severity.SUSPECT,
                        Finding.Severity.SUSPECT),
                findings.stream().map(Finding::severity).toList());
    }

    private static List<Finding> judge(
            final long overdue, final Histogram lateness, final Histogram response, final HealthSummary health) {
        return HealthJudge.judge(new HealthInputs(1_000, overdue, lateness, response, health));
    }

    private static void assertOne(
            final Finding.Severity severity, final List<Finding> findings, final String... contained) {
        assertEquals(1, findings.size(), findings::toString);
        assertEquals(severity, findings.get(0).severity());
        for (final String text : contained) {
            assertTrue(findings.get(0).reason().contains(text), findings::toString);
        }
    }

    private static HealthSummary health(
            final long stallNs, final long pauseNs, final long pausedNs, final double own, final double steal) {
        return new HealthSummary(
                10 * SECOND_NS,
                times(stallNs),
                1,
                pausedNs,
                pauseNs,
                OptionalDouble.of(own),
                OptionalDouble.of(own),
                OptionalDouble.of(steal));
    }

    private static Histogram times(final long ns) {
        final Histogram times = Histograms.empty();
        times.recordValueWithCount(ns, 1_000);
        return times;
    }
}
