package io.quorate.load.cli;

import io.quorate.load.search.RateSearch;
import io.quorate.load.search.SearchJson;
import io.quorate.load.search.SearchPlan;
import io.quorate.load.search.SearchResult;
import io.quorate.load.search.SearchText;
import io.quorate.load.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Finds the highest rate that meets objectives. */
@Command(
        name = "search",
        description = {
            "Finds the highest rate that meets its objectives.",
            "Doubles the rate until a load fails, then halves the ratio between the last that passed and the first that failed"
                    + " until they are near, then confirms the rate that is left by long loads, which count as one: from there it"
                    + " goes up as long as the next step is confirmed too, or down until one is. A load ends as soon as its verdict"
                    + " is clear. Before each the target rests until nothing is under way and the median of a light load is what it"
                    + " was at first."
        },
        footer = {
            "",
            "Examples:",
            "  quorate search --target a:7001,b:7001,c:7001 --workload ycsb-b --slo 'p99<10ms,errors<0.1%%'",
            "  quorate search --target sim:servers=1,service=200us --probe 5s --warmup 1s --settle 1s --confirm 3x10s",
            "",
            "Exit code 1 means that no maximum was found: the lowest rate fails already, or the target does not recover. 5 means"
                    + " that the generator was the limit, so that what the target can do is not known."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SearchCommand implements Callable<Integer> {

    private static final Pattern CONFIRM = Pattern.compile("([0-9]{1,3})x(.+)");
    private static final Pattern RESOLUTION = Pattern.compile("([0-9]{1,2}(?:\\.[0-9]{1,3})?)%");
    private static final double PERCENT = 100;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Mixin
    private LoadTargetOptions target;

    @Option(
            names = "--slo",
            paramLabel = "OBJECTIVE,...",
            defaultValue = "p99<10ms,errors<0.1%",
            description =
                    "What a rate must achieve, as in quorate run (default: p99<10ms,errors<0.1%%). May be repeated.")
    private List<String> objectives;

    @Option(
            names = "--from",
            paramLabel = "PER-SECOND",
            defaultValue = "1000",
            converter = Numbers.Real.class,
            description =
                    "The first rate, which should be easy; the light loads have it too (default: ${DEFAULT-VALUE}).")
    private double from;

    @Option(
            names = "--max",
            paramLabel = "PER-SECOND",
            defaultValue = "1M",
            converter = Numbers.Real.class,
            description = "The highest rate to try (default: ${DEFAULT-VALUE}).")
    private double max;

    @Option(
            names = "--probe",
            paramLabel = "TIME",
            defaultValue = "15s",
            converter = Durations.class,
            description = "How long to measure one load (default: ${DEFAULT-VALUE}).")
    private Duration probe;

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Durations.class,
            description = "How long to measure the light load before each (default: ${DEFAULT-VALUE}).")
    private Duration settle;

    @Option(
            names = "--confirm",
            paramLabel = "COUNTxTIME",
            defaultValue = "3x60s",
            description = "How many loads of what length confirm the maximum (default: ${DEFAULT-VALUE}).")
    private String confirm;

    @Option(
            names = "--resolution",
            paramLabel = "SHARE",
            defaultValue = "2%",
            description = "How near to find it, and how large a step up or down is (default: 2%%).")
    private String resolution;

    @Mixin
    private LoadOptions load;

    @Mixin
    private WorkloadOptions workload;

    @Mixin
    private OutputOptions output;

    @Mixin
    private ConfigOptions config;

    @Override
    public Integer call() throws Exception {
        final ProbeSession session = new ProbeSession(spec, client, target, load, workload, output);
        final Workload planned = session.check();
        load.checkRate("--from", from);
        load.checkRate("--max", max);
        final SearchPlan plan = plan();
        final Map<String, Object> resolved = config.resolved(Map.of("seed", String.valueOf(workload.seed())));
        if (config.isPrinted(resolved)) {
            return ExitCode.OK;
        }
        return session.call(planned, resolved, (prober, shown) -> {
            final AtomicInteger number = new AtomicInteger();
            final SearchResult result = new RateSearch(
                            plan, prober, each -> shown.probe(each, SearchText.line(number.incrementAndGet(), each)))
                    .run();
            shown.outcome(SearchJson.members(result));
            SearchText.conclusion(result).forEach(shown::line);
            return exitCode(result.end());
        });
    }

    static int exitCode(final SearchResult.End end) {
        return switch (end) {
            case LIMITED_BY_SERVER, LIMITED_BY_MAX -> ExitCode.OK;
            case LIMITED_BY_GENERATOR -> ExitCode.RATE_NOT_HELD;
            case NEVER_MET, NOT_RECOVERED -> ExitCode.FAILED;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
        };
    }

    private SearchPlan plan() {
        final Matcher runs = CONFIRM.matcher(confirm);
        if (!runs.matches()) {
            throw usage("--confirm=" + confirm + " must be a count and a time, for example 3x60s");
        }
        final Matcher share = RESOLUTION.matcher(resolution);
        if (!share.matches()) {
            throw usage("--resolution=" + resolution + " must be a share, for example 2%");
        }
        try {
            return new SearchPlan(
                    RunCommand.parseObjectives(spec, objectives),
                    from,
                    max,
                    probe,
                    settle,
                    Integer.parseInt(runs.group(1)),
                    new Durations().convert(runs.group(2)),
                    Double.parseDouble(share.group(1)) / PERCENT);
        } catch (final IllegalArgumentException e) {
            throw usage("--" + e.getMessage());
        }
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
