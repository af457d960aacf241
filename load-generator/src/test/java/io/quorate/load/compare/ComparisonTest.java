package io.quorate.load.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On simulated runs of a minute; every seed is fixed. */
class ComparisonTest {

    private static final double CONFIDENCE = 0.99;
    private static final int SECONDS = 60;
    private static final int PER_SECOND = 5_000;
    private static final int PAIRS = 20;
    private static final int NEEDED = 19;
    private static final Gate P99 = Gate.parse("rt.p99>5%");

    /** Noise that is independent from second to second, and noise that lasts. */
    @ParameterizedTest
    @CsvSource({"0.03, 0", "0.03, 0.6"})
    void shouldTellASlowDownOfATenthFromNone(final double wander, final double memory) {
        final SimulatedRun server = new SimulatedRun(SECONDS, PER_SECOND, wander, memory);
        int found = 0;
        int calm = 0;
        int conclusive = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            final Map<String, Series> base = server.gets(1_000 + pair, 1);
            final Comparison slower = compare(base, server.gets(2_000 + pair, 1.1));
            final Comparison equal = compare(base, server.gets(3_000 + pair, 1));
            found += judgement(slower, Metric.P50) == Judgement.REGRESSION
                            && judgement(slower, Metric.P99) == Judgement.REGRESSION
                    ? 1
                    : 0;
            calm += equal.count(Judgement.REGRESSION) == 0 ? 1 : 0;
            conclusive += equal.count(Judgement.INCONCLUSIVE) == 0 ? 1 : 0;
        }
        assertTrue(found >= NEEDED, "found " + found + " of " + PAIRS);
        assertTrue(calm >= NEEDED, "calm " + calm + " of " + PAIRS);
        // What never says anything would be calm too.
        assertTrue(conclusive >= PAIRS / 2, "conclusive " + conclusive + " of " + PAIRS);
    }

    @Test
    void shouldHoldTheTrueChangeAsOftenAsItSays() {
        final SimulatedRun server = new SimulatedRun(SECONDS, 300, 0.1, 0.5);
        final int pairs = 60;
        int held = 0;
        for (int pair = 0; pair < pairs; pair++) {
            final ComparedMetric median = metric(
                    Comparison.of(
                            List.of(server.gets(100 + pair, 1)),
                            List.of(server.gets(900 + pair, 1.2)),
                            false,
                            Gate.parse(Gate.DEFAULT),
                            0.9),
                    Metric.P50);
            held += median.least() <= 0.2 && median.most() >= 0.2 ? 1 : 0;
        }
        // 54 of 60 are meant, with a standard deviation of 2.3.
        assertTrue(held >= 47, "the interval held the change " + held + " times of " + pairs);
        assertTrue(held < pairs, "an interval of 90 % that always holds the change is too wide");
    }

    @Test
    void shouldCallASpeedUpImproved() {
        final SimulatedRun server = new SimulatedRun(SECONDS, PER_SECOND, 0.02, 0.5);
        final Comparison comparison = compare(server.gets(1, 1), server.gets(2, 0.8));

        assertEquals(Judgement.IMPROVED, judgement(comparison, Metric.P99));
        assertEquals(-0.2, metric(comparison, Metric.P99).change(), 0.05);
        assertEquals(0, comparison.count(Judgement.REGRESSION));
    }

    @Test
    void shouldSayHowMuchLongerToRunWhenNoiseHidesTheChange() {
        final SimulatedRun server = new SimulatedRun(SECONDS, 300, 0.2, 0.5);
        final ComparedMetric p99 = metric(compare(server.gets(1, 1), server.gets(2, 1.1)), Metric.P99);

        assertEquals(Judgement.INCONCLUSIVE, p99.judgement());
        final String need = p99.need();
        assertNotNull(need);
        assertTrue(need.matches("needs ~[0-9]+ (s|min) more per side|.*no time helps"), need);
    }

    @Test
    void shouldSayThatRunsAreTooShort() {
        final SimulatedRun server = new SimulatedRun(9, PER_SECOND, 0.02, 0.5);
        final ComparedMetric p99 = metric(compare(server.gets(1, 1), server.gets(2, 2)), Metric.P99);

        assertEquals(Judgement.INCONCLUSIVE, p99.judgement());
        assertEquals("needs runs of at least 10 s", p99.need());
    }

    @Test
    void shouldLeaveOutPercentilesThatChanceDecides() {
        final SimulatedRun server = new SimulatedRun(SECONDS, 100, 0.02, 0.5);
        final Comparison comparison = compare(server.gets(1, 1), server.gets(2, 1));
        assertFalse(comparison.metrics().stream().anyMatch(metric -> metric.metric() == Metric.P999));

        final Comparison asked = Comparison.of(
                List.of(server.gets(1, 1)),
                List.of(server.gets(2, 1)),
                false,
                Gate.parse("rt.p99.9>50%"),
                CONFIDENCE);
        final ComparedMetric p999 = metric(asked, Metric.P999);
        assertEquals(Judgement.INCONCLUSIVE, p999.judgement());
        final String need = p999.need();
        assertNotNull(need);
        assertTrue(need.contains("and needs 10,000: needs ~"), need);
    }

    @Test
    void shouldFindOneSlowSideWhenRunsScatter() {
        final SimulatedRun server = new SimulatedRun(SECONDS, 1_000, 0.03, 0.5);
        final List<Map<String, Series>> base = new ArrayList<>();
        final List<Map<String, Series>> slower = new ArrayList<>();
        final List<Map<String, Series>> equal = new ArrayList<>();
        for (int run = 0; run < 5; run++) {
            // Each run has a level of its own, as each JVM has.
            base.add(server.gets(run, 1 + 0.01 * run));
            slower.add(server.gets(100 + run, 1.2 * (1 + 0.01 * run)));
            equal.add(server.gets(200 + run, 1 + 0.01 * run));
        }
        assertEquals(
                Judgement.REGRESSION,
                judgement(Comparison.of(base, slower, false, P99, CONFIDENCE), Metric.P99));
        final Comparison same = Comparison.of(base, equal, false, P99, CONFIDENCE);
        assertEquals(0, same.count(Judgement.REGRESSION));
        final ComparedMetric median = metric(same, Metric.P50);
        assertTrue(median.least() <= 0 && median.most() >= 0, median.toString());
    }

    @Test
    void shouldBeTheSameEveryTime() {
        final SimulatedRun server = new SimulatedRun(20, 500, 0.1, 0.5);
        assertEquals(compare(server.gets(1, 1), server.gets(2, 1)), compare(server.gets(1, 1), server.gets(2, 1)));
    }

    @Test
    void shouldCancelOutWhatBothRunsHaveInCommonWhenArrivalsAreEqual() {
        final SimulatedRun server = new SimulatedRun(SECONDS, 500, 0.3, 0.5);
        final Map<String, Series> base = server.gets(1, 1);
        // The same operations, and each slower by the same share.
        final Map<String, Series> slower = server.gets(1, 1.1);
        final Comparison paired = Comparison.of(List.of(base), List.of(slower), true, P99, CONFIDENCE);
        final Comparison apart = Comparison.of(List.of(base), List.of(slower), false, P99, CONFIDENCE);

        assertEquals(Judgement.REGRESSION, judgement(paired, Metric.P99));
        assertEquals(Judgement.INCONCLUSIVE, judgement(apart, Metric.P99));
    }

    @Test
    void shouldJudgeErrorsAndThroughput() {
        final SimulatedRun server = new SimulatedRun(SECONDS, 1_000, 0.02, 0.5);
        final Comparison comparison = compare(
                Map.of("put", server.series(1, 1, 0)), Map.of("put", server.series(2, 1, 0.2)));

        assertEquals(Judgement.REGRESSION, judgement(comparison, Metric.ERRORS));
        assertEquals(0.2, metric(comparison, Metric.ERRORS).change(), 0.01);
        assertEquals(Judgement.REGRESSION, judgement(comparison, Metric.THROUGHPUT));
        assertEquals(-0.2, metric(comparison, Metric.THROUGHPUT).change(), 0.02);
    }

    @Test
    void shouldNotTripOverASideOnWhichNothingSucceeds() {
        final SimulatedRun server = new SimulatedRun(SECONDS, 100, 0.02, 0.5);
        final Map<String, Series> dead = Map.of("get", server.series(2, 1, 1.1));
        final Comparison comparison = compare(server.gets(1, 1), dead);

        assertEquals(Judgement.REGRESSION, judgement(comparison, Metric.ERRORS));
        assertEquals(Judgement.REGRESSION, judgement(comparison, Metric.THROUGHPUT));
        assertEquals(Judgement.INCONCLUSIVE, judgement(comparison, Metric.P99));
        assertEquals(
                Judgement.INCONCLUSIVE, judgement(compare(dead, server.gets(1, 1)), Metric.THROUGHPUT));
        assertTrue(ComparisonText.lines(comparison).stream().anyMatch(line -> line.contains("none succeeded")));
    }

    @Test
    void shouldTakeLongRunsInCoarserUnits() {
        final Series hour = new SimulatedRun(1_500, 20, 0.02, 0.5).series(1, 1, 0);
        final Side side = new Side(List.of(hour), 1_000, 800);

        assertEquals(500, side.units(0));
        assertEquals(100, side.independentBlocks());
        assertEquals(hour.count() / 1_500.0, side.exact(Metric.THROUGHPUT), 1e-9);
        final double median = side.exact(Metric.P50);
        assertEquals(median, side.whole().value(Metric.P50), 0.005 * median);
    }

    @ParameterizedTest
    @CsvSource({
        "0.06, 0.09, REGRESSION",
        "0.04, 0.06, INCONCLUSIVE",
        "-0.09, 0.06, INCONCLUSIVE",
        "-0.04, 0.04, UNCHANGED",
        "0.01, 0.05, UNCHANGED",
        "-0.09, 0.04, NOT_WORSE",
        "-0.09, -0.01, IMPROVED",
    })
    void shouldJudgeByTheWholeInterval(final double least, final double most, final Judgement expected) {
        assertEquals(expected, Judgement.of(least, most, 0.05));
    }

    @ParameterizedTest
    @CsvSource({
        "0.95, 1, 12.7062",
        "0.95, 2, 4.3027",
        "0.99, 4, 4.6041",
        "0.99, 11, 3.1058",
        "0.99, 22, 2.8188",
        "0.95, 1000, 1.9623",
        "0.95, 100000, 1.9623",
    })
    void shouldKnowTheQuantilesOfStudent(final double confidence, final int degrees, final double expected) {
        assertEquals(expected, StudentT.twoSided(confidence, degrees), 1e-4);
    }

    private static Comparison compare(final Map<String, Series> base, final Map<String, Series> candidate) {
        return Comparison.of(List.of(base), List.of(candidate), false, Gate.parse(Gate.DEFAULT), CONFIDENCE);
    }

    private static Judgement judgement(final Comparison comparison, final Metric metric) {
        return metric(comparison, metric).judgement();
    }

    private static ComparedMetric metric(final Comparison comparison, final Metric metric) {
        return comparison.metrics().stream()
                .filter(compared -> compared.metric() == metric)
                .findFirst()
                .orElseThrow();
    }
}
