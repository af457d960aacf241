package io.quorate.load.cli;

import io.quorate.load.health.Ceiling;
import io.quorate.load.health.TimerProbe;
import io.quorate.load.record.Times;
import io.quorate.metrics.LatencySnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Shows what {@code doctor} has found. */
final class DoctorText {

    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double P999 = 99.9;
    private static final double BYTES_PER_MIB = 1L << 20;

    private DoctorText() {}

    /** For people. */
    static List<String> lines(final Diagnosis diagnosis, final List<String> warnings) {
        final List<String> lines = new ArrayList<>();
        machine(diagnosis, lines);
        lines.add(String.format(
                Locale.ROOT,
                "clock       %sa look takes %.0f ns, steps of %,d ns",
                diagnosis.host().get("clocksource") instanceof String source ? source + ", " : "",
                diagnosis.clock().costNs(),
                diagnosis.clock().granularityNs()));
        diagnosis
                .timers()
                .forEach((way, late) -> lines.add(String.format(
                        Locale.ROOT,
                        "timer       %-6s  wakes up late by p50 %s  p99 %s ms%s",
                        way.label(),
                        Times.ms(late.getValueAtPercentile(P50)),
                        Times.ms(late.getValueAtPercentile(P99)),
                        way == diagnosis.best() ? "  <- best here" : "")));
        lines.add(String.format(
                Locale.ROOT,
                "hiccups     p50 %s  p99 %s  p99.9 %s  max %s ms, seen in %s",
                Times.ms(diagnosis.hiccups().getValueAtPercentile(P50)),
                Times.ms(diagnosis.hiccups().getValueAtPercentile(P99)),
                Times.ms(diagnosis.hiccups().getValueAtPercentile(P999)),
                Times.ms(diagnosis.hiccups().getMaxValue()),
                Durations.text(Duration.ofNanos(diagnosis.watchedNs()))));
        ceiling(diagnosis, lines);
        nodes(diagnosis.nodes(), lines);
        for (final String warning : warnings) {
            lines.add("warning     " + warning);
        }
        if (warnings.isEmpty()) {
            lines.add("no warnings");
        }
        return lines;
    }

    private static void machine(final Diagnosis diagnosis, final List<String> lines) {
        final Map<String, Object> host = diagnosis.host();
        final StringBuilder machine =
                new StringBuilder().append(diagnosis.processors()).append(" processors");
        append(machine, host, "cpuModel", "");
        append(machine, host, "governor", "governor ");
        if (host.get("smt") instanceof Boolean smt) {
            machine.append(smt ? ", two threads per core" : ", one thread per core");
        }
        append(machine, host, "loadAverage", "load average ");
        lines.add("machine     " + machine);
        final StringBuilder limits = new StringBuilder();
        append(limits, host, "openFilesLimit", "open files ");
        append(limits, host, "containerCpus", "container processors ");
        if (host.get("containerMemoryBytes") instanceof Number bytes) {
            limits.append(
                    String.format(Locale.ROOT, ", container memory %,.0f MiB", bytes.longValue() / BYTES_PER_MIB));
        }
        lines.add("limits      " + (limits.isEmpty() ? "none known" : limits.substring(2)));
        lines.add("gc          " + String.join(", ", diagnosis.collectors()));
    }

    private static void append(
            final StringBuilder text, final Map<String, Object> host, final String fact, final String label) {
        final Object value = host.get(fact);
        if (value != null) {
            text.append(", ").append(label).append(value);
        }
    }

    private static void ceiling(final Diagnosis diagnosis, final List<String> lines) {
        final Ceiling ceiling = diagnosis.ceiling();
        lines.add(String.format(
                Locale.ROOT,
                "ceiling     %,.0f operations/s against a target that takes no time",
                ceiling.opsPerSecond()));
        lines.add(String.format(
                Locale.ROOT,
                "lateness    p50 %s  p99 %s  max %s ms at %,.0f/s%s",
                Times.ms(ceiling.lateness().getValueAtPercentile(P50)),
                Times.ms(ceiling.lateness().getValueAtPercentile(P99)),
                Times.ms(ceiling.lateness().getMaxValue()),
                ceiling.rate(),
                ceiling.bytesPerOperation() < 0
                        ? ""
                        : String.format(
                                Locale.ROOT, ", %.2f bytes allocated per operation", ceiling.bytesPerOperation())));
        lines.add(String.format(
                Locale.ROOT,
                "safe rate   at most %,d/s: half of the ceiling, since client and network cost processor time, too",
                diagnosis.safeRate()));
    }

    private static void nodes(final NodeTimes nodes, final List<String> lines) {
        nodes.replies()
                .forEach((node, times) -> lines.add(String.format(
                        Locale.ROOT,
                        "node        %s  replies in p50 %s  p99 %s  max %s ms (%,d)",
                        node,
                        Times.ms(times.p50Ns()),
                        Times.ms(times.p99Ns()),
                        Times.ms(times.maxNs()),
                        times.count())));
        nodes.unreachable().forEach((node, problem) -> lines.add("node        " + node + "  cannot be reached"));
        nodes.down().forEach((node, state) -> lines.add("node        " + node + "  is down"));
    }

    /** For programs; times are nanoseconds. */
    static Map<String, Object> json(final Diagnosis diagnosis, final List<String> warnings) {
        final Map<String, Object> all = new LinkedHashMap<>();
        all.put("processors", diagnosis.processors());
        all.put("host", diagnosis.host());
        all.put("gc", diagnosis.collectors());
        final Map<String, Object> clock = new LinkedHashMap<>();
        clock.put("costNs", diagnosis.clock().costNs());
        clock.put("granularityNs", diagnosis.clock().granularityNs());
        all.put("clock", clock);
        final Map<String, Object> timers = new LinkedHashMap<>();
        for (final Map.Entry<TimerProbe.Way, Histogram> timer :
                diagnosis.timers().entrySet()) {
            timers.put(timer.getKey().label(), times(timer.getValue()));
        }
        all.put("timerOvershoot", timers);
        all.put("wait", diagnosis.best().label());
        all.put("hiccupSeconds", diagnosis.watchedNs() / 1e9);
        all.put("hiccups", times(diagnosis.hiccups()));
        final Ceiling ceiling = diagnosis.ceiling();
        final Map<String, Object> most = new LinkedHashMap<>();
        most.put("opsPerSecond", ceiling.opsPerSecond());
        most.put("latenessAtRate", ceiling.rate());
        most.put("lateness", times(ceiling.lateness()));
        if (ceiling.bytesPerOperation() >= 0) {
            most.put("bytesPerOperation", ceiling.bytesPerOperation());
        }
        all.put("ceiling", most);
        all.put("safeRate", diagnosis.safeRate());
        all.put("nodes", nodes(diagnosis.nodes()));
        all.put("unreachable", diagnosis.nodes().unreachable());
        all.put("down", diagnosis.nodes().down());
        all.put("warnings", warnings);
        return all;
    }

    private static Map<String, Object> nodes(final NodeTimes nodes) {
        final Map<String, Object> all = new LinkedHashMap<>();
        for (final Map.Entry<String, LatencySnapshot> node : nodes.replies().entrySet()) {
            final LatencySnapshot times = node.getValue();
            final Map<String, Object> one = new LinkedHashMap<>();
            one.put("count", times.count());
            one.put("p50Ns", times.p50Ns());
            one.put("p99Ns", times.p99Ns());
            one.put("maxNs", times.maxNs());
            all.put(node.getKey(), one);
        }
        return all;
    }

    private static Map<String, Object> times(final Histogram times) {
        final Map<String, Object> all = new LinkedHashMap<>();
        all.put("count", times.getTotalCount());
        all.put("p50Ns", times.getValueAtPercentile(P50));
        all.put("p99Ns", times.getValueAtPercentile(P99));
        all.put("p999Ns", times.getValueAtPercentile(P999));
        all.put("maxNs", times.getMaxValue());
        return all;
    }
}
