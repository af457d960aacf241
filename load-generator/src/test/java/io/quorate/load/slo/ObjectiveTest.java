package io.quorate.load.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.OperationType;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveTest {

    private static final long MS_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final RunRecorder recorder = new RunRecorder();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p99<10ms|p99<10ms",
                "p99.90 < 0.05s|p99.9<50ms",
                "get:p50<1500us|get:p50<1500us",
                "p50<0.5us|p50<0.5us",
                "rmw:max<1m|rmw:max<60s",
                "errors<0.10%|errors<0.1%",
                "put:errors<100%|put:errors<100%",
                "throughput>2.5k|throughput>2500",
                "delete:throughput>950|delete:throughput>950",
            })
    void shouldReadAnObjectiveAndWriteItInOneForm(final String text, final String canonical) {
        final Objective objective = Objective.parse(text).get(0);

        assertEquals(canonical, objective.text());
        assertEquals(objective, Objective.parse(canonical).get(0));
    }

    @Test
    void shouldReadSeveralInTheirOrder() {
        assertEquals(
                "[p99<10ms, p99.9<50ms, errors<0.1%]",
                Objective.parse("p99<10ms, p99.9<50ms,errors<0.1%").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p99=10ms|it must compare",
                "p99>10ms|needs an upper limit, by <",
                "throughput<5|needs a lower limit, by >",
                "p100<10ms|p100 must be above p0 and below p100; use max",
                "p0<10ms|must be above p0",
                "mean<10ms|\"mean\" is not known",
                "p99<10|\"10\" is not a time",
                "p99<0ms|0ms must be from 1 ns to 24 hours",
                "p99<2000m|2000m must be from 1 ns to 24 hours",
                "scan:p99<10ms|there is no operation \"scan\": use one of get, put,",
                "errors<0%|0% must be above 0%",
                "errors<101%|at most 100%",
                "errors<0.1|\"0.1\" is not a share",
                "throughput>fast|\"fast\" is not a number",
                "p99<10ms,|it must compare",
            })
    void shouldSayWhatIsWrongAndWhatWouldBeRight(final String text, final String problem) {
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Objective.parse(text));

        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
        assertTrue(refused.getMessage().startsWith("objective="), refused.getMessage());
        assertTrue(refused.getMessage().contains("write for example p99<10ms"), refused.getMessage());
    }

    @Test
    void shouldPassAPercentileWhenExactlyTheAllowedShareIsTooSlow() {
        record(OperationType.GET, Outcome.OK, 990, MS_NS);
        record(OperationType.GET, Outcome.OK, 10, 20 * MS_NS);
        assertTrue(judge("p99<10ms").passed());
        assertEquals("1.00 ms", judge("p99<10ms").measured());

        record(OperationType.GET, Outcome.OK, 1, 20 * MS_NS);
        final ObjectiveResult missed = judge("p99<10ms");
        assertFalse(missed.passed());
        assertEquals(11, missed.misses());
        assertEquals(1_001, missed.total());
        assertEquals("20.0 ms", missed.measured());
    }

    @ParameterizedTest
    @ValueSource(doubles = {50, 90, 99, 99.5, 99.9, 99.99})
    void shouldShowAPercentileThatAgreesWithTheVerdictWhateverTheRounding(final double percentile) {
        // Times of 1 us to 10,000 us: the percentile is the time itself.
        for (int i = 1; i <= 10_000; i++) {
            record(OperationType.GET, Outcome.OK, 1, TimeUnit.MICROSECONDS.toNanos(i));
        }
        final Observed observed = observed();
        final double expectedUs = percentile * 100;

        assertEquals(expectedUs, ResponseTimes.percentile(observed, null, percentile) / 1e3, expectedUs / 1000);
        final int us = (int) Math.round(expectedUs * 1.002);
        assertTrue(judge("p" + percentile + "<" + us + "us").passed());
        assertFalse(judge("p" + percentile + "<" + (int) (expectedUs * 0.998) + "us")
                .passed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TIMEOUT", "UNFINISHED", "UNSENT", "SHED", "FAULT"})
    void shouldCountWhatWasNotAnsweredAsAMissHoweverFastItWas(final Outcome outcome) {
        record(OperationType.GET, Outcome.OK, 980, MS_NS);
        record(OperationType.GET, outcome, 20, 1);

        final ObjectiveResult p99 = judge("p99<10ms");
        assertFalse(p99.passed());
        assertEquals(20, p99.misses());
        assertEquals("unanswered", p99.measured());
        assertTrue(judge("p98<10ms").passed());
        assertEquals("1.00 ms", judge("p98<10ms").measured());
        assertFalse(judge("max<10ms").passed());
        assertEquals("2.000 %", judge("errors<2%").measured());
        assertFalse(judge("errors<2%").passed(), "less than the limit is asked for");
        assertTrue(judge("errors<2.1%").passed());
    }

    @Test
    void shouldLookAtOneKindOfOperationOnlyWhenItIsNamed() {
        record(OperationType.GET, Outcome.OK, 990, MS_NS);
        record(OperationType.PUT, Outcome.OK, 10, 20 * MS_NS);

        assertTrue(judge("get:max<2ms").passed());
        assertFalse(judge("put:p50<10ms").passed());
        assertEquals(10, judge("put:p50<10ms").total());
        assertTrue(judge("p99<10ms").passed());
        assertFalse(judge("p99.1<10ms").passed());
    }

    @Test
    void shouldNotPassWhenThereIsNothingToJudge() {
        record(OperationType.GET, Outcome.OK, 1, MS_NS);

        final ObjectiveResult result = judge("delete:errors<50%");
        assertFalse(result.passed());
        assertEquals("no operations", result.measured());
    }

    @Test
    void shouldCountForAThroughputWhatSucceededInTime() {
        record(OperationType.GET, Outcome.OK, 1_000, MS_NS);
        record(OperationType.GET, Outcome.ABSENT, 500, MS_NS);
        record(OperationType.GET, Outcome.TIMEOUT, 500, MS_NS);
        recorder.record(OperationType.GET, Outcome.OK, MS_NS, MS_NS, false);

        assertEquals("150.0/s", judge("throughput>149").measured());
        assertTrue(judge("throughput>149").passed());
        assertFalse(judge("throughput>150").passed());
    }

    private ObjectiveResult judge(final String objective) {
        return Objective.parse(objective).get(0).judge(observed());
    }

    private Observed observed() {
        recorder.endInterval(interval -> {});
        return Observed.of(recorder, 10);
    }

    private void record(final OperationType type, final Outcome outcome, final int count, final long ns) {
        for (int i = 0; i < count; i++) {
            if (outcome == Outcome.UNSENT || outcome == Outcome.SHED) {
                recorder.recordNotSent(type, outcome, ns);
            } else {
                recorder.record(type, outcome, ns, ns, true);
            }
        }
    }
}
