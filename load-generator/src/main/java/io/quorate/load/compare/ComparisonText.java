package io.quorate.load.compare;

import io.quorate.load.record.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows a comparison to people. Threads: any. */
public final class ComparisonText {

    private static final double PERCENT = 100;

    private ComparisonText() {}

    /**
     * The comparison as a table.
     *
     * @param comparison what was compared
     * @return lines
     */
    public static List<String> lines(final Comparison comparison) {
        final List<String> lines = new ArrayList<>();
        lines.add("base: " + runs(comparison.base()) + "; candidate: " + runs(comparison.candidate()));
        lines.add(String.format(
                Locale.ROOT,
                "%-7s%-14s%12s    %12s%10s  %-21s%s",
                "",
                "",
                "base",
                "candidate",
                "change",
                percent(comparison.confidence() * PERCENT) + "% interval",
                "verdict"));
        comparison.metrics().forEach(metric -> lines.add(line(metric)));
        if (comparison.metrics().stream().anyMatch(metric -> !metric.decides())) {
            lines.add("(shown): does not decide; --fail-if says what does");
        }
        lines.add(sum(comparison));
        return lines;
    }

    private static String runs(final List<Integer> seconds) {
        final List<String> lengths =
                seconds.stream().distinct().map(length -> length + " s").toList();
        return seconds.size() == 1
                ? "1 run of " + lengths.get(0)
                : seconds.size() + " runs of " + String.join(", ", lengths);
    }

    private static String line(final ComparedMetric metric) {
        return String.format(
                Locale.ROOT,
                "%-7s%-14s%12s -> %12s%10s  %-21s%s",
                metric.type(),
                metric.metric().label()
                        + (metric.metric().isTime() ? " ms" : metric.metric() == Metric.THROUGHPUT ? " /s" : " %"),
                value(metric.metric(), metric.before()),
                value(metric.metric(), metric.after()),
                isKnown(metric.change()) ? change(metric.metric(), metric.change()) : "-",
                isKnown(metric.least())
                        ? "[" + change(metric.metric(), metric.least()) + ", " + change(metric.metric(), metric.most())
                                + "]"
                        : "-",
                verdict(metric));
    }

    private static String value(final Metric metric, final double value) {
        if (!isKnown(value)) {
            return "-";
        }
        if (metric.isTime()) {
            return Times.ms(Math.round(value));
        }
        return metric == Metric.THROUGHPUT
                ? String.format(Locale.ROOT, "%,.1f", value)
                : String.format(Locale.ROOT, "%.3f", value * PERCENT);
    }

    /** Of a share in per cent, of errors in percentage points. */
    private static String change(final Metric metric, final double change) {
        return metric == Metric.ERRORS
                ? String.format(Locale.ROOT, "%+.3f", change * PERCENT)
                : String.format(Locale.ROOT, "%+.1f%%", change * PERCENT);
    }

    private static String verdict(final ComparedMetric metric) {
        final String need = metric.need();
        final String words;
        if (metric.judgement() == Judgement.REGRESSION && metric.decides()) {
            words = "REGRESSION (tolerance " + percent(metric.tolerance() * PERCENT) + "%)";
        } else {
            words = metric.judgement().label() + (need == null ? "" : ": " + need);
        }
        return words + (metric.decides() ? "" : " (shown)");
    }

    private static String sum(final Comparison comparison) {
        final long regressions = comparison.count(Judgement.REGRESSION);
        final long inconclusive = comparison.count(Judgement.INCONCLUSIVE);
        if (!comparison.isDecided()) {
            return "nothing that --fail-if names is in both sides";
        }
        return (regressions == 0 ? "no regression" : regressions == 1 ? "1 regression" : regressions + " regressions")
                + (inconclusive == 0 ? "" : ", " + inconclusive + " inconclusive");
    }

    private static boolean isKnown(final double number) {
        return !Double.isNaN(number) && !Double.isInfinite(number);
    }

    private static String percent(final double number) {
        final double rounded = Math.round(number * 1e6) / 1e6;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }
}
