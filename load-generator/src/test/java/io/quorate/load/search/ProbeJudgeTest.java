package io.quorate.load.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.slo.Objective;
import io.quorate.load.slo.Observed;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeJudgeTest {

    private static final List<Objective> ONE_PERCENT = Objective.parse("errors<1%");
    private static final int PER_SECOND = 1_000;
    private static final int LOADS = 2_000;

    private final Counted counted = new Counted();

    private static ProbeJudge judge(final int seconds) {
        return new ProbeJudge(ONE_PERCENT, PER_SECOND, seconds, true);
    }

    private static Probe.Verdict verdict(final ProbeJudge judge, final Observed observed) {
        return judge.conclude(Probe.Kind.PROBE, PER_SECOND, new ProbeResult(observed, null, false))
                .verdict();
    }

    @Test
    void shouldStopAfterThreeSecondsWhenNothingIsAnswered() {
        final ProbeJudge judge = judge(60);
        assertFalse(judge.onSecond(counted.second(0, PER_SECOND), 0));
        assertFalse(judge.onSecond(counted.second(0, PER_SECOND), 0));
        assertTrue(judge.onSecond(counted.second(0, PER_SECOND), 0));

        assertEquals(Probe.Verdict.FAIL, verdict(judge, counted));
    }

    @Test
    void shouldStopAtHalfOfTheTimeWhenEverythingIsAnswered() {
        final ProbeJudge judge = judge(20);
        int seconds = 1;
        while (!judge.onSecond(counted.second(PER_SECOND, 0), 3)) {
            seconds++;
        }

        assertEquals(10, seconds);
        assertEquals(Probe.Verdict.PASS, verdict(judge, counted));
    }

    @Test
    void shouldNotPassEarlyWhenToldSo() {
        final ProbeJudge judge = new ProbeJudge(ONE_PERCENT, PER_SECOND, 20, false);
        for (int i = 0; i < 20; i++) {
            assertFalse(judge.onSecond(counted.second(PER_SECOND, 0), 3));
        }

        assertEquals(Probe.Verdict.PASS, verdict(judge, counted));
    }

    @Test
    void shouldNotPassEarlyWhileAQueueGrows() {
        final ProbeJudge judge = judge(20);
        for (int i = 0; i < 20; i++) {
            assertFalse(judge.onSecond(counted.second(PER_SECOND, 0), 20L * i));
        }
    }

    @Test
    void shouldStopAtOnceWhenMoreThanTwoSecondsOfWorkArePending() {
        final ProbeJudge judge = judge(20);
        assertFalse(judge.onSecond(counted.second(PER_SECOND, 0), 2 * PER_SECOND));
        assertTrue(judge.onSecond(counted.second(PER_SECOND, 0), 2 * PER_SECOND + 1));

        final Probe probe = judge.conclude(Probe.Kind.PROBE, PER_SECOND, new ProbeResult(counted, null, false));
        assertEquals(Probe.Verdict.FAIL, probe.verdict());
        assertEquals(Probe.Early.QUEUE, probe.early());
        assertTrue(probe.results().get(0).passed(), "although what was answered met the objective");
    }

    @Test
    void shouldTakeOperationsThatMayTakeLongForNoQueue() {
        final ProbeJudge judge = new ProbeJudge(Objective.parse("p99<5s"), PER_SECOND, 20, true);

        assertFalse(judge.onSecond(counted.second(PER_SECOND, 0), 7 * PER_SECOND));
        assertTrue(judge.onSecond(counted.second(PER_SECOND, 0), 7 * PER_SECOND + 1));
    }

    @Test
    void shouldStopAtTheFirstMissWhenNoneIsAllowed() {
        final ProbeJudge judge = new ProbeJudge(Objective.parse("max<1s"), PER_SECOND, 20, true);

        assertFalse(judge.onSecond(counted.second(PER_SECOND, 0), 0));
        assertTrue(judge.onSecond(counted.second(PER_SECOND, 1), 0));
        assertEquals(Probe.Verdict.FAIL, verdict(judge, counted));
    }

    @Test
    void shouldSayNothingAboutTheTargetWhenTheGeneratorFailed() {
        final ProbeJudge judge = judge(20);
        judge.onSecond(counted.second(PER_SECOND, 0), 9 * PER_SECOND);

        final Probe probe =
                judge.conclude(Probe.Kind.PROBE, PER_SECOND, new ProbeResult(counted, "it was late", false));
        assertEquals(Probe.Verdict.INVALID, probe.verdict());
    }

    @Test
    void shouldNotBlameTheTargetForAMissThatMayBeTheGeneratorsDoing() {
        final ProbeResult doubtful = new ProbeResult(counted, null, "it was somewhat late", false);
        counted.second(PER_SECOND, 0);
        final Probe passed = judge(20).conclude(Probe.Kind.PROBE, PER_SECOND, doubtful);
        counted.second(0, PER_SECOND);
        final Probe failed = judge(20).conclude(Probe.Kind.PROBE, PER_SECOND, doubtful);

        assertEquals(Probe.Verdict.PASS, passed.verdict());
        assertEquals(Probe.Verdict.INVALID, failed.verdict());
        assertEquals("it was somewhat late", failed.invalid());
    }

    /**
     * Loads with a given share of misses, alone or so many together; each is judged once by an early stop and once by all of it. The two may
     * differ in no more than one of a hundred, although there are up to 60 looks.
     */
    @ParameterizedTest
    @CsvSource({
        "0.001, 1, 15", "0.005, 1, 15", "0.008, 1, 15", "0.01, 1, 15", "0.012, 1, 15", "0.02, 1, 15", "0.05, 1, 15",
        "0.001, 1, 60", "0.005, 1, 60", "0.008, 1, 60", "0.01, 1, 60", "0.012, 1, 60", "0.02, 1, 60", "0.05, 1, 60",
        "0.001, 25, 15", "0.005, 25, 15", "0.008, 25, 15", "0.01, 25, 15", "0.012, 25, 15", "0.02, 25, 15",
                "0.05, 25, 15",
        "0.001, 25, 60", "0.005, 25, 60", "0.008, 25, 60", "0.01, 25, 60", "0.012, 25, 60", "0.02, 25, 60",
                "0.05, 25, 60",
    })
    void shouldHardlyEverStopWithAnotherVerdictThanTheWholeLoadHas(
            final double share, final int together, final int seconds) {
        final SplittableRandom random = new SplittableRandom(17);
        int flips = 0;
        int stops = 0;
        for (int load = 0; load < LOADS; load++) {
            final ProbeJudge judge = judge(seconds);
            final Counted all = new Counted();
            Probe.Verdict early = null;
            for (int second = 0; second < seconds; second++) {
                final int misses = misses(random, share, PER_SECOND / together) * together;
                all.second(PER_SECOND - misses, misses);
                if (early == null && judge.onSecond(all, 0)) {
                    early = verdict(judge, all);
                    stops++;
                }
            }
            if (early != null && early != verdict(judge(seconds), all)) {
                flips++;
            }
        }

        assertTrue(flips <= LOADS / 100, flips + " of " + LOADS);
        if (share >= 0.05 || (share <= 0.001 && seconds == 60)) {
            assertTrue(stops > 0.9 * LOADS, stops + " of " + LOADS + " stopped");
        }
    }

    /** Binomial, by jumping from one miss to the next. */
    private static int misses(final SplittableRandom random, final double share, final int most) {
        final double perJump = Math.log(1 - share);
        int misses = 0;
        double at = Math.floor(Math.log(1 - random.nextDouble()) / perJump);
        while (at < most) {
            misses++;
            at += 1 + Math.floor(Math.log(1 - random.nextDouble()) / perJump);
        }
        return misses;
    }
}
