package io.quorate.load.recorded;

import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.LoadProgress;
import io.quorate.load.engine.LoadResult;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.report.ObjectiveText;
import io.quorate.load.report.Progress;
import io.quorate.load.report.RunFacts;
import io.quorate.load.report.RunFolder;
import io.quorate.load.report.RunReport;
import io.quorate.load.report.RunSummary;
import io.quorate.load.slo.Objective;
import io.quorate.load.slo.ObjectiveResult;
import io.quorate.load.slo.Observed;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Writes folders of runs that did not happen, by the code that writes those of runs that did. */
public final class RecordedFolders {

    public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MEDIAN_NS = TimeUnit.MICROSECONDS.toNanos(600);
    private static final double SPREAD = 0.5;
    private static final int KEYS = 100;

    private final Map<String, Object> config = new LinkedHashMap<>();
    private final Map<String, Object> environment = new LinkedHashMap<>(Map.of("java", "17", "processors", 2));
    private long overdue;
    private boolean isInterrupted;
    private boolean isKilled;
    private int exitCode;
    private List<Objective> objectives = List.of();
    private Instant start = START;

    /** An operation, by the second of the run in which it ends. */
    public record Operation(int second, OperationType type, Outcome outcome, int key, long responseNs, long waitNs) {}

    /** Runs of which all options are the same. */
    public RecordedFolders() {
        config.put("target", "a:7001,b:7001,c:7001");
        config.put("rate", 2_000.0);
        config.put("arrivals", "poisson");
        config.put("warmup", "0s");
        config.put("seed", "42");
    }

    public RecordedFolders config(final String name, final Object value) {
        config.put(name, value);
        return this;
    }

    public RecordedFolders environment(final String name, final Object value) {
        environment.put(name, value);
        return this;
    }

    public RecordedFolders shard(final int number, final int count) {
        return config("run-id", "7f3a").config("shard", number + "/" + count);
    }

    /** Operations that the generator was too slow to send. */
    public RecordedFolders overdue(final long count) {
        overdue = count;
        return this;
    }

    /** When it began, {@link #START} otherwise. */
    public RecordedFolders start(final Instant instant) {
        start = instant;
        return this;
    }

    /** What the program said of the run in the end. */
    public RecordedFolders exitCode(final int code) {
        exitCode = code;
        return this;
    }

    /** Lets the run judge itself by objectives, and end accordingly. */
    public RecordedFolders objectives(final String text) {
        objectives = Objective.parse(text);
        return config("slo", List.of(text));
    }

    public RecordedFolders interrupted() {
        isInterrupted = true;
        return this;
    }

    public RecordedFolders killed() {
        isKilled = true;
        return this;
    }

    /** The same operations for the same seed: gets and puts, some of which fail, do not end, or are never sent. */
    public static List<Operation> mixedTrace(final long seed, final int seconds, final int perSecond) {
        final Random random = new Random(seed);
        final List<Operation> trace = new ArrayList<>();
        for (int i = 0; i < seconds * perSecond; i++) {
            final OperationType type = random.nextInt(20) == 0 ? OperationType.PUT : OperationType.GET;
            final int chance = random.nextInt(100);
            final Outcome outcome = chance < 90
                    ? Outcome.OK
                    : chance < 94
                            ? Outcome.ABSENT
                            : chance < 97 ? Outcome.TIMEOUT : chance < 99 ? Outcome.UNFINISHED : Outcome.UNSENT;
            final long responseNs = Math.round(MEDIAN_NS * Math.exp(SPREAD * random.nextGaussian()));
            trace.add(new Operation(
                    i / perSecond, type, outcome, random.nextInt(KEYS), responseNs, random.nextInt((int) responseNs)));
        }
        return trace;
    }

    /** Gets that succeed, with lognormal times. */
    public static List<Operation> gets(final long seed, final int seconds, final int perSecond, final double slowness) {
        final Random random = new Random(seed);
        final List<Operation> trace = new ArrayList<>();
        for (int i = 0; i < seconds * perSecond; i++) {
            trace.add(new Operation(
                    i / perSecond,
                    OperationType.GET,
                    Outcome.OK,
                    0,
                    Math.round(slowness * MEDIAN_NS * Math.exp(SPREAD * random.nextGaussian())),
                    0));
        }
        return trace;
    }

    /** Those of a trace whose keys a shard owns. */
    public static List<Operation> share(final List<Operation> trace, final int number, final int count) {
        return trace.stream()
                .filter(operation -> Workload.owner(operation.key(), count) == number - 1)
                .toList();
    }

    /** Writes the folder of a run. */
    public Path write(final Path path, final List<Operation> trace, final int seconds) throws IOException {
        final LoadPlan plan = LoadPlan.builder(
                        new Workload(1, Mix.parse("get=95,put=5"), KEYS, 0), Schedule.poisson(1, 1_000))
                .durationNs(seconds * SECOND_NS)
                .drainNs(SECOND_NS)
                .maxInFlight(200)
                .build();
        final RunRecorder recorder = new RunRecorder();
        final Progress progress = new Progress(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                Progress.Style.OFF,
                plan.workload().mix());
        final RunFolder folder = RunFolder.create(path);
        try (RunReport report =
                RunReport.open(folder, new RunFacts("9.9", config, environment), recorder, progress, start)) {
            for (int second = 0; second < seconds; second++) {
                for (final Operation operation : trace) {
                    if (operation.second() == second) {
                        record(recorder, operation);
                    }
                }
                report.second(new LoadProgress(
                        LoadProgress.Phase.LOAD, (second + 1) * SECOND_NS, trace.size(), trace.size(), 0, false));
            }
            if (!isKilled) {
                final LoadResult result = new LoadResult(
                        seconds * SECOND_NS,
                        trace.size(),
                        trace.size() - overdue,
                        overdue,
                        0,
                        Histograms.empty(),
                        isInterrupted,
                        false);
                if (!objectives.isEmpty()) {
                    final List<ObjectiveResult> judged = objectives.stream()
                            .map(objective -> objective.judge(Observed.of(recorder, seconds)))
                            .toList();
                    report.section("objectives", ObjectiveText.members(judged));
                    exitCode = judged.stream().allMatch(ObjectiveResult::passed) ? 0 : 1;
                }
                report.finish(RunSummary.of(plan, result, recorder, null), exitCode, Map.of("retries", 7L));
            }
        }
        return path;
    }

    private static void record(final RunRecorder recorder, final Operation operation) {
        if (operation.outcome() == Outcome.UNSENT) {
            recorder.recordNotSent(operation.type(), Outcome.UNSENT, operation.responseNs());
        } else {
            recorder.record(
                    operation.type(),
                    operation.outcome(),
                    operation.responseNs(),
                    operation.responseNs() - operation.waitNs(),
                    true);
        }
    }
}
