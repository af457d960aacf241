package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.load.check.CheckMode;
import io.quorate.load.check.CheckSummary;
import io.quorate.load.check.ReadBack;
import io.quorate.load.check.RegisterCheck;
import io.quorate.load.check.Violation;
import io.quorate.load.check.ViolationKind;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads back the keys of a run. */
@Command(
        name = "verify",
        description = {
            "Reads back every key of a run, and says what of it is lost, stale, resurrected, damaged, or was never written.",
            "It knows from the run folder which writes were acknowledged and when; one that failed may have taken place or"
                    + " not. Nothing may have been written to the keys since. Options that are not given are those of the run."
        },
        footer = {
            "",
            "Example:",
            "  quorate run --target a:7001,b:7001,c:7001 --mix get=50,put=50 --out runs/before",
            "  quorate verify runs/before",
            "",
            "Exit code 4 means that a key holds what it must not; 1 that keys could not be read, and nothing else is wrong."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VerifyCommand implements Callable<Integer> {

    private static final long LONGEST_READ_MARGIN_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_SHOWN = 20;
    private static final List<String> GONE = List.of("local", "inprocess");
    private static final double PERCENT = 100;

    @Spec
    private CommandSpec spec;

    /** Read from the command line once more, under the options of the run. */
    @Mixin
    @SuppressWarnings("UnusedVariable")
    private ClientOptions client;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT,...",
            description = "Servers to dial, separated by commas (default: those of the run).")
    private @Nullable String target;

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path run;

    /** What it takes to connect. */
    @Command(name = "verify")
    private static final class Options {
        @Mixin
        private ClientOptions client;
    }

    @Override
    public Integer call() throws InterruptedException {
        final SavedRun saved = SavedRun.read(spec, run);
        final ReadBack judge = judge(saved);
        final Workload workload = workload(judge);
        final IntPredicate isChosen = own(saved.option("shard"));
        final String servers = servers(saved);
        final Options options = new Options();
        saved.fill(spec, options, () -> options.client.check());
        final long startNs = System.nanoTime();
        try (QuorateClient connected = Connecting.connect(
                builder -> builder.target(servers),
                options.client.client(),
                options.client
                        .reach()
                        .grpc(KeyReader.CONCURRENCY, options.client.reach().dialTimeout()),
                spec)) {
            final KeyReader reader = new KeyReader(
                    connected, workload, judge(judge), options.client.timeout().toNanos() + LONGEST_READ_MARGIN_NS);
            if (!reader.run(isChosen, () -> false)) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "a read had not ended " + TimeUnit.NANOSECONDS.toSeconds(LONGEST_READ_MARGIN_NS)
                                + " s after its deadline: see whether the servers still answer");
            }
            return report(judge, reader, System.nanoTime() - startNs);
        }
    }

    private ReadBack judge(final SavedRun saved) {
        final Path file = saved.file(RegisterCheck.FILE);
        if (!Files.exists(file)) {
            throw usage("there is no " + file + ": only a run that ended in order, with a check, can be verified");
        }
        try {
            return ReadBack.open(file);
        } catch (final IOException e) {
            throw usage(FileProblems.of(e));
        }
    }

    private static KeyReader.Judge judge(final ReadBack judge) {
        return new KeyReader.Judge() {
            @Override
            public void found(
                    final int keyIndex, final byte[] key, final ByteBuffer source, final int offset, final int length) {
                judge.found(keyIndex, key, source, offset, length);
            }

            @Override
            public void absent(final int keyIndex, final byte[] key) {
                judge.absent(keyIndex, key);
            }
        };
    }

    private Workload workload(final ReadBack judge) {
        final int keys = judge.settings().keyCount();
        final byte[] ofRun = judge.lastKey();
        final Workload workload;
        try {
            workload = Workload.builder()
                    .mix(Mix.parse("get=1"))
                    .keyCount(keys)
                    .keySize(ofRun.length)
                    .build();
        } catch (final IllegalArgumentException e) {
            throw otherKeys(ofRun, "cannot be made here: " + e.getMessage());
        }
        final PlannedOperation last = workload.newOperation();
        workload.planPreload(keys - 1, last);
        if (!Arrays.equals(last.key(), ofRun)) {
            throw otherKeys(ofRun, "would be " + new String(last.key(), StandardCharsets.UTF_8) + " here");
        }
        return workload;
    }

    private ParameterException otherKeys(final byte[] ofRun, final String problem) {
        return usage("the last key of the run is " + new String(ofRun, StandardCharsets.UTF_8) + ", and " + problem
                + ": use the program that made the run");
    }

    /** A generator of several wrote to its own keys only, and knows of no others. */
    private IntPredicate own(final @Nullable String shard) {
        if (shard == null || shard.isEmpty()) {
            return key -> true;
        }
        final String[] numbers = shard.split("/", -1);
        try {
            final int own = Integer.parseInt(numbers[0]) - 1;
            final int shards = Integer.parseInt(numbers[numbers.length - 1]);
            return key -> Workload.owner(key, shards) == own;
        } catch (final NumberFormatException e) {
            throw usage("the run has shard=" + shard + ", which is not two numbers, for example 1/4");
        }
    }

    private String servers(final SavedRun saved) {
        if (target != null) {
            Servers.parse(spec, "--target", target);
            return target;
        }
        final String of = saved.option("target");
        if (of == null || GONE.contains(of)) {
            throw usage("the nodes of the run ended with it: name the servers that hold its keys by --target");
        }
        return of;
    }

    private int report(final ReadBack judge, final KeyReader reader, final long tookNs) {
        final CheckSummary summary = judge.summary();
        final PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(
                Locale.ROOT,
                "%,d keys read back in %.1f s, check %s%s",
                reader.read(),
                tookNs / (double) TimeUnit.SECONDS.toNanos(1),
                summary.mode().label(),
                summary.mode() == CheckMode.INTEGRITY ? ": lost and stale values were not looked for" : ""));
        for (final ViolationKind kind : ViolationKind.values()) {
            if (kind != ViolationKind.INVERSION || summary.violations().containsKey(kind)) {
                out.println(String.format(
                        Locale.ROOT,
                        "%-12s %,d",
                        kind.label(),
                        summary.violations().getOrDefault(kind, 0L)));
            }
        }
        if (!summary.promised() && summary.mode() != CheckMode.INTEGRITY) {
            out.println(String.format(
                    Locale.ROOT,
                    "%,d keys (%.3f %%) hold less than the newest, which these quorums do not promise",
                    summary.staleness().stale(),
                    PERCENT * summary.staleness().rate()));
        }
        if (summary.tooShort() > 0) {
            out.println(
                    String.format(Locale.ROOT, "%,d values are too short to say who wrote them", summary.tooShort()));
        }
        final List<Violation> violations = judge.violations();
        violations.stream().limit(MOST_SHOWN).map(ViolationText::of).forEach(out::println);
        if (summary.violationCount() > MOST_SHOWN) {
            out.println(String.format(Locale.ROOT, "... and %,d more", summary.violationCount() - MOST_SHOWN));
        }
        out.flush();
        if (reader.unread() > 0) {
            spec.commandLine()
                    .getErr()
                    .println(String.format(
                            Locale.ROOT,
                            "quorate: %,d keys could not be read%s, the first because: %s",
                            reader.unread(),
                            reader.unread() >= KeyReader.MOST_UNREAD ? ", and others were not tried" : "",
                            reader.firstProblem()));
        }
        if (summary.violationCount() > 0) {
            return ExitCode.VIOLATION;
        }
        return reader.unread() > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
