package io.quorate.load.search;

import io.quorate.load.slo.ObjectiveResult;
import io.quorate.load.slo.Observed;
import io.quorate.load.slo.ResponseTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows a sweep to people: a line per rate. Times are response times of everything that was due, in milliseconds. Threads: any. */
public final class SweepText {

    private static final double[] PERCENTILES = {50, 99, 99.9};
    private static final double PERCENT = 100;

    private SweepText() {}

    /**
     * The head of the table.
     *
     * @return a line
     */
    public static String header() {
        return String.format(
                Locale.ROOT,
                "%11s  %11s  %9s  %9s  %9s  %9s  %s",
                "rate",
                "achieved",
                "p50 ms",
                "p99 ms",
                "p99.9 ms",
                "errors",
                "verdict");
    }

    /**
     * One load.
     *
     * @param probe the load
     * @return a line below the head
     */
    public static String row(final Probe probe) {
        final Observed observed = probe.observed();
        final long total = ResponseTimes.total(observed, null);
        final List<String> times = new ArrayList<>();
        for (final double percentile : PERCENTILES) {
            times.add(total == 0 ? "-" : ResponseTimes.ms(ResponseTimes.percentile(observed, null, percentile)));
        }
        return String.format(
                Locale.ROOT,
                "%11s  %11s  %9s  %9s  %9s  %9s  %s",
                SearchText.rate(probe.rate()),
                SearchText.rate(ResponseTimes.throughput(observed, null)),
                times.get(0),
                times.get(1),
                times.get(2),
                total == 0
                        ? "-"
                        : String.format(
                                Locale.ROOT, "%.3f%%", PERCENT * ResponseTimes.unanswered(observed, null) / total),
                verdict(probe));
    }

    private static String verdict(final Probe probe) {
        if (probe.verdict() != Probe.Verdict.FAIL || probe.early() != Probe.Early.NO) {
            return probe.results().isEmpty() && probe.verdict() == Probe.Verdict.PASS
                    ? "ok"
                    : SearchText.verdict(probe);
        }
        final List<String> missed = new ArrayList<>();
        for (final ObjectiveResult result : probe.results()) {
            if (!result.passed()) {
                missed.add(result.objective().text());
            }
        }
        return "FAIL " + String.join(", ", missed);
    }
}
