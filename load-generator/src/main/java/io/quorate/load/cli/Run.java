package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.load.check.CheckSummary;
import io.quorate.load.check.RegisterCheck;
import io.quorate.load.engine.LoadEngine;
import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.LoadProgress;
import io.quorate.load.engine.LoadResult;
import io.quorate.load.engine.OperationCheck;
import io.quorate.load.health.GeneratorHealth;
import io.quorate.load.health.HealthSummary;
import io.quorate.load.html.HtmlReport;
import io.quorate.load.record.EventSink;
import io.quorate.load.record.ReplicaRecorder;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.report.CheckText;
import io.quorate.load.report.EventLog;
import io.quorate.load.report.HealthText;
import io.quorate.load.report.ObjectiveText;
import io.quorate.load.report.Progress;
import io.quorate.load.report.ReplicaJson;
import io.quorate.load.report.ReplicaTable;
import io.quorate.load.report.RunFacts;
import io.quorate.load.report.RunFolder;
import io.quorate.load.report.RunReport;
import io.quorate.load.report.RunSummary;
import io.quorate.load.report.Verdict;
import io.quorate.load.report.ViolationLog;
import io.quorate.load.slo.Objective;
import io.quorate.load.slo.ObjectiveResult;
import io.quorate.load.slo.Observed;
import io.quorate.load.target.ReplicaEvents;
import io.quorate.load.workload.KeySkew;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.metrics.Counter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** One run, from the empty folder to the exit code. */
final class Run {

    private final CommandSpec spec;
    private final ClientOptions options;
    private final LoadTargetOptions target;
    private final LoadPlan plan;
    private final CheckOptions checkOptions;
    private final List<Objective> objectives;
    private final OutputOptions output;
    private final FirstValues firstValues;
    private final int loadRunNumber;
    private final @Nullable StartAt start;
    private final String loop;
    private final Map<String, Object> config;
    private final KeySkew keySkew;
    private final RunRecorder recorder = new RunRecorder();
    private final ReplicaRecorder replicas = new ReplicaRecorder(SystemNanoClock.INSTANCE);
    private final LateEvents events = new LateEvents();
    private final ReplicaEvents replicaEvents = new ReplicaEvents(replicas, events);
    private boolean isMeasuring;
    private int judgement = ExitCode.OK;

    Run(
            final CommandSpec spec,
            final ClientOptions options,
            final LoadTargetOptions target,
            final LoadPlan plan,
            final CheckOptions checkOptions,
            final List<Objective> objectives,
            final OutputOptions output,
            final FirstValues firstValues,
            final int loadRunNumber,
            final @Nullable StartAt start,
            final String loop,
            final Map<String, Object> config) {
        this.spec = spec;
        this.options = options;
        this.target = target;
        this.plan = plan;
        this.checkOptions = checkOptions;
        this.objectives = objectives;
        this.output = output;
        this.firstValues = firstValues;
        this.loadRunNumber = loadRunNumber;
        this.start = start;
        this.loop = loop;
        this.config = config;
        this.keySkew = KeyUse.of(plan);
    }

    int call() throws IOException, InterruptedException {
        final RunFolder folder = output.folder();
        output.say(String.format(
                Locale.ROOT,
                "quorate %s  seed %s  %s  %,d keys %s (%s), values of %s bytes  %s",
                Version.number(),
                config.get("seed"),
                plan.workload().mix(),
                plan.workload().keyCount(),
                plan.workload().keyChoice(),
                KeyUse.text(keySkew),
                plan.workload().valueSizes(),
                options.quorums()));
        try (Session session = new Session(
                spec, options, target, output, plan.maxInFlight(), folder.path().resolve("nodes"), replicaEvents)) {
            if (firstValues == FirstValues.WRITTEN && session.client() != null) {
                session.preload(plan.workload(), plan.shard(), plan.shards());
            }
            final int exitCode = load(folder, session);
            final String casualties = session.casualties();
            if (casualties != null) {
                spec.commandLine().getErr().println("quorate: " + casualties);
            }
            return exitCode;
        } catch (final IOException e) {
            // The results have been shown by now, if there are any, and may weigh more.
            throw new CommandFailure(
                    judgement == ExitCode.OK ? ExitCode.FAILED : judgement,
                    "cannot write to " + folder.path() + ": " + FileProblems.of(e),
                    e);
        }
    }

    private int load(final RunFolder folder, final Session session) throws IOException, InterruptedException {
        final RunFacts facts = new RunFacts(Version.number(), config, Environment.report());
        output.say(String.format(
                Locale.ROOT,
                "%s, warm-up %s, load %s, in-flight cap %,d",
                loop,
                config.get("warmup"),
                config.get("duration"),
                plan.maxInFlight()));
        boolean isBegun = false;
        try (ViolationLog violations = new ViolationLog(folder.path())) {
            final RegisterCheck check = check(session, violations);
            awaitStart(session);
            isBegun = true;
            return measure(folder, session, facts, check);
        } finally {
            if (isBegun) {
                writeHtml(folder);
            }
        }
    }

    /** Last of all that takes time before the load, so that generators begin together whatever they had to do before. */
    private void awaitStart(final Session session) throws InterruptedException {
        if (start != null) {
            start.await(output::say, session.interruption()::await);
            if (session.interruption().isRequested()) {
                throw new CommandFailure(ExitCode.INTERRUPTED, Session.INTERRUPTED_EARLY);
            }
        }
    }

    private int measure(
            final RunFolder folder, final Session session, final RunFacts facts, final @Nullable RegisterCheck check)
            throws IOException {
        final Progress progress =
                new Progress(System.err, output.style(), plan.workload().mix());
        try (GeneratorHealth health = GeneratorHealth.start();
                RunReport report = RunReport.open(folder, facts, recorder, progress, Instant.now())) {
            events.connect(report.events());
            report.alsoRecords(replicas);
            final HealthFeed feed = new HealthFeed(health);
            report.alsoRecords(feed);
            report.generator(feed::columns);
            final LoadEngine engine = new LoadEngine(
                    plan,
                    session.target(),
                    check == null ? OperationCheck.NONE : check,
                    recorder,
                    SystemNanoClock.INSTANCE);
            report.events().begin(engine.startNs());
            if (check != null) {
                check.loadBegins(engine.startNs());
            }
            session.interruption().onRequest(engine::stop);
            final LoadResult result = engine.run(now -> second(report, session.client(), health, now));
            return finish(folder, report, session.client(), check, result, health.summary());
        }
    }

    private @Nullable RegisterCheck check(final Session session, final ViolationLog violations) {
        if (session.client() == null) {
            return null;
        }
        final RegisterCheck check = checkOptions.create(
                plan.workload(),
                plan.workload().maxKeys(mostOperations(plan)),
                options.promisesNewest(),
                violations,
                SystemNanoClock.INSTANCE.nanoTime());
        if (check != null) {
            tellFirstValues(check, SystemNanoClock.INSTANCE.nanoTime());
        }
        return check;
    }

    /** A shard may say of all keys what it knows of its own, since it reads no others. */
    private void tellFirstValues(final RegisterCheck check, final long nowNs) {
        final int keys = plan.workload().keyCount();
        switch (firstValues) {
            case WRITTEN -> check.preloaded(keys, nowNs);
            case LOADED -> check.loaded(loadRunNumber, keys, nowNs);
            case UNKNOWN -> check.loaded(loadRunNumber, 0, nowNs);
        }
    }

    /** An upper bound, warm-up included, for the keys that the load inserts; a closed loop has none, and is not allowed to insert. */
    static long mostOperations(final LoadPlan plan) {
        return plan.closed() ? 0 : plan.schedule().mostArrivals(plan.totalNs());
    }

    private void second(
            final RunReport report,
            final @Nullable QuorateClient client,
            final GeneratorHealth health,
            final LoadProgress now) {
        if (!isMeasuring && now.elapsedNs() >= plan.warmupNs()) {
            isMeasuring = true;
            health.reset();
            if (client != null) {
                replicaEvents.startMeasuring(client, now.elapsedNs() - plan.warmupNs());
            }
        }
        report.second(now);
    }

    private int finish(
            final RunFolder folder,
            final RunReport report,
            final @Nullable QuorateClient client,
            final @Nullable RegisterCheck check,
            final LoadResult result,
            final HealthSummary health) {
        final RunSummary summary = RunSummary.of(plan, result, recorder, health);
        report.section("keySkew", KeyUse.members(keySkew));
        report.section("generator", HealthText.members(health));
        final List<ObjectiveResult> judged = new ArrayList<>();
        final Observed observed = Observed.of(recorder, summary.seconds());
        objectives.forEach(objective -> judged.add(objective.judge(observed)));
        final List<String> more = new ArrayList<>();
        if (client != null) {
            final var replicaSummary = replicaEvents.summary(client);
            report.section("replicas", ReplicaJson.members(replicaSummary));
            more.addAll(ReplicaTable.lines(replicaSummary));
            more.addAll(NodeStates.notConnected(client.nodes()));
        }
        long violations = 0;
        if (check != null) {
            final CheckSummary found = check.summary();
            violations = found.violationCount();
            report.section("check", CheckText.members(found));
            more.addAll(CheckText.lines(found, check.violations()));
            report.file(RegisterCheck.FILE, file -> save(file, check));
        }
        if (!judged.isEmpty()) {
            report.section("objectives", ObjectiveText.members(judged));
            more.addAll(ObjectiveText.lines(judged));
        }
        final int exitCode = exitCode(summary, judged, violations);
        judgement = exitCode;
        final PrintWriter stdout = spec.commandLine().getOut();
        report.finish(summary, exitCode, client == null ? Map.of() : counters(client))
                .forEach(stdout::println);
        more.forEach(stdout::println);
        stdout.println("run folder: " + folder.path() + ", exit code " + exitCode);
        stdout.flush();
        return exitCode;
    }

    /** For verify. */
    private void save(final Path file, final RegisterCheck check) throws IOException {
        final PlannedOperation last = plan.workload().newOperation();
        plan.workload().planPreload(plan.workload().maxKeys(mostOperations(plan)) - 1, last);
        check.save(file, last.key());
    }

    private void writeHtml(final RunFolder folder) {
        try {
            HtmlReport.write(folder.path());
        } catch (final IOException e) {
            spec.commandLine().getErr().println("quorate: no " + HtmlReport.FILE + ": " + FileProblems.of(e));
        }
    }

    /** The most severe first: what is wrong, what cannot be trusted, what was missed. */
    static int exitCode(final RunSummary summary, final List<ObjectiveResult> objectives, final long violations) {
        if (violations > 0) {
            return ExitCode.VIOLATION;
        }
        if (summary.result().interrupted()) {
            return ExitCode.INTERRUPTED;
        }
        if (summary.verdict().status() == Verdict.Status.INVALID) {
            return ExitCode.RATE_NOT_HELD;
        }
        if (!objectives.isEmpty()) {
            return summary.result().aborted() || !objectives.stream().allMatch(ObjectiveResult::passed)
                    ? ExitCode.FAILED
                    : ExitCode.OK;
        }
        return summary.result().aborted() || summary.failed() + summary.unfinished() + summary.unsent() > 0
                ? ExitCode.FAILED
                : ExitCode.OK;
    }

    private static Map<String, Object> counters(final QuorateClient client) {
        final Map<String, Object> all = new LinkedHashMap<>();
        for (final Counter counter : Counter.values()) {
            all.put(counter.name().toLowerCase(Locale.ROOT), client.metrics().value(counter));
        }
        return all;
    }

    /** Passes on what happens once there is a log for it. */
    private static final class LateEvents implements EventSink {

        private volatile @Nullable EventLog log;

        void connect(final EventLog newLog) {
            log = newLog;
        }

        @Override
        public void event(final String kind, final @Nullable String node, final @Nullable String detail) {
            final EventLog connected = log;
            if (connected != null) {
                connected.event(kind, node, detail);
            }
        }
    }
}
