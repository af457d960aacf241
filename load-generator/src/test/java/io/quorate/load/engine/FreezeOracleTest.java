package io.quorate.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.slo.Objective;
import io.quorate.load.slo.ObjectiveResult;
import io.quorate.load.slo.Observed;
import io.quorate.load.workload.ArrivalProcess;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.RateProfile;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a load must show of a target that stands still for 6 of 10 s, or stops answering before the end, can be calculated. */
class FreezeOracleTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double RATE = 500;
    private static final Schedule CONSTANT = Schedule.of(ArrivalProcess.CONSTANT, 1, RateProfile.constant(RATE));

    /** Stands still from 2 s to 8 s; else answers within a millisecond. */
    private static long frozenSixSeconds(final long startNs) {
        final long endNs = startNs + MS_NS;
        return endNs > 2 * SECOND_NS && endNs < 8 * SECOND_NS ? 8 * SECOND_NS : endNs;
    }

    private static VirtualRun run(final Schedule schedule, final int maxInFlight) {
        final Workload workload = new Workload(1, Mix.parse("get=1"), 10, 0);
        return new VirtualRun(
                LoadPlan.builder(workload, schedule)
                        .durationNs(10 * SECOND_NS)
                        .drainNs(10 * SECOND_NS)
                        .maxInFlight(maxInFlight)
                        .build(),
                FreezeOracleTest::frozenSixSeconds);
    }

    @ParameterizedTest
    @CsvSource({"4000, 0.005", "500, 0.005", "50, 0.01", "10, 0.03"})
    void shouldChargeAFreezeToWhatWasDueInItWhateverTheCap(final int maxInFlight, final double tolerance) {
        final VirtualRun run = run(CONSTANT, maxInFlight);
        run.run();

        final Histogram response = run.response(Outcome.OK);
        assertEquals(5_000, response.getTotalCount());
        assertEquals(1.0, seconds(response, 50), 1.0 * tolerance + queueSeconds(maxInFlight));
        assertEquals(5.0, seconds(response, 90), 5.0 * tolerance + queueSeconds(maxInFlight));
        assertEquals(5.9, seconds(response, 99), 5.9 * tolerance);
        assertEquals(6.0, seconds(response, 100), 6.0 * tolerance);
    }

    /** How long those that waited for room need until all are sent: so many at a time, a millisecond each. */
    private static double queueSeconds(final int maxInFlight) {
        return 3_000.0 / maxInFlight / 1_000;
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void shouldDoTheSameWhenArrivalsAreRandom(final long seed) {
        final VirtualRun run = run(Schedule.poisson(seed, RATE), 4_000);
        run.run();

        final Histogram response = run.response(Outcome.OK);
        assertEquals(run.pacer.offered(), response.getTotalCount());
        assertEquals(1.0, seconds(response, 50), 0.12);
        assertEquals(5.0, seconds(response, 90), 0.12);
        assertEquals(5.9, seconds(response, 99), 0.06);
        assertEquals(6.0, seconds(response, 100), 0.02);
    }

    /** Which is why the load is not made this way. */
    @Test
    void shouldBeHiddenFromAClientThatWaitsForEachAnswer() {
        final Histogram service = Histograms.empty();
        long startNs = 0;
        while (startNs < 10 * SECOND_NS) {
            final long endNs = frozenSixSeconds(startNs);
            service.recordValue(endNs - startNs);
            startNs = Math.max(endNs, startNs + 2 * MS_NS);
        }

        assertEquals(0.001, seconds(service, 99.9), 0.00001);
        assertEquals(6.0, seconds(service, 100), 0.01);
        assertEquals(2_000, (double) service.getTotalCount(), 2, "and it makes less load");
    }

    @Test
    void shouldMakeAnObjectiveFailThatServiceTimesWouldMeet() {
        final VirtualRun run = run(CONSTANT, 1);
        run.run();

        final Observed observed = Observed.of(run.recorder, 10);
        final ObjectiveResult p50 = Objective.parse("p50<10ms").get(0).judge(observed);
        assertFalse(p50.passed());
        assertTrue(p50.misses() > 3_000, p50::toString);
        assertTrue(run.service(Outcome.OK).getValueAtPercentile(99.9) < 2 * MS_NS);
    }

    @ParameterizedTest
    @CsvSource({"4000, 500, 0", "7, 7, 493"})
    void shouldKeepWhatIsNotAnsweredAnyMoreAsMissesWithTheLeastTimeItCanHave(
            final int maxInFlight, final int unfinished, final int unsent) {
        final Workload workload = new Workload(1, Mix.parse("get=1"), 10, 0);
        final VirtualRun run = new VirtualRun(
                LoadPlan.builder(workload, CONSTANT)
                        .durationNs(10 * SECOND_NS)
                        .drainNs(3 * SECOND_NS)
                        .maxInFlight(maxInFlight)
                        .build(),
                start -> start >= 9 * SECOND_NS ? VirtualTarget.NEVER : start + MS_NS);
        run.run();

        assertEquals(4_500, run.response(Outcome.OK).getTotalCount());
        assertEquals(unfinished, run.response(Outcome.UNFINISHED).getTotalCount());
        assertEquals(unsent, run.response(Outcome.UNSENT).getTotalCount());
        final Histogram censored = run.response(Outcome.UNFINISHED).copy();
        censored.add(run.response(Outcome.UNSENT));
        // The run gave up 3 s after the last arrival, 4 s after the first that was not answered.
        assertEquals(3.0, seconds(censored, 0), 0.01);
        assertEquals(3.5, seconds(censored, 50), 0.01);
        assertEquals(4.0, seconds(censored, 100), 0.01);
        final Observed observed = Observed.of(run.recorder, 10);
        assertEquals(
                "[p90<10ms true 500/5000, p90.1<10ms false 500/5000, errors<10% false 500/5000]",
                Objective.parse("p90<10ms,p90.1<10ms,errors<10%").stream()
                        .map(objective -> objective.judge(observed))
                        .map(result -> result.objective() + " " + result.passed() + " " + result.misses() + "/"
                                + result.total())
                        .toList()
                        .toString());
    }

    private static double seconds(final Histogram times, final double percentile) {
        return (percentile == 0 ? times.getMinValue() : times.getValueAtPercentile(percentile)) / (double) SECOND_NS;
    }
}
