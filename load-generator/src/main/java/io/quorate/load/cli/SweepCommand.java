package io.quorate.load.cli;

import io.quorate.load.search.SearchJson;
import io.quorate.load.search.Sweep;
import io.quorate.load.search.SweepRates;
import io.quorate.load.search.SweepResult;
import io.quorate.load.search.SweepText;
import io.quorate.load.slo.Objective;
import io.quorate.load.workload.Workload;
import java.time.Duration;
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

/** Shows how response times depend on the rate. */
@Command(
        name = "sweep",
        description = {
            "Puts a cluster under load at one rate after the other, and shows how response times depend on it.",
            "Times are response times of everything that was due, in milliseconds; what was not answered took for ever. A load ends"
                    + " before its time only if more than two seconds of work have piled up."
        },
        footer = {
            "",
            "Examples:",
            "  quorate sweep --target a:7001,b:7001,c:7001 --rates 1k,2k,5k",
            "  quorate sweep --rates 1k..50k/log10 --duration 30s --slo 'p99<10ms'      10 rates, each higher by the same factor",
            "",
            "Exit code 1 means that a load missed an objective, or that operations piled up; 5 that this program could not make one."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SweepCommand implements Callable<Integer> {

    private static final Duration LEAST = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Mixin
    private LoadTargetOptions target;

    @Option(
            names = "--rates",
            paramLabel = "RATES",
            required = true,
            description = "A list such as 1k,2k,5k, or a range such as 1k..50k/log10.")
    private String rates;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "15s",
            converter = Durations.class,
            description = "How long to measure each (default: ${DEFAULT-VALUE}).")
    private Duration duration;

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Durations.class,
            description =
                    "How long to measure the light load before each, at the lowest rate (default: ${DEFAULT-VALUE}).")
    private Duration settle;

    @Option(
            names = "--slo",
            paramLabel = "OBJECTIVE,...",
            description = "What each load is held against, as in quorate run. May be repeated.")
    private @Nullable List<String> objectives;

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
        final List<Double> parsedRates = parseRates();
        checkLength("--duration", duration);
        checkLength("--settle", settle);
        final List<Objective> parsed = RunCommand.parseObjectives(spec, objectives);
        final Map<String, Object> resolved = config.resolved(Map.of("seed", String.valueOf(workload.seed())));
        if (config.isPrinted(resolved)) {
            return ExitCode.OK;
        }
        return session.call(planned, resolved, (prober, shown) -> {
            shown.line(SweepText.header());
            final SweepResult result = new Sweep(
                            parsedRates,
                            parsed,
                            duration,
                            settle,
                            prober,
                            each -> shown.probe(each, SweepText.row(each)))
                    .run();
            shown.outcome(SearchJson.members(result));
            if (result.reason() != null) {
                shown.line("why " + result.reason());
            }
            return exitCode(result);
        });
    }

    static int exitCode(final SweepResult result) {
        if (result.interrupted()) {
            return ExitCode.INTERRUPTED;
        }
        if (result.isAnyInvalid()) {
            return ExitCode.RATE_NOT_HELD;
        }
        return result.isAnyFailed() || result.reason() != null ? ExitCode.FAILED : ExitCode.OK;
    }

    private List<Double> parseRates() {
        final List<Double> parsed;
        try {
            parsed = SweepRates.parse(rates);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
        parsed.forEach(rate -> load.checkRate("--rates", rate));
        return parsed;
    }

    private void checkLength(final String option, final Duration length) {
        load.checkDuration(option, length);
        if (length.compareTo(LEAST) < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + "=" + Durations.text(length)
                            + " must be at least 1s, since loads are judged second by second");
        }
    }
}
