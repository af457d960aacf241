package io.quorate.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Histograms;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final long MS_NS = Recordings.MS_NS;

    @Test
    void shouldBeValidWhenOperationsStartWhenTheyShould() {
        assertEquals(
                Verdict.Status.VALID,
                judge(0, late(MS_NS / 10, 1_000), 5 * MS_NS).status());
    }

    @Test
    void shouldIgnoreRareLateness() {
        final Histogram lateness = late(MS_NS / 10, 1_000);
        lateness.recordValueWithCount(500 * MS_NS, 9);
        assertEquals(Verdict.Status.VALID, judge(0, lateness, 5 * MS_NS).status());
    }

    @Test
    void shouldBeSuspectWhenLatenessShowsInTheTimes() {
        final Verdict verdict = judge(0, late(3 * MS_NS, 1_000), 5 * MS_NS);
        assertEquals(Verdict.Status.SUSPECT, verdict.status());
        assertTrue(verdict.reasons().get(0).contains("3.0"), verdict.toString());
    }

    @Test
    void shouldNotBeSuspectWhenTheTargetIsMuchSlower() {
        assertEquals(
                Verdict.Status.VALID,
                judge(0, late(3 * MS_NS, 1_000), 500 * MS_NS).status());
    }

    @Test
    void shouldBeInvalidWhenOneInAHundredStartsTooLate() {
        final Histogram lateness = late(MS_NS, 980);
        lateness.recordValueWithCount(150 * MS_NS, 20);
        final Verdict verdict = judge(0, lateness, 10_000 * MS_NS);
        assertEquals(Verdict.Status.INVALID, verdict.status());
        assertTrue(verdict.reasons().get(0).contains("limit 100.0 ms"), verdict.toString());
    }

    @Test
    void shouldBeInvalidWhenTooMuchWasNotSentInTime() {
        assertEquals(Verdict.Status.VALID, judge(1, late(1, 999), MS_NS).status());
        final Verdict verdict = judge(2, late(1, 998), MS_NS);
        assertEquals(Verdict.Status.INVALID, verdict.status());
        assertTrue(verdict.reasons().get(0).contains("2 of 1,000"), verdict.toString());
        assertTrue(verdict.reasons().get(0).contains("99.80 %"), verdict.toString());
    }

    @Test
    void shouldNotJudgeWhenNothingWasDue() {
        assertEquals(
                Verdict.Status.NONE,
                Verdict.of(Recordings.result(0), Histograms.empty(), null).status());
    }

    private static Verdict judge(final long overdue, final Histogram lateness, final long responseNs) {
        return Verdict.of(Recordings.result(1_000, overdue, lateness), Recordings.times(responseNs, 1_000), null);
    }

    private static Histogram late(final long ns, final long count) {
        return Recordings.times(ns, count);
    }
}
