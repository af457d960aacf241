package io.quorate.load.cli;

import io.quorate.load.health.TimerProbe;
import io.quorate.load.record.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What to do about what {@code doctor} has found. */
final class DoctorAdvice {

    /** An operation takes several looks at the clock: this much of them costs a percent of a processor at some 10,000 operations per second. */
    private static final double SLOW_CLOCK_NS = 250;

    /** Waits are some 100 µs: a coarser clock cannot tell them apart. */
    private static final long COARSE_CLOCK_NS = TimeUnit.MICROSECONDS.toNanos(10);

    /** As of the verdict of a run: below this, lateness and stalls do not count. */
    private static final long UNREMARKABLE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long LATE_TIMER_NS = TimeUnit.MICROSECONDS.toNanos(500);

    /** Every connection is a file, beside those of the JVM. */
    private static final long FEW_FILES = 1_024;

    private static final int FEW_PROCESSORS = 2;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    private DoctorAdvice() {}

    static List<String> of(final Diagnosis diagnosis) {
        final List<String> warnings = new ArrayList<>();
        nodes(diagnosis, warnings);
        machine(diagnosis, warnings);
        clock(diagnosis, warnings);
        timers(diagnosis, warnings);
        return warnings;
    }

    private static void nodes(final Diagnosis diagnosis, final List<String> warnings) {
        diagnosis
                .nodes()
                .unreachable()
                .forEach((server, problem) -> warnings.add("server " + server + " cannot be reached: " + problem
                        + "; check its address, and that it runs"));
        diagnosis
                .nodes()
                .down()
                .forEach((node, state) ->
                        warnings.add("member " + node + " is " + state + "; start it, or run without it knowingly"));
    }

    private static void machine(final Diagnosis diagnosis, final List<String> warnings) {
        final Map<String, Object> host = diagnosis.host();
        if (host.get("governor") instanceof String governor
                && !governor.equals("performance")
                && !governor.equals("schedutil")) {
            warnings.add("processors change their speed (governor " + governor
                    + "): sudo cpupower frequency-set -g performance");
        }
        if (host.get("openFilesLimit") instanceof Number files && files.longValue() < FEW_FILES) {
            warnings.add("at most " + files + " files and connections may be open: ulimit -n 65536");
        }
        if (diagnosis.processors() <= FEW_PROCESSORS) {
            warnings.add("there are " + diagnosis.processors()
                    + " processors for generator, client and JVM: use a machine of its own for the servers, and one with four"
                    + " or more for this program");
        }
        if (host.get("containerCpus") instanceof Double cpus && cpus < diagnosis.processors()) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the container may use %.2f processors of %d, and is stopped when it has: raise its limit, or set"
                            + " none",
                    cpus,
                    diagnosis.processors()));
        }
        if (host.get("loadAverage") instanceof Double load && load > diagnosis.processors()) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the machine is busy (load average %.1f on %d processors): wait, or stop what else runs",
                    load,
                    diagnosis.processors()));
        }
    }

    private static void clock(final Diagnosis diagnosis, final List<String> warnings) {
        if (diagnosis.clock().costNs() > SLOW_CLOCK_NS) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "a look at the clock takes %.0f ns%s: use the clock source tsc where there is one (kernel option"
                            + " clocksource=tsc)",
                    diagnosis.clock().costNs(),
                    diagnosis.host().get("clocksource") instanceof String source
                            ? " (clock source " + source + ")"
                            : ""));
        }
        if (diagnosis.clock().granularityNs() > COARSE_CLOCK_NS) {
            warnings.add(
                    "the clock moves in steps of " + Times.ms(diagnosis.clock().granularityNs())
                            + " ms: times below that mean nothing; use another clock source");
        }
    }

    private static void timers(final Diagnosis diagnosis, final List<String> warnings) {
        final TimerProbe.Way best = diagnosis.best();
        final Histogram overshoot = diagnosis.timers().get(best);
        if (overshoot != null && overshoot.getValueAtPercentile(P99) > LATE_TIMER_NS) {
            warnings.add("even by the best way to wait (" + best.label() + ") 1 % of the waits end "
                    + Times.ms(overshoot.getValueAtPercentile(P99))
                    + " ms late or more: stop what else runs, or use more processors");
        }
        final long stallNs = diagnosis.hiccups().getValueAtPercentile(P999);
        if (stallNs > UNREMARKABLE_NS) {
            warnings.add("this program stands still for " + Times.ms(stallNs)
                    + " ms and more in one moment of a thousand: response times of that order say little here; use a machine"
                    + " that is less busy");
        }
        final long lateNs = diagnosis.ceiling().lateness().getValueAtPercentile(P99);
        if (lateNs > UNREMARKABLE_NS) {
            warnings.add("at the safe rate 1 % of the operations start " + Times.ms(lateNs)
                    + " ms late or more: a run is valid only where responses take ten times as long; lower the rate");
        }
    }
}
