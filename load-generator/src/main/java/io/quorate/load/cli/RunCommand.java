package io.quorate.load.cli;

import io.quorate.load.engine.LoadPlan;
import io.quorate.load.report.Progress;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
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
            "The load is open-loop: operations start at random times (a Poisson process) that never move, whatever became of"
                    + " the earlier ones. Response time counts from the intended start, service time from the actual send:"
                    + " where they differ, operations had to wait.",
            "Before that the keys load-0000000000, load-0000000001, ... are written, so do not aim this at a cluster that"
                    + " has such keys of its own."
        },
        footer = {
            "",
            "Examples:",
            "  quorate run                                   three nodes on this machine, 10 s",
            "  quorate run --target inprocess --rate 20k     the same without a network (read the service times: response",
            "                                                times are the generator's own there)",
            "  quorate run --target a:7001,b:7001,c:7001 --rate 5k --duration 60s --mix get=50,put=50",
            "  quorate run --seed 42 --out runs/before       the same arrivals, keys and values every time",
            "",
            "The run folder holds run.json (options, seed, summary, verdict), hist.hlog (HdrHistogram log, one interval per"
                    + " second, tags rt.get.ok, st.get.ok, wt.get, ...) and hgrm/*.hgrm (percentile distributions).",
            "",
            "Exit code 1 means that operations failed or did not end, whatever the verdict. 5 means that nothing failed, but"
                    + " that this program could not start operations when it should (verdict INVALID), so that the times say"
                    + " more about it than about the cluster."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RunCommand implements Callable<Integer> {

    static final String IN_PROCESS = "inprocess";
    static final int PRELOAD_CONCURRENCY = 32;
    private static final Duration LEAST_DRAIN = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MAX_IN_FLIGHT = 65_536;
    private static final int MAX_KEYS = 100_000_000;
    private static final double MAX_RATE = 10_000_000;

    /** How to show progress. */
    enum ProgressOption {
        AUTO,
        PLAIN,
        OFF;

        Progress.Style style() {
            return switch (this) {
                case OFF -> Progress.Style.OFF;
                case PLAIN -> Progress.Style.PLAIN;
                case AUTO -> Terminal.isStandardError() ? Progress.Style.TERMINAL : Progress.Style.PLAIN;
            };
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT,...",
            description =
                    "Servers to dial, or inprocess for three nodes inside this program (default: three nodes are started"
                            + " on this machine, and stopped afterwards).")
    private @Nullable String target;

    @Option(
            names = "--rate",
            paramLabel = "PER-SECOND",
            defaultValue = "1000",
            converter = Numbers.Real.class,
            description = "Operations per second, for example 250, 0.5 or 20k (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Durations.class,
            description = "How long to measure (default: ${DEFAULT-VALUE}).")
    private Duration duration;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Durations.class,
            description = "How long to make load before that, unmeasured (default: ${DEFAULT-VALUE}).")
    private Duration warmup;

    @Option(
            names = "--mix",
            paramLabel = "OP=WEIGHT,...",
            defaultValue = "get=95,put=5",
            description = "Proportion of get, put and delete (default: ${DEFAULT-VALUE}).")
    private String mix;

    @Option(
            names = "--keys",
            paramLabel = "COUNT",
            defaultValue = "10k",
            converter = Numbers.Whole.class,
            description = "How many keys, each as likely as any other (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--value-size",
            paramLabel = "BYTES",
            defaultValue = "128",
            converter = Numbers.Whole.class,
            description = "Length of each value (default: ${DEFAULT-VALUE}).")
    private int valueSize;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "Decides arrivals, operations, keys and values (default: random, and printed).")
    private @Nullable Long seed;

    @Option(
            names = "--max-in-flight",
            paramLabel = "COUNT",
            defaultValue = "200",
            converter = Numbers.Whole.class,
            description = "Operations under way at a time; what is due beyond that waits, and its response time counts"
                    + " (default: ${DEFAULT-VALUE}).")
    private int maxInFlight;

    @Option(names = "--out", paramLabel = "FOLDER", description = "The run folder (default: runs/ and the time).")
    private @Nullable Path out;

    @Option(
            names = "--progress",
            paramLabel = "STYLE",
            defaultValue = "auto",
            description =
                    "Progress on standard error: auto (on a terminal one line that changes, else plain), plain (a line"
                            + " per second), off (default: ${DEFAULT-VALUE}).")
    private ProgressOption progress;

    @Override
    public Integer call() throws Exception {
        client.check();
        if (target != null && !target.equals(IN_PROCESS)) {
            Servers.parse(spec, "--target", target);
        }
        final Mix parsedMix = parseMix();
        checkRanges();
        if (seed == null) {
            // 48 bits can be read, typed, and kept by every JSON reader.
            seed = new SecureRandom().nextLong() >>> 16;
        }
        final Workload workload = new Workload(seed, parsedMix, keys, valueSize);
        final Duration drain = client.timeout().plusSeconds(1).compareTo(LEAST_DRAIN) > 0
                ? client.timeout().plusSeconds(1)
                : LEAST_DRAIN;
        final LoadPlan plan =
                new LoadPlan(workload, Schedule.poisson(seed, rate), warmup.toNanos(), duration.toNanos(), drain.toNanos(), maxInFlight);
        return new Run(spec, client, target, plan, out, progress.style(), describe()).call();
    }

    private Mix parseMix() {
        try {
            return Mix.parse(mix);
        } catch (final IllegalArgumentException e) {
            throw usage("--" + e.getMessage());
        }
    }

    private void checkRanges() {
        if (!(rate > 0 && rate <= MAX_RATE)) {
            throw usage(String.format(
                    Locale.ROOT, "--rate=%s must be more than 0 and at most %,.0f per second", plain(rate), MAX_RATE));
        }
        if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw usage("--duration=" + Durations.text(duration) + " must be more than 0 and at most 24h");
        }
        if (warmup.compareTo(LONGEST) > 0) {
            throw usage("--warmup=" + Durations.text(warmup) + " must be at most 24h");
        }
        range("--keys", keys, 1, MAX_KEYS);
        range("--value-size", valueSize, 0, client.reach().policy().maxValueBytes());
        range("--max-in-flight", maxInFlight, 1, MAX_IN_FLIGHT);
    }

    private void range(final String option, final int value, final int min, final int max) {
        if (value < min || value > max) {
            throw usage(option + "=" + value + " must be " + min + " to " + max);
        }
    }

    private static String plain(final double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private Map<String, Object> describe() {
        final Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", target == null ? "local" : target);
        all.put("rate", rate);
        all.put("arrivals", "poisson");
        all.put("duration", Durations.text(duration));
        all.put("warmup", Durations.text(warmup));
        all.put("mix", mix);
        all.put("keys", keys);
        all.put("value-size", valueSize);
        all.put("seed", String.valueOf(seed));
        all.put("max-in-flight", maxInFlight);
        client.describe(all);
        return all;
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
