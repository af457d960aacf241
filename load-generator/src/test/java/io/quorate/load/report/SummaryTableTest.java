package io.quorate.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.engine.LoadResult;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.record.Times;
import io.quorate.load.workload.OperationType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTableTest {

    private final RunRecorder recorder = new RunRecorder();

    @Test
    void shouldShowResponseBesideServiceTimes() {
        Recordings.ok(recorder, OperationType.GET, 1_000);
        final String table = table(1_000);

        assertRow(table, "get    response", "1,000", "100.0/s", "500", "900", "990", "~999", "~1,000", "1,000");
        assertRow(table, "       service", "250.", "450.", "495.", "~50");
        assertTrue(table.contains("due 1,000 (100.0/s)"), table);
        assertTrue(table.contains("verdict: VALID"), table);
    }

    @Test
    void shouldCountWhatEndedAfterTheLoadButNotInTheRate() {
        Recordings.ok(recorder, OperationType.GET, 500);
        recorder.record(OperationType.GET, Outcome.OK, 1, 1, false);

        assertRow(table(501), "get    response", "501", "50.0/s");
    }

    @Test
    void shouldShowFailuresByCauseAndNotAmongTheAnswers() {
        Recordings.ok(recorder, OperationType.GET, 100);
        for (int i = 0; i < 7; i++) {
            recorder.record(OperationType.GET, Outcome.TIMEOUT, 2 * Recordings.SECOND_NS, Recordings.SECOND_NS, true);
        }
        recorder.example(OperationType.GET, Outcome.TIMEOUT, "n2 said nothing");
        recorder.example(OperationType.GET, Outcome.TIMEOUT, "a later one");
        final String table = table(107);

        assertRow(table, "get    response", "100", "10.0/s");
        assertTrue(table.contains("get failed: 7 timeout, response p50 2,0"), table);
        assertTrue(table.contains("the first: n2 said nothing"), table);
        assertTrue(table.contains("succeeded 100, failed 7, unfinished 0, unsent 0"), table);
    }

    @Test
    void shouldMarkAsLowerBoundsWhatUnfinishedOperationsCanOnlyRaise() {
        Recordings.ok(recorder, OperationType.GET, 100);
        for (int i = 0; i < 60; i++) {
            recorder.record(OperationType.GET, Outcome.UNFINISHED, Recordings.SECOND_NS, Recordings.SECOND_NS, false);
        }
        recorder.recordNotSent(OperationType.GET, Outcome.UNSENT, 3 * Recordings.SECOND_NS);
        final String table = table(161);

        // Half of 161 operations took at most 81 ms, whatever becomes of the rest.
        assertRow(table, "get    response", "100", "81.", ">=1,00", ">=1,00");
        assertTrue(table.contains(">=3,00"), table);
        assertTrue(table.contains("get unfinished: 60 were sent"), table);
        assertTrue(table.contains("get unsent: 1 were due"), table);
    }

    @Test
    void shouldMarkServiceTimesByTheServiceTimesOfWhatDidNotEnd() {
        for (int i = 0; i < 900; i++) {
            recorder.record(OperationType.GET, Outcome.OK, 2 * Recordings.MS_NS, 2 * Recordings.MS_NS, true);
        }
        for (int i = 0; i < 100; i++) {
            // Waited nine seconds for room, and was under way for one.
            recorder.record(
                    OperationType.GET, Outcome.UNFINISHED, 10 * Recordings.SECOND_NS, Recordings.SECOND_NS, false);
        }
        final String table = table(1_000);

        assertRow(table, "get    response", " 2.0", " 2.0", ">=10,", ">=10,", ">=10,", ">=10,");
        assertRow(table, "       service", " 2.0", " 2.0", ">=1,0", ">=1,0", ">=1,0", ">=1,0");
    }

    @Test
    void shouldShowServiceTimesAsExactWhenWhatDidNotEndWasNeverSent() {
        Recordings.ok(recorder, OperationType.GET, 1_000);
        recorder.recordNotSent(OperationType.GET, Outcome.UNSENT, 5 * Recordings.MS_NS);
        final String table = table(1_001);

        assertRow(table, "get    response", ">=500", ">=900", ">=990");
        assertRow(table, "       service", " 250.", " 450.", " 495.", "~499.", "~500.", " 500.");
    }

    @Test
    void shouldSayWhatFoundNothing() {
        recorder.record(OperationType.GET, Outcome.ABSENT, 5, 5, true);
        final String table = table(1);

        assertRow(table, "get    response", "1", "0.1/s");
        assertTrue(table.contains("get: 1 found nothing"), table);
    }

    @Test
    void shouldShowNoTimesWhereThereAreNone() {
        assertRow(table(0), "put    response", "0", "0.0/s", "-", "-", "-", "-", "-", "-");
    }

    @Test
    void shouldSayThatNothingWasMeasuredWhenTheLoadNeverBegan() {
        Recordings.endInterval(recorder);
        final LoadResult result = new LoadResult(0, 0, 0, 0, 0, Histograms.empty(), true, false);
        final String table = table(result);

        assertTrue(table.contains("start lateness p50 -, p99 -, max - ms"), table);
        assertTrue(table.contains("verdict: NONE, nothing was measured, interrupted"), table);
    }

    @ParameterizedTest
    @CsvSource({"1, 99, false", "1, 101, true", "60, 101, false", "60, 599, false", "60, 601, true"})
    void shouldHintAtTheCapOnlyWhenItWasFullForLong(final long runS, final long blockedMs, final boolean hints) {
        Recordings.endInterval(recorder);
        final String table = table(new LoadResult(
                runS * Recordings.SECOND_NS,
                1_000,
                1_000,
                0,
                blockedMs * Recordings.MS_NS,
                Recordings.times(1, 1_000),
                false,
                false));

        assertEquals(hints, table.contains("the target is at its limit"), table);
    }

    @Test
    void shouldExplainItsMarks() {
        final String table = table(1);

        assertTrue(table.contains("~: fewer than ten operations beyond it"), table);
        assertTrue(table.contains(">=: at least"), table);
    }

    @Test
    void shouldNamePercentiles() {
        assertEquals("p50", SummaryTable.percentileName(50));
        assertEquals("p99.99", SummaryTable.percentileName(99.99));
    }

    @Test
    void shouldShowTimesWithTheDigitsThatMatter() {
        assertEquals("0.001", Times.ms(1_000));
        assertEquals("9.123", Times.ms(9_123_456));
        assertEquals("91.23", Times.ms(91_234_567));
        assertEquals("912.3", Times.ms(912_345_678));
        assertEquals("9,123", Times.ms(9_123_456_789L));
    }

    private String table(final long offered) {
        Recordings.endInterval(recorder);
        return table(Recordings.result(offered));
    }

    private String table(final LoadResult result) {
        final RunSummary summary = RunSummary.of(Recordings.plan(), result, recorder, null);
        return String.join("\n", SummaryTable.lines(summary));
    }

    /** The row has these parts, in this order. */
    private static void assertRow(final String table, final String start, final String... parts) {
        final String row = table.lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row " + start + " in\n" + table));
        int at = start.length();
        for (final String part : parts) {
            final int found = row.indexOf(part, at);
            assertTrue(found >= 0, () -> part + " is not where it should be in " + row);
            at = found + part.length();
        }
    }
}
