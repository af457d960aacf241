package io.quorate.load.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.Arrivals;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private static long oneMs(final long startNs) {
        return startNs + MS_NS;
    }

    /** Stands still from 2 s to 8 s; else answers within a millisecond. */
    private static long frozenSixSeconds(final long startNs) {
        final long endNs = startNs + MS_NS;
        return endNs >= 2 * SECOND_NS && endNs < 8 * SECOND_NS ? 8 * SECOND_NS : endNs;
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 500, 100})
    void shouldChargeAFreezeToTheResponseTimesWhateverTheCap(final int maxInFlight) {
        final VirtualRun run = new VirtualRun(VirtualRun.plan(500, 10, maxInFlight), PacerTest::frozenSixSeconds);
        run.run();

        final Histogram response = run.response(Outcome.OK);
        assertEquals(run.pacer.offered(), response.getTotalCount());
        assertEquals(1.0, seconds(response, 50), 0.12);
        assertEquals(5.0, seconds(response, 90), 0.12);
        assertEquals(5.9, seconds(response, 99), 0.12);
        assertEquals(6.0, seconds(response, 100), 0.12);
    }

    @Test
    void shouldShowTheFreezeAsServiceTimeOnlyForWhatWasUnderWay() {
        final VirtualRun run = new VirtualRun(VirtualRun.plan(500, 10, 1), PacerTest::frozenSixSeconds);
        run.run();

        final Histogram service = run.service(Outcome.OK);
        assertTrue(seconds(service, 99.9) < 0.01);
        assertEquals(6.0, seconds(service, 100), 0.01);
        assertTrue(run.pacer.blockedNs() > 5 * SECOND_NS);
    }

    @Test
    void shouldSendAtTheIntendedTimesWhenNothingIsInTheWay() {
        final VirtualRun run = new VirtualRun(VirtualRun.plan(500, 10, 100), PacerTest::oneMs);
        run.run();

        assertEquals(expected(500, 10), run.pacer.offered());
        assertEquals(run.pacer.offered(), run.pacer.sentMeasured());
        assertEquals(0, run.pacer.overdue());
        assertEquals(0, run.pacer.lateness().getMaxValue());
        assertEquals(0, run.pacer.blockedNs());
        assertEquals(run.pacer.offered(), run.pacer.lateness().getTotalCount());
    }

    @Test
    void shouldRecordWhatNeverEndsAsUnfinishedWithTheTimeSoFar() {
        final VirtualRun run = new VirtualRun(
                VirtualRun.plan(500, 10, 10_000),
                start -> start >= 9 * SECOND_NS ? VirtualTarget.NEVER : start + MS_NS);
        run.run();

        final long silent = expected(500, 10) - expected(500, 9);
        assertEquals(silent, run.response(Outcome.UNFINISHED).getTotalCount());
        assertEquals(expected(500, 9), run.response(Outcome.OK).getTotalCount());
        // The drain is 10 s, so that what began in the last second is 10 s to 11 s old.
        assertEquals(11.0, seconds(run.response(Outcome.UNFINISHED), 100), 0.05);
        assertEquals(10.0, seconds(run.response(Outcome.UNFINISHED), 0), 0.05);
    }

    @Test
    void shouldRecordWhatFoundNoRoomAsUnsent() {
        final VirtualRun run = new VirtualRun(
                VirtualRun.plan(500, 10, 7), start -> start >= 9 * SECOND_NS ? VirtualTarget.NEVER : start + MS_NS);
        run.run();

        final long silent = expected(500, 10) - expected(500, 9);
        assertEquals(7, run.response(Outcome.UNFINISHED).getTotalCount());
        assertEquals(silent - 7, run.response(Outcome.UNSENT).getTotalCount());
        assertEquals(0, run.service(Outcome.UNSENT).getTotalCount());
        assertEquals(expected(500, 10), run.pacer.offered());
        assertEquals(expected(500, 9) + 7, run.pacer.sentMeasured());
        assertEquals(0, run.pacer.overdue(), "the cap was full: not the generator's fault");
    }

    @Test
    void shouldNeverHaveMoreUnderWayThanTheCap() {
        final VirtualRun run = new VirtualRun(VirtualRun.plan(1_000, 10, 5), start -> start + 10 * MS_NS);
        run.run();

        assertEquals(5, run.target.mostUnderWay());
        // 500/s is what five at a time of 10 ms each can do, so that half of the load is answered in time.
        assertEquals(5_000.0, (double) run.recorder.succeededInWindow(OperationType.GET), 50);
        assertEquals(0, run.pacer.lateness().getMaxValue(), "waiting for room is not lateness");
        assertEquals(20.0, seconds(run.response(Outcome.OK), 100) + 10, 0.5);
    }

    @Test
    void shouldNotMeasureTheWarmUp() {
        final Workload workload = new Workload(1, Mix.parse("get=1"), 10, 0);
        final LoadPlan plan = LoadPlan.builder(workload, Schedule.poisson(1, 500))
                .warmupNs(3 * SECOND_NS)
                .durationNs(7 * SECOND_NS)
                .drainNs(SECOND_NS)
                .maxInFlight(100)
                .build();
        final VirtualRun run = new VirtualRun(plan, PacerTest::oneMs);
        run.run();

        assertEquals(expected(500, 10), run.pacer.sent());
        assertEquals(expected(500, 10) - expected(500, 3), run.pacer.offered());
        assertEquals(run.pacer.offered(), run.response(Outcome.OK).getTotalCount());
    }

    @Test
    void shouldKnowThatItIsLateWhenItWasNotAskedInTime() {
        final VirtualRun run = new VirtualRun(VirtualRun.plan(500, 10, 10_000), PacerTest::oneMs);
        run.clock.advanceTo(4 * SECOND_NS);
        run.run();

        assertEquals(4.0, seconds(run.pacer.lateness(), 100), 0.01);
        assertEquals(0, run.pacer.overdue());
        assertEquals(4.0, seconds(run.response(Outcome.OK), 100), 0.01);
    }

    @Test
    void shouldCountWhatItHadNotSentByTheEnd() {
        final VirtualRun run = new VirtualRun(VirtualRun.plan(500, 10, 10_000), PacerTest::oneMs);
        run.clock.advanceTo(11 * SECOND_NS);
        run.run();

        assertEquals(expected(500, 10), run.pacer.overdue());
        assertEquals(expected(500, 10), run.response(Outcome.OK).getTotalCount());
    }

    @Test
    void shouldCountItsOwnStallWhenTheCapWasFullAMomentBefore() {
        // One at a time; whatever begins before 2 s ends at 2.001 s, all else at once.
        final VirtualRun run = new VirtualRun(
                VirtualRun.plan(500, 10, 1), start -> start < 2 * SECOND_NS ? 2 * SECOND_NS + MS_NS : start);
        run.clock.advanceTo(1 * SECOND_NS);
        assertTrue(run.pacer.run() <= run.clock.nanoTime(), "the next operation is due");
        assertEquals(Pacer.BLOCKED, run.pacer.run());
        run.clock.advanceTo(2 * SECOND_NS + MS_NS);
        run.target.endDue();

        // There is room now, but the pacer does not get to look for three seconds.
        run.clock.advanceTo(5 * SECOND_NS + MS_NS);
        run.run();

        assertEquals(SECOND_NS + MS_NS, run.pacer.blockedNs());
        assertEquals(3.0, seconds(run.pacer.lateness(), 100), 0.05);
        assertEquals(
                (double) (expected(500, 10) - expected(500, 2)),
                (double) run.pacer.lateness().getTotalCount(),
                5);
        assertTrue(seconds(run.pacer.lateness(), 90) > 2, "500 of 4,000 waited for more than 2 s");
    }

    @Test
    void shouldTakeTheFirstSlotThatCameBackAsTheEndOfAFullCap() {
        final VirtualRun run = new VirtualRun(VirtualRun.plan(500, 10, 3), start -> start + SECOND_NS);
        for (long i = 0; i < 3; i++) {
            run.clock.advanceTo(SECOND_NS + i * 100 * MS_NS);
            run.pacer.run();
        }
        assertEquals(Pacer.BLOCKED, run.pacer.run());
        for (long i = 0; i < 3; i++) {
            run.clock.advanceTo(2 * SECOND_NS + i * 100 * MS_NS);
            run.target.endDue();
        }
        run.pacer.run();

        assertEquals(800 * MS_NS, run.pacer.blockedNs(), "full from 1.2 s to 2.0 s");
    }

    @Test
    void shouldCountWhatItNeverSentAsItsOwnFaultWhenThereWasRoom() {
        final VirtualRun run = new VirtualRun(VirtualRun.plan(500, 10, 1), start -> start + 3 * SECOND_NS);
        run.clock.advanceTo(SECOND_NS);
        run.pacer.run();
        assertEquals(Pacer.BLOCKED, run.pacer.run());
        run.clock.advanceTo(4 * SECOND_NS);
        run.target.endDue();

        // There has been room since 4 s, but the pacer never looks again.
        run.clock.advanceTo(20 * SECOND_NS);
        run.pacer.giveUp(run.plan.totalNs());

        assertEquals(expected(500, 10), run.pacer.offered());
        assertEquals(1, run.pacer.sentMeasured());
        assertEquals(expected(500, 10) - expected(500, 4), run.pacer.overdue());
        assertEquals(3 * SECOND_NS, run.pacer.blockedNs());
    }

    @Test
    void shouldRecordEachOperationOnceWhenItEndsAfterItWasGivenUp() {
        final VirtualRun run = new VirtualRun(VirtualRun.plan(500, 1, 10_000), start -> start + 60 * SECOND_NS);
        run.run();
        run.clock.advanceTo(120 * SECOND_NS);
        run.target.endDue();
        run.recorder.endInterval(interval -> {});

        assertEquals(run.pacer.offered(), run.response(Outcome.UNFINISHED).getTotalCount());
        assertEquals(0, run.response(Outcome.OK).getTotalCount());
    }

    private static long expected(final double rate, final int seconds) {
        final Arrivals arrivals = Schedule.poisson(1, rate).arrivals();
        long count = 0;
        while (arrivals.nextNs() < seconds * SECOND_NS) {
            count++;
        }
        return count;
    }

    private static double seconds(final Histogram times, final double percentile) {
        return times.getValueAtPercentile(percentile) / (double) SECOND_NS;
    }
}
