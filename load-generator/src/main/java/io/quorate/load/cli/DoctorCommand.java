package io.quorate.load.cli;

import io.quorate.load.health.Ceiling;
import io.quorate.load.health.ClockProbe;
import io.quorate.load.health.GeneratorCeiling;
import io.quorate.load.health.HiccupMeter;
import io.quorate.load.health.HostFacts;
import io.quorate.load.health.TimerProbe;
import io.quorate.load.report.JsonText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what load this machine can make, and what stands in its way. */
@Command(
        name = "doctor",
        description = {
            "Says what load this machine can make, what stands in its way, and how far the servers are away.",
            "It measures the clock, how late threads wake up, how often this program stands still, and how many operations"
                    + " per second it can make against a target that takes no time. Warnings come with what helps."
        },
        footer = {
            "",
            "Examples:",
            "  quorate doctor",
            "  quorate doctor --target a:7001,b:7001,c:7001",
            "  quorate doctor --hiccup 5s --json > doctor.json",
            "",
            "Servers are asked for keys named quorate-doctor-1, ..., which need not be there; nothing is written. Exit code 0"
                    + " also means that there are warnings; 3 means that a server that was named cannot be reached."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DoctorCommand implements Callable<Integer> {

    private static final Duration LONGEST_HICCUP = Duration.ofHours(1);
    private static final Path ROOT = Path.of("/");
    private static final int INSTANTS = 3_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--target", paramLabel = "HOST:PORT,...", description = "Servers to look at, too (default: none).")
    private @Nullable String target;

    @Option(
            names = "--hiccup",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = Durations.class,
            description =
                    "How long to watch for moments in which this program stands still (default: ${DEFAULT-VALUE}).")
    private Duration hiccup;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Mixin
    private ClientOptions client;

    private final CountDownLatch interrupted = new CountDownLatch(1);

    @Override
    public Integer call() throws InterruptedException {
        client.check();
        if (hiccup.isZero() || hiccup.compareTo(LONGEST_HICCUP) > 0) {
            throw new ParameterException(
                    spec.commandLine(), "--hiccup=" + Durations.text(hiccup) + " must be more than 0 and at most 1h");
        }
        final String servers = target;
        if (servers != null) {
            Servers.parse(spec, "--target", servers);
        }
        final Interruption interruption = Interruption.listen();
        interruption.onRequest(interrupted::countDown);
        final Diagnosis diagnosis = diagnose(interruption, servers);
        final List<String> warnings = DoctorAdvice.of(diagnosis);
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(JsonText.of(DoctorText.json(diagnosis, warnings)));
        } else {
            DoctorText.lines(diagnosis, warnings).forEach(out::println);
        }
        out.flush();
        return diagnosis.nodes().unreachable().isEmpty() ? ExitCode.OK : ExitCode.CANNOT_CONNECT;
    }

    private Diagnosis diagnose(final Interruption interruption, final @Nullable String servers)
            throws InterruptedException {
        final NodeTimes nodes;
        if (servers == null) {
            nodes = NodeTimes.NONE;
        } else {
            say("asking " + servers);
            nodes = new NodeProbe(spec, client, interrupted).measure(servers);
        }
        throwIfInterrupted();
        say("measuring clock and timers");
        final ClockProbe clock = ClockProbe.of(SystemNanoClock.INSTANCE);
        final Map<TimerProbe.Way, Histogram> timers = timers();
        final Histogram hiccups = hiccups();
        say("measuring what this program can do, some 8 s");
        final Ceiling ceiling = ceiling(interruption);
        return new Diagnosis(
                new HostFacts(ROOT).describe(),
                Runtime.getRuntime().availableProcessors(),
                Environment.collectors(),
                clock,
                timers,
                TimerProbe.best(timers),
                hiccup.toNanos(),
                hiccups,
                ceiling,
                nodes);
    }

    private Map<TimerProbe.Way, Histogram> timers() {
        final TimerProbe probe = new TimerProbe(SystemNanoClock.INSTANCE, LockSupport::parkNanos, Thread::onSpinWait);
        final Map<TimerProbe.Way, Histogram> timers = new EnumMap<>(TimerProbe.Way.class);
        for (final TimerProbe.Way way : TimerProbe.Way.values()) {
            timers.put(way, probe.overshoot(way, INSTANTS));
            throwIfInterrupted();
        }
        return timers;
    }

    private Histogram hiccups() throws InterruptedException {
        final long seconds = Math.max(1, hiccup.toSeconds());
        try (HiccupMeter meter = new HiccupMeter()) {
            meter.start();
            final long startNs = System.nanoTime();
            long leftNs = hiccup.toNanos();
            int tenths = -1;
            while (leftNs > 0) {
                final int tenthsNow = (int) (10 - 10 * leftNs / hiccup.toNanos());
                if (tenthsNow > tenths) {
                    tenths = tenthsNow;
                    say("watching for hiccups, " + TimeUnit.NANOSECONDS.toSeconds(hiccup.toNanos() - leftNs) + " of "
                            + seconds + " s");
                }
                if (interrupted.await(Math.min(leftNs, TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS)) {
                    throwIfInterrupted();
                }
                leftNs = hiccup.toNanos() - (System.nanoTime() - startNs);
            }
            meter.endInterval(interval -> {});
            return meter.total();
        }
    }

    private Ceiling ceiling(final Interruption interruption) {
        final GeneratorCeiling measurement = new GeneratorCeiling();
        interruption.onRequest(measurement::stop);
        try {
            return measurement.measure();
        } catch (final CancellationException e) {
            throw interrupted();
        }
    }

    private void throwIfInterrupted() {
        if (interrupted.getCount() == 0) {
            throw interrupted();
        }
    }

    private static CommandFailure interrupted() {
        return new CommandFailure(ExitCode.INTERRUPTED, "interrupted: the diagnosis was not finished");
    }

    private void say(final String line) {
        final PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
