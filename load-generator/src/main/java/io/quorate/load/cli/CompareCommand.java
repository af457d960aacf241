package io.quorate.load.cli;

import io.quorate.load.compare.Comparability;
import io.quorate.load.compare.Comparison;
import io.quorate.load.compare.ComparisonJson;
import io.quorate.load.compare.ComparisonText;
import io.quorate.load.compare.Gate;
import io.quorate.load.compare.Judgement;
import io.quorate.load.recorded.RecordedRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares recorded runs. */
@Command(
        name = "compare",
        description = {
            "Says whether runs are slower than others, beyond chance and beyond a tolerance.",
            "For each type of operation the change of response time, throughput and errors is shown with the interval that"
                    + " holds the true change with the given confidence (moving-block bootstrap over the seconds of the runs;"
                    + " with three runs a side or more over the runs first). A regression is a change whose whole interval is"
                    + " worse than the tolerance.",
            "Runs must have been made alike: the same workload, seed, keys, options of the client, number of servers, Java and"
                    + " machine."
        },
        footer = {
            "",
            "Verdicts: improved (better than before, beyond chance), unchanged (within the tolerance on both sides), not worse"
                    + " (no worse than the tolerance, perhaps better), inconclusive (the interval reaches across the"
                    + " tolerance; says how much longer to run), regression.",
            "",
            "Examples:",
            "  quorate compare runs/before runs/after",
            "  quorate compare --fail-if \"rt.p99>10%,get:rt.p50>5%\" b1 b2 b3 -- c1 c2 c3",
            "",
            "Exit code 1 means a regression, 6 that something that decides is inconclusive, or that the runs cannot be compared."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompareCommand implements Callable<Integer> {

    private static final String SEPARATOR = "--";
    private static final Pattern CONFIDENCE = Pattern.compile("([0-9]{1,2}(?:\\.[0-9]{1,3})?)%?");
    private static final double LEAST_CONFIDENCE = 50;
    private static final double MOST_CONFIDENCE = 99.9;
    private static final double PERCENT = 100;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "2..*",
            paramLabel = "RUN",
            description = "Run folders: those of the base, then --, then those of the candidate; just two need no --.")
    private List<Path> folders;

    @Option(
            names = "--fail-if",
            paramLabel = "LIMITS",
            defaultValue = Gate.DEFAULT,
            description = "What decides, and how much worse it may become: [TYPE:]METRIC>PER-CENT or, for throughput,"
                    + " [TYPE:]throughput<-PER-CENT, separated by commas. Metrics: rt.p50, rt.p99, rt.p99.9, rt.mean,"
                    + " throughput, errors (in percentage points). Other metrics are only shown (default: ${DEFAULT-VALUE}).")
    private String failIf;

    @Option(
            names = "--confidence",
            paramLabel = "PER-CENT",
            defaultValue = "99%",
            description = "Probability with which each interval holds the true change (default: ${DEFAULT-VALUE}%).")
    private String confidence;

    @Option(
            names = "--allow-mismatch",
            description = "Compare runs that were not made alike, are not complete, or are INVALID.")
    private boolean allowsMismatch;

    @Option(names = "--json", description = "Write the comparison as JSON.")
    private boolean isJson;

    @Override
    public Integer call() {
        final Gate gate = gate();
        final double share = confidence();
        final int split = split();
        final List<RecordedRun> runs = new ArrayList<>();
        for (final Path folder : folders) {
            runs.add(read(folder));
        }
        final List<String> objections = Comparability.objections(runs);
        final PrintWriter err = spec.commandLine().getErr();
        if (!objections.isEmpty() && !allowsMismatch) {
            objections.forEach(objection -> err.println("  " + objection));
            throw new CommandFailure(
                    ExitCode.NOT_COMPARABLE,
                    "these runs cannot be compared: make them alike, or override by --allow-mismatch");
        }
        final Comparison comparison =
                Comparison.of(runs.subList(0, split), runs.subList(split, runs.size()), gate, share);
        final int exitCode = exitCode(comparison);
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            out.print(ComparisonJson.of(
                    comparison,
                    folders.subList(0, split),
                    folders.subList(split, folders.size()),
                    objections,
                    exitCode));
        } else {
            objections.forEach(objection -> err.println("quorate: overridden: " + objection));
            ComparisonText.lines(comparison).forEach(out::println);
        }
        out.flush();
        return exitCode;
    }

    private static int exitCode(final Comparison comparison) {
        if (comparison.count(Judgement.REGRESSION) > 0) {
            return ExitCode.FAILED;
        }
        return comparison.isDecided() && comparison.count(Judgement.INCONCLUSIVE) == 0
                ? ExitCode.OK
                : ExitCode.NOT_COMPARABLE;
    }

    private Gate gate() {
        try {
            return Gate.parse(failIf);
        } catch (final IllegalArgumentException e) {
            throw usage("--fail-if: " + e.getMessage());
        }
    }

    private double confidence() {
        final Matcher matcher = CONFIDENCE.matcher(confidence);
        final double percent = matcher.matches() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
        if (!(percent >= LEAST_CONFIDENCE && percent <= MOST_CONFIDENCE)) {
            throw usage("--confidence=" + confidence + " must be 50% to 99.9%");
        }
        return percent / PERCENT;
    }

    /** How many of the folders are the base's. The parser has swallowed the separator, after which there are folders only. */
    private int split() {
        final List<String> args = spec.commandLine().getParseResult().originalArgs();
        final int separator = args.indexOf(SEPARATOR);
        for (final Path folder : folders) {
            if (folder.toString().startsWith("-")) {
                throw usage(folder + " comes after --, where there are folders only: write options before them");
            }
        }
        if (separator < 0) {
            if (folders.size() == 2) {
                return 1;
            }
            throw usage(folders.size() + " runs: write -- between those of the base and those of the candidate");
        }
        final int candidates = args.size() - separator - 1;
        if (candidates == 0 || candidates == folders.size()) {
            throw usage("there is no run " + (candidates == 0 ? "after" : "before") + " --: write BASE... -- CANDIDATE...");
        }
        return folders.size() - candidates;
    }

    private RecordedRun read(final Path folder) {
        try {
            return RecordedRun.read(folder);
        } catch (final IOException e) {
            throw usage(FileProblems.of(e));
        }
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
