package io.quorate.load.report;

import io.quorate.load.engine.LoadProgress;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Shows how a load goes: a line per second, or on a terminal one line that changes.
 *
 * <p><b>Threads.</b> One.
 */
public final class Progress {

    /** How to show it. */
    public enum Style {
        /** Not at all. */
        OFF,
        /** A line per second. */
        PLAIN,
        /** One line that changes. */
        TERMINAL
    }

    /** Starts the line of a terminal anew. */
    public static final String REDRAW = "\r\033[K";

    private static final int P50 = 50;
    private static final int P99 = 99;

    private final PrintStream out;
    private final Style style;
    private final Mix mix;
    private final Histogram[] ok = new Histogram[OperationType.COUNT];
    private long failed;
    private long lastElapsedNs;
    private boolean isHeadShown;
    private boolean isLineOpen;

    /**
     * Creates the view.
     *
     * @param out where to
     * @param style how
     * @param mix whose operations to show
     */
    public Progress(final PrintStream out, final Style style, final Mix mix) {
        this.out = out;
        this.style = style;
        this.mix = mix;
        for (int i = 0; i < ok.length; i++) {
            ok[i] = Histograms.empty();
        }
    }

    void add(final Histogram interval) {
        final String tag = interval.getTag();
        for (final OperationType type : OperationType.values()) {
            final String prefix = "rt." + type.label() + ".";
            if (tag.equals(prefix + Outcome.OK.label())) {
                ok[type.ordinal()].add(interval);
            } else if (tag.startsWith(prefix)) {
                failed += interval.getTotalCount();
            }
        }
    }

    void second(final LoadProgress progress) {
        if (style != Style.OFF) {
            show(progress);
        }
        for (final Histogram histogram : ok) {
            histogram.reset();
        }
        failed = 0;
        lastElapsedNs = progress.elapsedNs();
    }

    private void show(final LoadProgress progress) {
        if (!isHeadShown) {
            out.println(head());
            isHeadShown = true;
        }
        final StringBuilder line = new StringBuilder();
        line.append(String.format(
                Locale.ROOT,
                "%5.0f s  %-7s",
                progress.elapsedNs() / 1e9,
                progress.phase().name().toLowerCase(Locale.ROOT)));
        long count = 0;
        for (final Histogram histogram : ok) {
            count += histogram.getTotalCount();
        }
        final double seconds = (progress.elapsedNs() - lastElapsedNs) / (double) TimeUnit.SECONDS.toNanos(1);
        final String rate = progress.phase() == LoadProgress.Phase.WARMUP || seconds <= 0
                ? "-"
                : String.format(Locale.ROOT, "%,.0f", count / seconds);
        line.append(String.format(
                Locale.ROOT,
                "%10s%10s%8s",
                rate,
                String.format(Locale.ROOT, "%,d%s", progress.inFlight(), progress.atCap() ? "*" : ""),
                String.format(Locale.ROOT, "%,d", progress.queued())));
        for (final OperationType type : OperationType.values()) {
            if (mix.includes(type)) {
                line.append(times(ok[type.ordinal()]));
            }
        }
        line.append(String.format(Locale.ROOT, "%8s", String.format(Locale.ROOT, "%,d", failed)));
        if (style == Style.TERMINAL) {
            out.print(REDRAW + line);
            isLineOpen = true;
        } else {
            out.println(line);
        }
        out.flush();
    }

    private String head() {
        final StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "%7s  %-7s%10s%10s%8s", "time", "phase", "done/s", "in flight", "queue"));
        for (final OperationType type : OperationType.values()) {
            if (mix.includes(type)) {
                line.append(String.format(Locale.ROOT, "%11s%9s", type.label() + " p50", "p99 ms"));
            }
        }
        return line.append(String.format(Locale.ROOT, "%8s", "failed")).toString();
    }

    private static String times(final Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return String.format(Locale.ROOT, "%11s%9s", "-", "-");
        }
        return String.format(
                Locale.ROOT,
                "%11s%9s",
                Times.ms(histogram.getValueAtPercentile(P50)),
                Times.ms(histogram.getValueAtPercentile(P99)));
    }

    void end() {
        if (isLineOpen) {
            out.print(REDRAW);
            out.flush();
            isLineOpen = false;
        }
    }
}
