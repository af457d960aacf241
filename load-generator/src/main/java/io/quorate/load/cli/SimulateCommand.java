package io.quorate.load.cli;

import io.quorate.testkit.check.HistoryLines;
import io.quorate.testkit.simulation.EventLog;
import io.quorate.testkit.simulation.Minimiser;
import io.quorate.testkit.simulation.SimulationFailure;
import io.quorate.testkit.simulation.SimulationSuite;
import io.quorate.testkit.simulation.SuiteListener;
import io.quorate.testkit.simulation.SuiteOptions;
import io.quorate.testkit.simulation.SuiteReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs simulations, and checks their histories. */
@Command(
        name = "simulate",
        description = {
            "Runs the real client and the real nodes on simulated time over a network that misbehaves by seed, and checks"
                    + " what the clients saw.",
            "Checked is that every key is linearizable (where the level promises it; elsewhere it is measured how far it is"
                    + " from that), that nothing acknowledged is lost, that replicas agree in the end and every key can be"
                    + " read, that every operation ends once and in time, and that nothing is left behind. One seed in"
                    + " twenty is run twice, and must give the same events."
        },
        footer = {
            "",
            "Examples:",
            "  quorate simulate --n 3 --r 2 --w 2 --consistency linearizable",
            "  quorate simulate --seeds 200 --r 1 --w 1 --consistency eventual       figures for stale gets",
            "  quorate simulate --seeds 200 --skew 50ms                              figures for lost updates",
            "  quorate simulate --plant repair-overwrites                            a bug that must be found",
            "",
            "The same seed and options give the same run everywhere. After a failure no further seed is begun, unless"
                    + " --keep-going; the lowest seed that failed is shown, with the command that runs it again, and with"
                    + " the smallest run that was found to fail in the same way."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SimulateCommand implements Callable<Integer> {

    private static final int MOST_EVENTS = 120;
    private static final int MOST_SEEDS = 1_000_000_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SimulationChoice choice;

    @Option(
            names = "--seeds",
            paramLabel = "COUNT",
            defaultValue = "1000",
            converter = Numbers.Whole.class,
            description = "How many seeds to run (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--first-seed",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "The first of them; the others follow one by one (default: ${DEFAULT-VALUE}).")
    private long firstSeed;

    @Option(
            names = "--threads",
            paramLabel = "COUNT",
            description = "Seeds that are run at a time (default: one per processor).")
    private @Nullable Integer threads;

    @Option(names = "--keep-going", description = "Run all seeds although some fail, and tell how many do.")
    private boolean keepGoing;

    @Option(
            names = "--export",
            paramLabel = "FOLDER",
            description = "Where the histories of failing seeds go, as JSON lines: seed-NUMBER.jsonl.")
    private @Nullable Path export;

    @Option(
            names = "--progress",
            paramLabel = "STYLE",
            defaultValue = "auto",
            description =
                    "Progress on standard error: auto (on a terminal one line that changes, else plain), plain (a line"
                            + " every 5 seconds), off (default: ${DEFAULT-VALUE}).")
    private ProgressOptions.ProgressOption progress;

    @Override
    public Integer call() throws InterruptedException {
        choice.check();
        if (seeds < 1 || seeds > MOST_SEEDS) {
            throw usage("--seeds=" + seeds + " must be 1 to " + MOST_SEEDS);
        }
        final int count = threads == null
                ? Math.min(SuiteOptions.MAX_THREADS, Runtime.getRuntime().availableProcessors())
                : threads;
        if (count < 1 || count > SuiteOptions.MAX_THREADS) {
            throw usage("--threads=" + count + " must be 1 to " + SuiteOptions.MAX_THREADS);
        }
        prepareExport();
        final Interruption interruption = Interruption.listen();
        final SuiteOptions options = new SuiteOptions(firstSeed, seeds, count, keepGoing, choice::settings);
        final Logging.Mute mute = Logging.mute();
        try {
            final SuiteReport report = run(options, interruption);
            final PrintWriter out = spec.commandLine().getOut();
            SimulateText.lines(report, choice.describe()).forEach(out::println);
            out.flush();
            if (!report.passed()) {
                explain(options, report, interruption, out);
                return ExitCode.VIOLATION;
            }
            return report.interrupted() ? ExitCode.INTERRUPTED : ExitCode.OK;
        } catch (final UncheckedIOException e) {
            throw new CommandFailure(ExitCode.FAILED, "cannot write to " + export + ": " + e.getMessage(), e);
        } finally {
            mute.end();
        }
    }

    private SuiteReport run(final SuiteOptions options, final Interruption interruption) throws InterruptedException {
        final SimulateProgress shown = new SimulateProgress(System.err, progress.style(), seeds);
        final SimulationSuite suite = new SimulationSuite(options, new SuiteListener() {
            @Override
            public void onSeed(final long done, final long failures) {
                shown.seed(done, failures);
            }

            @Override
            public void onFailure(final SimulationFailure failure) {
                export(failure);
            }
        });
        interruption.onRequest(suite::stop);
        try {
            return suite.run();
        } finally {
            shown.end();
        }
    }

    private void explain(
            final SuiteOptions options,
            final SuiteReport report,
            final Interruption interruption,
            final PrintWriter out) {
        final SimulationFailure failure = report.failures().get(0);
        out.println();
        SimulateText.failure(failure).forEach(out::println);
        out.println();
        out.println("run it again: " + SimulationChoice.command(failure.options()));
        out.flush();
        final SimulationFailure smallest =
                Minimiser.minimise(options, failure, Minimiser.DEFAULT_LIMIT_NS, interruption::isRequested);
        if (!smallest.equals(failure)) {
            out.println();
            out.println(
                    "smallest run found that fails in the same way: " + SimulationChoice.command(smallest.options()));
            SimulateText.failure(smallest).forEach(out::println);
        }
        if (!smallest.violations().isEmpty()) {
            final List<String> events = EventLog.of(smallest, MOST_EVENTS);
            out.println();
            out.println("what happened to key " + smallest.violations().get(0).key() + " in it:");
            events.forEach(out::println);
        }
        out.flush();
    }

    private void prepareExport() {
        final Path folder = export;
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new IOException("no permission");
            }
        } catch (final IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--export=" + folder + " cannot be used: " + e.getMessage()
                            + ": name a folder that can be written, by --export",
                    e);
        }
    }

    private void export(final SimulationFailure failure) {
        final Path folder = export;
        if (folder == null || failure.history() == null) {
            return;
        }
        final Path file = folder.resolve(
                String.format(Locale.ROOT, "seed-%d.jsonl", failure.options().seed()));
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            HistoryLines.write(failure.history(), out);
        } catch (final IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
