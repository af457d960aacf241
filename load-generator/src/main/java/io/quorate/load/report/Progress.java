package io.quorate.load.report;

import io.quorate.load.engine.LoadProgress;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.record.Times;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a load goes: a line per second, as text or JSON, or on a terminal one line that changes.
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
        TERMINAL,
        /** A JSON object per second, each on a line. */
        JSON
    }

    /** Starts the line of a terminal anew. */
    public static final String REDRAW = "\r\033[K";

    private static final int P50 = 50;
    private static final int P99 = 99;
    private static final int MS_DIGITS = 3;
    private static final int NS_DIGITS_OF_MS = 6;

    private final PrintStream out;
    private final Style style;
    private final Mix mix;
    private final Histogram[] ok = new Histogram[OperationType.COUNT];
    private long failed;
    private long lastElapsedNs;
    private long lastDue;
    private long lastSent;
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
        switch (style) {
            case OFF -> {}
            case JSON -> {
                out.println(json(progress));
                out.flush();
            }
            case PLAIN, TERMINAL -> show(progress);
        }
        for (final Histogram histogram : ok) {
            histogram.reset();
        }
        failed = 0;
        lastElapsedNs = progress.elapsedNs();
        lastDue = progress.due();
        lastSent = progress.sent();
    }

    /** Those whose operations are shown. */
    Mix mix() {
        return mix;
    }

    /** What succeeded, per second since the line before; NaN if that means nothing. */
    private double donePerSecond(final LoadProgress progress) {
        long count = 0;
        for (final Histogram histogram : ok) {
            count += histogram.getTotalCount();
        }
        final double seconds = (progress.elapsedNs() - lastElapsedNs) / (double) TimeUnit.SECONDS.toNanos(1);
        return progress.phase() != LoadProgress.Phase.WARMUP && seconds > 0 ? count / seconds : Double.NaN;
    }

    private String json(final LoadProgress progress) {
        final JsonWriter json = JsonWriter.onOneLine().beginObject();
        json.name("t_s").value(BigDecimal.valueOf(TimeUnit.NANOSECONDS.toMillis(progress.elapsedNs()), MS_DIGITS));
        json.name("phase").value(progress.phase().name().toLowerCase(Locale.ROOT));
        json.name("offered").value(progress.due() - lastDue);
        json.name("sent").value(progress.sent() - lastSent);
        json.name("donePerSecond").any(donePerSecond(progress));
        json.name("inFlight").value(progress.inFlight());
        json.name("atCap").value(progress.atCap());
        json.name("queue").value(progress.queued());
        json.name("operations").beginObject();
        for (final OperationType type : OperationType.values()) {
            if (mix.includes(type)) {
                final Histogram times = ok[type.ordinal()];
                json.name(type.label()).beginObject();
                json.name("done").value(times.getTotalCount());
                json.name("p50Ms").any(ms(times, P50));
                json.name("p99Ms").any(ms(times, P99));
                json.endObject();
            }
        }
        json.endObject();
        return json.name("failed").value(failed).endObject().toString();
    }

    private static @Nullable BigDecimal ms(final Histogram times, final double percentile) {
        return times.getTotalCount() == 0
                ? null
                : BigDecimal.valueOf(times.getValueAtPercentile(percentile), NS_DIGITS_OF_MS);
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
        final double perSecond = donePerSecond(progress);
        final String rate = Double.isNaN(perSecond) ? "-" : String.format(Locale.ROOT, "%,.0f", perSecond);
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
