package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.load.engine.LoadEngine;
import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.LoadResult;
import io.quorate.load.engine.OperationCheck;
import io.quorate.load.engine.Preload;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.report.Progress;
import io.quorate.load.report.RunFacts;
import io.quorate.load.report.RunFolder;
import io.quorate.load.report.RunReport;
import io.quorate.load.report.RunSummary;
import io.quorate.load.report.Verdict;
import io.quorate.load.target.QuorateTarget;
import io.quorate.metrics.Counter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** One run, from the empty folder to the exit code. */
final class Run {

    private static final Path DEFAULT_PARENT = Path.of("runs");
    private static final long LONGEST_WRITE_MARGIN_NS = TimeUnit.SECONDS.toNanos(5);

    private final CommandSpec spec;
    private final ClientOptions options;
    private final @Nullable String target;
    private final LoadPlan plan;
    private final @Nullable Path out;
    private final Progress.Style style;
    private final Map<String, Object> config;
    private final Interruption interruption = Interruption.listen();

    Run(
            final CommandSpec spec,
            final ClientOptions options,
            final @Nullable String target,
            final LoadPlan plan,
            final @Nullable Path out,
            final Progress.Style style,
            final Map<String, Object> config) {
        this.spec = spec;
        this.options = options;
        this.target = target;
        this.plan = plan;
        this.out = out;
        this.style = style;
        this.config = config;
    }

    int call() throws IOException, InterruptedException {
        final RunFolder folder = folder();
        say(String.format(
                Locale.ROOT,
                "quorate %s  seed %s  %s  %,d keys, values of %s bytes  %s",
                Version.number(),
                config.get("seed"),
                plan.workload().mix(),
                plan.workload().keyCount(),
                config.get("value-size"),
                options.quorums()));
        try (RunTarget opened = RunTarget.open(
                spec, options, target, plan.maxInFlight(), folder.path().resolve("nodes"), this::say)) {
            final QuorateTarget loaded = new QuorateTarget(opened.client());
            preload(loaded);
            final int exitCode = load(folder, loaded, opened.client());
            final String casualties = opened.casualties();
            if (casualties != null) {
                spec.commandLine().getErr().println("quorate: " + casualties);
            }
            return exitCode;
        } catch (final IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "cannot write to " + folder.path() + ": " + FileProblems.of(e), e);
        }
    }

    private RunFolder folder() {
        try {
            return out == null
                    ? RunFolder.createNamedBy(DEFAULT_PARENT, LocalDateTime.now(ZoneId.systemDefault()))
                    : RunFolder.create(out);
        } catch (final IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    (out == null ? DEFAULT_PARENT : "--out=" + out) + " cannot be used as run folder: " + reason(e)
                            + (out == null ? ": name one by --out" : ""),
                    e);
        }
    }

    private static String reason(final IOException e) {
        return FileProblems.of(e) + (e instanceof NoSuchFileException ? ", and it cannot be made" : "");
    }

    private void preload(final QuorateTarget loaded) throws InterruptedException {
        final int keys = plan.workload().keyCount();
        final long startNs = System.nanoTime();
        final Preload preload = new Preload(
                plan.workload(),
                loaded,
                RunCommand.PRELOAD_CONCURRENCY,
                options.timeout().toNanos() + LONGEST_WRITE_MARGIN_NS);
        final PreloadProgress shown = new PreloadProgress(System.err, style, keys);
        final String problem = preload.run(shown::begun, interruption::isRequested);
        shown.end();
        if (problem != null) {
            throw new CommandFailure(ExitCode.CANNOT_CONNECT, "the keys could not be written: " + problem);
        }
        if (interruption.isRequested()) {
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted before the load began");
        }
        say(String.format(
                Locale.ROOT,
                "%,d keys written in %.1f s",
                keys,
                (System.nanoTime() - startNs) / (double) TimeUnit.SECONDS.toNanos(1)));
    }

    private int load(final RunFolder folder, final QuorateTarget loaded, final QuorateClient client)
            throws IOException {
        final RunRecorder recorder = new RunRecorder();
        final Progress progress =
                new Progress(System.err, style, plan.workload().mix());
        final RunFacts facts = new RunFacts(Version.number(), config, Environment.describe());
        say(String.format(
                Locale.ROOT,
                "open loop, %,.1f/s Poisson, warm-up %s, load %s, in-flight cap %,d",
                plan.schedule().ratePerSecond(),
                config.get("warmup"),
                config.get("duration"),
                plan.maxInFlight()));
        try (RunReport report = RunReport.open(folder, facts, recorder, progress, Instant.now())) {
            final LoadEngine engine = new LoadEngine(plan, loaded, OperationCheck.NONE, recorder, SystemNanoClock.INSTANCE);
            interruption.onRequest(engine::stop);
            final LoadResult result = engine.run(report::second);
            final RunSummary summary = RunSummary.of(plan, result, recorder);
            final int exitCode = exitCode(summary);
            final PrintWriter stdout = spec.commandLine().getOut();
            report.finish(summary, exitCode, counters(client)).forEach(stdout::println);
            NodeStates.notConnected(client.nodes()).forEach(stdout::println);
            stdout.println("run folder: " + folder.path());
            stdout.flush();
            return exitCode;
        }
    }

    /** What failed counts more than a rate that was not held; what was never sent may be due to just that. */
    static int exitCode(final RunSummary summary) {
        if (summary.result().interrupted()) {
            return ExitCode.INTERRUPTED;
        }
        if (summary.failed() + summary.unfinished() > 0) {
            return ExitCode.FAILED;
        }
        if (summary.verdict().status() == Verdict.Status.INVALID) {
            return ExitCode.RATE_NOT_HELD;
        }
        return summary.unsent() > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    private static Map<String, Object> counters(final QuorateClient client) {
        final Map<String, Object> all = new LinkedHashMap<>();
        for (final Counter counter : Counter.values()) {
            all.put(counter.name().toLowerCase(Locale.ROOT), client.metrics().value(counter));
        }
        return all;
    }

    private void say(final String line) {
        if (style != Progress.Style.OFF) {
            spec.commandLine().getErr().println(line);
            spec.commandLine().getErr().flush();
        }
    }
}
