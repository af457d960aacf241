package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.LoadResult;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.report.RunSummary;
import io.quorate.load.report.Verdict;
import io.quorate.load.slo.Objective;
import io.quorate.load.slo.ObjectiveResult;
import io.quorate.load.slo.Observed;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a script learns of a run. */
class RunExitCodeTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final int OPERATIONS = 1_000;

    @ParameterizedTest
    @CsvSource({
        "OK, 0, false, '', 0, 0",
        "OK, 0, true, '', 0, 130",
        "OK, 500, false, '', 0, 5",
        "TIMEOUT, 0, false, '', 0, 1",
        "TIMEOUT, 500, false, '', 0, 5",
        "TIMEOUT, 500, true, '', 0, 130",
        "TIMEOUT, 500, true, '', 1, 4",
        "OK, 500, false, 'p99<1ms', 1, 4",
        "OK, 0, false, 'p99<2s', 0, 0",
        "OK, 0, false, 'p99<1ms', 0, 1",
        "OK, 500, false, 'p99<1ms', 0, 5",
        "TIMEOUT, 0, false, 'errors<0.1%', 0, 1",
        "UNFINISHED, 500, false, '', 0, 5",
        "UNSENT, 0, false, '', 0, 1",
        "UNSENT, 500, false, '', 0, 5",
    })
    void shouldTellTheMostSevere(
            final Outcome outcome,
            final long overdue,
            final boolean interrupted,
            final String objectives,
            final long violations,
            final int exitCode) {
        final RunRecorder recorder = new RunRecorder();
        for (int i = 0; i < OPERATIONS; i++) {
            if (outcome == Outcome.UNSENT) {
                recorder.recordNotSent(OperationType.GET, Outcome.UNSENT, SECOND_NS);
            } else {
                recorder.record(OperationType.GET, outcome, SECOND_NS, SECOND_NS, true);
            }
        }
        recorder.endInterval(interval -> {});
        final LoadPlan plan = LoadPlan.builder(
                        new Workload(1, Mix.parse("get=1"), 10, 0), Schedule.poisson(1, OPERATIONS))
                .durationNs(SECOND_NS)
                .drainNs(SECOND_NS)
                .maxInFlight(OPERATIONS)
                .build();
        final LoadResult result = new LoadResult(
                SECOND_NS, OPERATIONS, OPERATIONS - overdue, overdue, 0, Histograms.empty(), interrupted, false);
        final RunSummary summary = RunSummary.of(plan, result, recorder, null);

        assertEquals(
                overdue > 0 ? Verdict.Status.INVALID : Verdict.Status.VALID,
                summary.verdict().status());
        final Observed observed = Observed.of(recorder, summary.seconds());
        final List<ObjectiveResult> judged = new ArrayList<>();
        if (!objectives.isEmpty()) {
            Objective.parse(objectives).forEach(objective -> judged.add(objective.judge(observed)));
        }
        assertEquals(exitCode, Run.exitCode(summary, judged, violations));
    }
}
