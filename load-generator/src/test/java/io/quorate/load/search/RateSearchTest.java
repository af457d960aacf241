package io.quorate.load.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.slo.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateSearchTest {

    private static final long BASELINE_NS = 1_000_000;

    private final List<String> calls = new ArrayList<>();
    private final List<Probe> told = new ArrayList<>();
    private DoublePredicate meets = rate -> true;
    private DoublePredicate meetsForLong = rate -> true;
    private int unluckyLongLoads;
    private DoublePredicate invalid = rate -> false;
    private DoublePredicate interrupted = rate -> false;
    private int badSettles;

    private final Prober prober = new Prober() {
        @Override
        public ProbeResult probe(final double rate, final Duration measure, final EarlyStop stop) {
            calls.add(SearchText.rate(rate) + " " + measure.toSeconds() + "s");
            final boolean isLong = measure.toSeconds() == 60;
            final boolean met = meets.test(rate) && (!isLong || meetsForLong.test(rate));
            final boolean isUnlucky = isLong && unluckyLongLoads-- > 0;
            final Counted counted = new Counted();
            for (int i = 0; i < measure.toSeconds(); i++) {
                // Too many misses of one load, not too many of three; so unevenly that nothing is clear before the end.
                final boolean isBad = isUnlucky && i % 20 == 0;
                counted.second(met ? 100 : 50, met ? isBad ? 40 : 0 : 50);
                if (stop.onSecond(counted, 0)) {
                    break;
                }
            }
            return new ProbeResult(counted, invalid.test(rate) ? "it was late" : null, interrupted.test(rate));
        }

        @Override
        public long settle(final double rate, final Duration measure) {
            calls.add("settle");
            if (told.size() == 1 && badSettles > 0) {
                badSettles--;
                return BASELINE_NS * 13 / 10;
            }
            return told.isEmpty() ? BASELINE_NS : BASELINE_NS * 12 / 10;
        }
    };

    private static SearchPlan plan(final double from, final double max) {
        return new SearchPlan(
                Objective.parse("p99<10ms,errors<0.1%"),
                from,
                max,
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                3,
                Duration.ofSeconds(60),
                0.05);
    }

    private SearchResult search(final double from, final double max) throws InterruptedException {
        return new RateSearch(plan(from, max), prober, told::add).run();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1_000, 1_001, 1_999.9, 2_000, 12_345, 99_999, 524_288})
    void shouldFindTheLimitWithinTheResolution(final double limit) throws InterruptedException {
        meets = rate -> rate <= limit;
        final SearchResult result = search(1_000, 1e6);

        assertEquals(SearchResult.End.LIMITED_BY_SERVER, result.end());
        assertTrue(result.maximum() <= limit && result.firstFailing() > limit, result::toString);
        assertTrue(result.firstFailing() <= 1.05 * result.maximum(), result::toString);
        assertEquals(3, result.confirming().size());
        assertEquals(told, result.probes());
    }

    @Test
    void shouldDoubleThenNarrowThenConfirmAndLetTheTargetRestBeforeEach() throws InterruptedException {
        meets = rate -> rate <= 5_000;
        search(1_000, 1e6);

        assertEquals(
                "settle, 1,000/s 15s, settle, 2,000/s 15s, settle, 4,000/s 15s, settle, 8,000/s 15s, settle, 5,657/s 15s,"
                        + " settle, 4,757/s 15s, settle, 5,187/s 15s, settle, 4,967/s 15s,"
                        + " settle, 4,967/s 60s, settle, 4,967/s 60s, settle, 4,967/s 60s, settle, 5,216/s 60s",
                String.join(", ", calls));
    }

    @Test
    void shouldStepDownByTheResolutionWhenALongLoadFails() throws InterruptedException {
        meets = rate -> rate <= 5_000;
        meetsForLong = rate -> rate <= 4_600;
        final SearchResult result = search(1_000, 1e6);

        assertEquals(4_967 / 1.05 / 1.05, result.maximum(), 1);
        assertEquals(4_967 / 1.05, result.firstFailing(), 1);
        assertEquals(3, result.confirming().size());
    }

    @Test
    void shouldStepUpAsLongAsLongLoadsMeetTheObjectives() throws InterruptedException {
        // From 4,967/s on the short loads were unlucky.
        meets = rate -> rate <= 5_000 || (rate < 5_600 && told.size() > 8);
        final SearchResult result = search(1_000, 1e6);

        assertEquals(SearchResult.End.LIMITED_BY_SERVER, result.end());
        assertEquals(4_967 * 1.05 * 1.05, result.maximum(), 2);
        assertEquals(4_967 * 1.05 * 1.05 * 1.05, result.firstFailing(), 2);
        assertEquals(3, result.confirming().size());
    }

    @Test
    void shouldTakeTheConfirmingLoadsTogether() throws InterruptedException {
        meets = rate -> rate <= 5_000;
        unluckyLongLoads = 1;
        final SearchResult result = new RateSearch(
                        new SearchPlan(
                                Objective.parse("p99<10ms"),
                                1_000,
                                1e6,
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(5),
                                3,
                                Duration.ofSeconds(60),
                                0.05),
                        prober,
                        told::add)
                .run();

        assertEquals(4_967, result.maximum(), 1);
        assertEquals(
                List.of(Probe.Verdict.FAIL, Probe.Verdict.PASS, Probe.Verdict.PASS),
                result.confirming().stream().map(Probe::verdict).toList());
        assertTrue(
                SearchText.conclusion(result)
                        .get(0)
                        .contains("(together p99 1.00 ms; 3×60s: p99 unanswered; p99 1.00 ms;"),
                SearchText.conclusion(result).toString());
    }

    @Test
    void shouldSayThatNoRateIsLowEnoughWhenTheLongLoadsFailDownToTheFirst() throws InterruptedException {
        meets = rate -> rate <= 1_000;
        meetsForLong = rate -> rate <= 900;
        final SearchResult result = search(1_000, 1e6);

        assertEquals(SearchResult.End.NEVER_MET, result.end());
        assertEquals(0, result.maximum());
        assertEquals(1_000, result.firstFailing(), 50);
    }

    @Test
    void shouldSayThatNoRateIsLowEnoughWhenTheFirstFails() throws InterruptedException {
        meets = rate -> false;
        final SearchResult result = search(1_000, 1e6);

        assertEquals(SearchResult.End.NEVER_MET, result.end());
        assertEquals(1, result.probes().size());
        assertEquals(0, result.maximum());
        assertEquals(
                List.of(
                        "no rate meets p99<10ms,errors<0.1%",
                        "why the objectives are not met at 1,000/s either: begin at a lower rate, or ask for less"),
                SearchText.conclusion(result));
    }

    @Test
    void shouldSayThatTheHighestRateIsTheLimitWhenNoneFails() throws InterruptedException {
        final SearchResult result = search(1_000, 5_000);

        assertEquals(SearchResult.End.LIMITED_BY_MAX, result.end());
        assertTrue(result.end().isFound());
        assertEquals(5_000, result.maximum());
        assertEquals(0, result.firstFailing());
        assertEquals(
                List.of(
                        "at least 5,000/s at p99<10ms,errors<0.1% (together p99 1.00 ms, errors 0.000 %; 3×60s: p99 1.00 ms, errors 0.000 %; p99 1.00 ms, errors 0.000 %;"
                                + " p99 1.00 ms, errors 0.000 %) · limited by: the highest rate to try, raise --max"),
                SearchText.conclusion(result));
    }

    @Test
    void shouldNotTakeTheGeneratorsLimitForTheTargets() throws InterruptedException {
        // The target could do 5,000/s; the generator cannot do 4,000/s, at which the objectives happen to be met.
        meets = rate -> rate <= 5_000;
        invalid = rate -> rate >= 4_000;
        final SearchResult result = search(1_000, 1e6);

        assertEquals(SearchResult.End.LIMITED_BY_GENERATOR, result.end());
        assertEquals(4, result.probes().size(), "the one that was not valid was tried again");
        assertTrue(result.confirming().isEmpty());
        assertEquals(
                List.of(
                        "no maximum at p99<10ms,errors<0.1%: 2,000/s met it, unconfirmed · limited by: generator, what the"
                                + " server can do is not known",
                        "why at 4,000/s it was late"),
                SearchText.conclusion(result));
    }

    @Test
    void shouldGoOnWhenTheGeneratorWasTheLimitOnceOnly() throws InterruptedException {
        meets = rate -> rate <= 5_000;
        invalid = rate -> told.size() == 2;
        final SearchResult result = search(1_000, 1e6);

        assertEquals(SearchResult.End.LIMITED_BY_SERVER, result.end());
        assertEquals(4_967, result.maximum(), 1);
    }

    @Test
    void shouldWaitUntilTheTargetHasRecovered() throws InterruptedException {
        badSettles = 11;
        meets = rate -> rate <= 1_500;
        final SearchResult result = search(1_000, 1e6);

        assertEquals(SearchResult.End.LIMITED_BY_SERVER, result.end());
        assertEquals(0, badSettles);
    }

    @Test
    void shouldEndWhenTheTargetDoesNotRecover() throws InterruptedException {
        badSettles = 12;
        final SearchResult result = search(1_000, 1e6);

        assertEquals(SearchResult.End.NOT_RECOVERED, result.end());
        assertEquals(1_000, result.maximum());
        assertEquals(
                List.of(
                        "no maximum at p99<10ms,errors<0.1%: 1,000/s met it, unconfirmed · the server did not recover",
                        "why p50 at 1,000/s was 1.00 ms before the first load, and after the last one still 1.30 ms after 12"
                                + " tries of 5 s"),
                SearchText.conclusion(result));
    }

    @Test
    void shouldEndWhenItIsInterrupted() throws InterruptedException {
        interrupted = rate -> rate >= 2_000;
        final SearchResult result = search(1_000, 1e6);

        assertEquals(SearchResult.End.INTERRUPTED, result.end());
        assertEquals(1_000, result.maximum());
        assertEquals(1, result.probes().size());
    }

    @Test
    void shouldShowALoadInALine() throws InterruptedException {
        meets = rate -> rate <= 1_500;
        search(1_000, 1e6);

        assertEquals(
                "probe    1      1,000/s    15s  p99 1.00 ms, errors 0.000 %  pass", SearchText.line(1, told.get(0)));
        assertEquals(
                "probe    2      2,000/s     3s  p99 unanswered, errors 50.000 %  FAIL (early stop)",
                SearchText.line(2, told.get(1)));
    }

    @Test
    void shouldSweepRatesInTheirOrderAndShowThemInATable() throws InterruptedException {
        meets = rate -> rate <= 2_000;
        invalid = rate -> rate == 4_000;
        final SweepResult result = new Sweep(
                        List.of(2_000.0, 1_000.0, 3_000.0, 4_000.0),
                        Objective.parse("p99<10ms"),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(1),
                        prober,
                        told::add)
                .run();

        assertTrue(result.isAnyFailed() && result.isAnyInvalid());
        assertEquals(told, result.probes());
        assertEquals(
                List.of(
                        "       rate     achieved     p50 ms     p99 ms   p99.9 ms     errors  verdict",
                        "    2,000/s        100/s       1.00       1.00       1.00     0.000%  pass",
                        "    1,000/s        100/s       1.00       1.00       1.00     0.000%  pass",
                        "    3,000/s      50.00/s       1.00      never      never    50.000%  FAIL p99<10ms",
                        "    4,000/s      50.00/s       1.00      never      never    50.000%  INVALID: it was late"),
                lines(result));
    }

    private static List<String> lines(final SweepResult result) {
        final List<String> lines = new ArrayList<>(List.of(SweepText.header()));
        for (final Probe probe : result.probes()) {
            lines.add(SweepText.row(probe));
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|1000|5|3|0.05|from=0.0 must be more than 0",
                "2000|1000|5|3|0.05|from=2000.0 must be more than 0 and at most max=1000.0",
                "1000|2000|0|3|0.05|probe=0ms must be at least 1 s",
                "1000|2000|5|0|0.05|confirm runs=0 must be at least 1",
                "1000|2000|5|3|0|resolution=0.0 must be 0.001 to 0.5",
            })
    void shouldRefuseWhatCannotBeSearched(
            final double from,
            final double max,
            final int seconds,
            final int runs,
            final double resolution,
            final String problem) {
        final Duration five = Duration.ofSeconds(5);
        final IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new SearchPlan(
                        Objective.parse("p99<10ms"),
                        from,
                        max,
                        Duration.ofSeconds(seconds),
                        five,
                        runs,
                        five,
                        resolution));

        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
    }
}
