package io.quorate.load.cli;

import io.quorate.load.engine.LoadPlan;
import io.quorate.load.slo.Objective;
import io.quorate.load.workload.RateProfile;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts a cluster under load. */
@Command(
        name = "run",
        description = {
            "Puts a cluster under load, and measures how long operations take.",
            "The load is open-loop: operations start at times that never move, whatever became of the earlier ones. Response time"
                    + " counts from the intended start, service time from the actual send: where they differ, operations had to"
                    + " wait.",
            "Before that the keys load-0000000000, load-0000000001, ... are written, so do not aim this at a cluster that"
                    + " has such keys of its own."
        },
        footer = {
            "",
            "Examples:",
            "  quorate run                                   three nodes on this machine, 10 s",
            "  quorate run --target inprocess --rate 20k     the same without a network (read the service times: response",
            "                                                times are the generator's own there)",
            "  quorate run --target a:7001,b:7001,c:7001 --workload ycsb-a --rate 5k --duration 60s --slo 'p99<10ms,errors<0.1%%'",
            "  quorate run --seed 42 --out runs/before       the same arrivals, keys and values every time",
            "  quorate run --config runs/before/run.json     the same run again",
            "",
            "The run folder holds run.json (options, seed, summary, verdict), hist.hlog (HdrHistogram log, one interval per"
                    + " second, tags rt.get.ok, st.get.ok, wt.get, ...), report.html and more: see docs/run-folder.md.",
            "",
            "Without --slo every operation has to succeed. Of several exit codes that apply, 4 goes before 5 before 1: 4 a read"
                    + " returned what it must not; 5 this program could not start operations when it should (verdict INVALID), so that"
                    + " the times say more about it than about the cluster; 1 an objective was missed, or operations failed."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RunCommand implements Callable<Integer> {

    static final String DEFAULT_RATE = "1000";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Mixin
    private LoadTargetOptions target;

    @Option(
            names = "--rate",
            paramLabel = "PER-SECOND",
            defaultValue = DEFAULT_RATE,
            converter = Numbers.Real.class,
            description = "Operations per second, for example 250, 0.5 or 20k (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--steps",
            paramLabel = "RATE:TIME,...",
            description =
                    "One rate after the other instead, for example 1k:10s,2k:10s,4k:10s; the first counts from the start of"
                            + " the warm-up, the last goes on.")
    private @Nullable String steps;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Durations.class,
            description = "How long to measure (default: ${DEFAULT-VALUE}).")
    private Duration duration;

    @Option(
            names = "--ops",
            paramLabel = "COUNT",
            converter = Numbers.Whole.class,
            description = "How many operations to measure at most.")
    private @Nullable Integer operations;

    @Option(
            names = "--start-at",
            paramLabel = "TIME",
            description =
                    "Begin the load, warm-up included, at this time of day in UTC, for example 12:00:05Z, or at an instant, for"
                            + " example 2026-01-02T12:00:05Z, so that generators on several machines begin together; connecting and"
                            + " writing keys come before. It is kept out of run.json, so that the run can be repeated later.")
    private @Nullable String startAt;

    @Mixin
    private LoadOptions load;

    @Mixin
    private WorkloadOptions workload;

    @Option(
            names = "--loaded",
            description =
                    "Do not write the keys before the load, since quorate load has done so with the same --seed, and nobody has"
                            + " written to them after that: what they hold is judged as if this run had written it. In run.json it becomes --no-preload.")
    private boolean isLoaded;

    @Mixin
    private CheckOptions check;

    @Option(
            names = "--slo",
            paramLabel = "OBJECTIVE,...",
            description =
                    "What the run must achieve, for example p99<10ms,p99.9<50ms,errors<0.1%%,get:max<1s,throughput>950;"
                            + " what failed or did not end misses every time. May be repeated.")
    private @Nullable List<String> objectives;

    @Mixin
    private OutputOptions output;

    @Mixin
    private ConfigOptions config;

    @Override
    public Integer call() throws Exception {
        client.check();
        target.check();
        load.check();
        load.checkRate("--rate", rate);
        load.checkDuration("--duration", duration);
        if (operations != null && operations < 1) {
            throw usage("--ops=" + operations + " must be at least 1");
        }
        checkLoaded();
        final StartAt start = start();
        final List<Objective> parsed = parseObjectives(spec, objectives);
        final Workload planned = workload.workload(
                client.reach().policy().maxKeyBytes(), client.reach().policy().maxValueBytes());
        check.mode(planned);
        final LoadPlan plan = plan(planned);
        checkInserts(plan);
        final Map<String, Object> resolved = config.resolved(Map.of("seed", String.valueOf(workload.seed())));
        if (config.isPrinted(resolved)) {
            return ExitCode.OK;
        }
        if (isLoaded) {
            // When it is repeated, this run may have written to the keys.
            resolved.put("loaded", "false");
            resolved.put("no-preload", "true");
        }
        if (load.isShard()) {
            resolved.put(ConfigOptions.RUN_ID, ConfigOptions.runId(resolved));
        }
        return new Run(
                        spec,
                        client,
                        target,
                        plan,
                        check,
                        parsed,
                        output,
                        firstValues(),
                        Workload.loadRunNumber(workload.seed()),
                        start,
                        loop(),
                        resolved)
                .call();
    }

    private @Nullable StartAt start() {
        if (startAt == null) {
            return null;
        }
        try {
            return StartAt.parse(startAt, InstantSource.system());
        } catch (final IllegalArgumentException e) {
            throw usage("--" + e.getMessage());
        }
    }

    private void checkLoaded() {
        if (isLoaded && !workload.keySpace().hasSeed()) {
            throw usage("--loaded needs the --seed of quorate load, by which it knows the values: name it");
        }
        if (isLoaded && !target.isServers()) {
            throw usage("--loaded with --target=" + target.text()
                    + ", which holds no keys when the run begins: name the servers that quorate load wrote to");
        }
    }

    private FirstValues firstValues() {
        if (isLoaded) {
            return FirstValues.LOADED;
        }
        return workload.isPreloaded() ? FirstValues.WRITTEN : FirstValues.UNKNOWN;
    }

    private LoadPlan plan(final Workload planned) {
        final Schedule schedule;
        try {
            final RateProfile profile = steps == null ? RateProfile.constant(rate) : RateProfile.parseSteps(steps);
            schedule = load.schedule(workload.seed(), profile);
        } catch (final IllegalArgumentException e) {
            throw usage("--" + e.getMessage());
        }
        final LoadPlan.Builder plan = load.plan(planned, schedule, duration, client.drain());
        return operations == null ? plan.build() : plan.operations(operations).build();
    }

    /** The check keeps something for every key, also those that are still to be inserted. */
    private void checkInserts(final LoadPlan plan) {
        final Workload planned = plan.workload();
        if (plan.closed() && planned.mix().hasInserts()) {
            throw usage("--closed with inserts, mix=" + planned.mix()
                    + ": nobody knows how many keys that makes; leave out one of the two");
        }
        try {
            planned.maxKeys(Run.mostOperations(plan));
        } catch (final IllegalArgumentException e) {
            throw usage("--" + e.getMessage());
        }
    }

    private String loop() {
        return steps == null || load.isClosed() ? load.describe(rate) : load.describe(rate) + ", steps " + steps;
    }

    /** Objectives that were named, in that order; a usage error if one is not valid. */
    static List<Objective> parseObjectives(final CommandSpec spec, final @Nullable List<String> texts) {
        final List<Objective> parsed = new ArrayList<>();
        if (texts != null) {
            for (final String text : texts) {
                try {
                    parsed.addAll(Objective.parse(text));
                } catch (final IllegalArgumentException e) {
                    throw new ParameterException(
                            spec.commandLine(),
                            String.valueOf(e.getMessage()).replaceFirst("^objective=", "--slo="),
                            e);
                }
            }
        }
        return parsed;
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
