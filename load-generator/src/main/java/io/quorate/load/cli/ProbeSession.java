package io.quorate.load.cli;

import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.Overload;
import io.quorate.load.report.RunFacts;
import io.quorate.load.report.RunFolder;
import io.quorate.load.search.Probe;
import io.quorate.load.search.ProbeCsv;
import io.quorate.load.search.SearchJson;
import io.quorate.load.workload.RateProfile;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import io.quorate.metrics.ClientListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What commands share that put a target under one load after the other. */
final class ProbeSession {

    private static final String CSV = "probes.csv";

    private final CommandSpec spec;
    private final ClientOptions client;
    private final LoadTargetOptions target;
    private final LoadOptions load;
    private final WorkloadOptions workload;
    private final OutputOptions output;

    ProbeSession(
            final CommandSpec spec,
            final ClientOptions client,
            final LoadTargetOptions target,
            final LoadOptions load,
            final WorkloadOptions workload,
            final OutputOptions output) {
        this.spec = spec;
        this.client = client;
        this.target = target;
        this.load = load;
        this.workload = workload;
        this.output = output;
    }

    /** Makes loads, and shows them. */
    @FunctionalInterface
    interface Loads {

        /** Returns the exit code. */
        int make(EngineProber prober, Shown shown) throws InterruptedException;
    }

    /** Where loads are shown: on standard output, and for programs in files. */
    static final class Shown {

        private final PrintWriter stdout;
        private final PrintWriter csv;
        private final List<Probe> probes = new ArrayList<>();
        private Map<String, ? extends @Nullable Object> outcome = Map.of();

        Shown(final PrintWriter stdout, final PrintWriter csv) {
            this.stdout = stdout;
            this.csv = csv;
            csv.println(ProbeCsv.HEADER);
            csv.flush();
        }

        void line(final String line) {
            stdout.println(line);
            stdout.flush();
        }

        void probe(final Probe probe, final String line) {
            line(line);
            csv.println(ProbeCsv.row(probe));
            csv.flush();
            probes.add(probe);
        }

        /** What came of them all, as members of the file of results. */
        void outcome(final Map<String, ? extends @Nullable Object> members) {
            outcome = members;
        }
    }

    /** Checks what can be checked before anything is opened. */
    Workload check() {
        client.check();
        target.check();
        load.check();
        if (load.isClosed()) {
            throw usage("--closed makes no load at a rate, so that there is none to search: leave it out");
        }
        if (load.isShard()) {
            throw usage("--shard=" + load.shard().text() + ": one generator makes these loads, leave it out");
        }
        final Workload planned = workload.workload(
                client.reach().policy().maxKeyBytes(), client.reach().policy().maxValueBytes());
        if (plan(planned, 0, 1, Duration.ofSeconds(1)).overload() != Overload.QUEUE) {
            throw usage(
                    "--overload must be queue here, so that every load that is too high shows as long response times");
        }
        return planned;
    }

    private LoadPlan plan(final Workload planned, final int number, final double rate, final Duration measure) {
        final Schedule schedule = load.schedule(workload.seed() + number, RateProfile.constant(rate));
        return load.plan(planned, schedule, measure, client.drain()).build();
    }

    /** Opens the target, and lets the loads be made; the configuration is that with which it can be repeated. */
    int call(final Workload planned, final Map<String, Object> resolved, final Loads loads)
            throws InterruptedException {
        final RunFolder folder = output.folder();
        final RunFacts facts = new RunFacts(Version.number(), resolved, Environment.report());
        final Instant startedAt = Instant.now();
        output.say(String.format(
                Locale.ROOT,
                "quorate %s  seed %d  %s  %,d keys %s, values of %s bytes  %s",
                Version.number(),
                workload.seed(),
                planned.mix(),
                planned.keyCount(),
                planned.keyChoice(),
                planned.valueSizes(),
                client.quorums()));
        final String name = spec.name() + ".json";
        final Path file = folder.path().resolve(CSV);
        try (PrintWriter csv = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
                Session session = new Session(
                        spec,
                        client,
                        target,
                        output,
                        load.maxInFlight(),
                        folder.path().resolve("nodes"),
                        ClientListener.NONE)) {
            if (workload.isPreloaded() && session.client() != null) {
                session.preload(planned, 0, 1);
            }
            // After what may be interrupted and then begun anew, in the same folder.
            folder.writeJson(name, SearchJson.running(spec.name(), facts, startedAt));
            final EngineProber prober = new EngineProber(
                    session.target(),
                    (number, rate, measure) -> plan(planned, number, rate, measure),
                    session.interruption()::isRequested,
                    SystemNanoClock.INSTANCE);
            session.interruption().onRequest(prober::stop);
            final Shown shown = new Shown(spec.commandLine().getOut(), csv);
            final int exitCode = loads.make(prober, shown);
            shown.line("loads: " + file + ", exit code " + exitCode);
            final String casualties = session.casualties();
            if (casualties != null) {
                spec.commandLine().getErr().println("quorate: " + casualties);
            }
            try {
                folder.writeJson(
                        name,
                        SearchJson.finished(
                                spec.name(), facts, startedAt, Instant.now(), shown.outcome, shown.probes, exitCode));
            } catch (final IOException e) {
                throw new CommandFailure(
                        graver(exitCode),
                        "cannot write to " + folder.path().resolve(name) + ": " + FileProblems.of(e),
                        e);
            }
            if (csv.checkError()) {
                throw new CommandFailure(graver(exitCode), "cannot write to " + file);
            }
            return exitCode;
        } catch (final IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "cannot write to " + folder.path() + ": " + FileProblems.of(e), e);
        }
    }

    /** What was found may weigh more than that it could not be kept. */
    private static int graver(final int exitCode) {
        return exitCode == ExitCode.OK ? ExitCode.FAILED : exitCode;
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
