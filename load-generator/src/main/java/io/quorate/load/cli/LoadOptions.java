package io.quorate.load.cli;

import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.Overload;
import io.quorate.load.engine.WaitStrategy;
import io.quorate.load.workload.ArrivalProcess;
import io.quorate.load.workload.RateProfile;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** When operations start, and how many may be under way. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LoadOptions {

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MAX_IN_FLIGHT = 65_536;
    private static final int MAX_PACERS = 64;
    private static final int CORES_PER_PACER = 4;
    private static final double MAX_RATE = 10_000_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--arrival",
            paramLabel = "PROCESS",
            defaultValue = "poisson",
            description =
                    "poisson: operations start at random, independently of each other; constant: at equal distances"
                            + " (default: ${DEFAULT-VALUE}).")
    private ArrivalProcess arrival;

    @Option(
            names = "--ramp",
            paramLabel = "TIME",
            defaultValue = "0s",
            converter = Durations.class,
            description =
                    "How long the rate rises from 0 at the start, within the warm-up (default: ${DEFAULT-VALUE}).")
    private Duration ramp;

    @Option(
            names = "--closed",
            paramLabel = "COUNT",
            converter = Numbers.Whole.class,
            description =
                    "A closed loop instead: so many operations are under way at a time, and the next one starts when one"
                            + " has ended. Its times leave out what a stall would have done to users who do not wait for each other.")
    private @Nullable Integer closed;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Durations.class,
            description = "How long to make load before it is measured (default: ${DEFAULT-VALUE}).")
    private Duration warmup;

    @Option(
            names = "--max-in-flight",
            paramLabel = "COUNT",
            defaultValue = "200",
            converter = Numbers.Whole.class,
            description = "Operations under way at a time; for what is due beyond that see --overload"
                    + " (default: ${DEFAULT-VALUE}).")
    private int maxInFlight;

    @Option(
            names = "--overload",
            paramLabel = "WAY",
            defaultValue = "queue",
            description =
                    "What becomes of operations that are due while --max-in-flight are under way: queue, they wait, and"
                            + " their response time counts; shed, they are dropped and count as failed; abort, the run ends"
                            + " (default: ${DEFAULT-VALUE}).")
    private Overload overload;

    @Option(
            names = "--pacers",
            paramLabel = "COUNT",
            description = "Threads that start operations, which does not change what is sent and when"
                    + " (default: auto, one for each four processors).")
    private @Nullable String pacers;

    @Option(
            names = "--wait",
            paramLabel = "WAY",
            defaultValue = "hybrid",
            description =
                    "How they wait: park, sleep, which is some 60 us late; spin, take a core each; hybrid, sleep and spin"
                            + " at the end (default: ${DEFAULT-VALUE}; see quorate doctor).")
    private WaitStrategy waiting;

    @Mixin
    private ShardOptions shard;

    boolean isClosed() {
        return closed != null;
    }

    boolean isShard() {
        return shard.isShard();
    }

    /** Which of several generators this is. */
    ShardOptions shard() {
        return shard;
    }

    int maxInFlight() {
        return closed == null ? maxInFlight : closed;
    }

    /** Checks what can be checked before anything is opened. */
    void check() {
        if (warmup.compareTo(LONGEST) > 0) {
            throw usage("--warmup=" + Durations.text(warmup) + " must be at most 24h");
        }
        if (ramp.compareTo(warmup) > 0) {
            throw usage("--ramp=" + Durations.text(ramp) + " must be at most --warmup=" + Durations.text(warmup)
                    + ", so that the rate is whole when it is measured");
        }
        range("--max-in-flight", maxInFlight, 1, MAX_IN_FLIGHT);
        if (closed != null) {
            range("--closed", closed, 1, MAX_IN_FLIGHT);
            if (shard.isShard()) {
                throw usage("--shard=" + shard.text() + " needs an open loop: leave out --closed");
            }
        }
        range("--pacers", pacers(), 1, Math.min(MAX_PACERS, maxInFlight()));
        shard.check();
    }

    /** A load on a workload, with these options. */
    LoadPlan.Builder plan(
            final Workload workload, final Schedule schedule, final Duration duration, final Duration drain) {
        return LoadPlan.builder(workload, schedule)
                .warmupNs(warmup.toNanos())
                .durationNs(duration.toNanos())
                .drainNs(drain.toNanos())
                .maxInFlight(maxInFlight())
                .closed(isClosed())
                .overload(overload)
                .pacers(pacers(), waiting)
                .shard(shard.number(), shard.of());
    }

    /** Operations at a rate, after a ramp if there is to be one. */
    Schedule schedule(final long seed, final RateProfile profile) {
        return Schedule.of(arrival, seed, ramp.isZero() ? profile : profile.ramped(ramp.toNanos()));
    }

    void checkRate(final String option, final double rate) {
        if (!(rate > 0 && rate <= MAX_RATE)) {
            throw usage(String.format(
                    Locale.ROOT,
                    "%s=%s must be more than 0 and at most %,.0f per second",
                    option,
                    Numbers.text(rate),
                    MAX_RATE));
        }
    }

    void checkDuration(final String option, final Duration duration) {
        if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw usage(option + "=" + Durations.text(duration) + " must be more than 0 and at most 24h");
        }
    }

    /** For example {@code open loop, 1,000.0/s poisson}; a closed loop says so wherever the load is named. */
    String describe(final double rate) {
        return closed == null
                ? String.format(Locale.ROOT, "open loop, %,.1f/s %s", rate, arrival.label())
                : String.format(Locale.ROOT, "CLOSED LOOP of %,d", closed);
    }

    private int pacers() {
        if (pacers == null || pacers.equals("auto")) {
            return Math.min(maxInFlight(), Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_PER_PACER));
        }
        try {
            return Integer.parseInt(pacers);
        } catch (final NumberFormatException e) {
            throw usage("--pacers=" + pacers + " must be auto or 1 to " + MAX_PACERS);
        }
    }

    private void range(final String option, final int value, final int min, final int max) {
        if (value < min || value > max) {
            throw usage(option + "=" + value + " must be " + min + " to " + max);
        }
    }

    private ParameterException usage(final String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
