package io.quorate.load.report;

import io.quorate.load.engine.LoadResult;
import io.quorate.load.health.HealthSummary;
import io.quorate.load.record.Outcome;
import io.quorate.load.record.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Shows what came of a run as text.
 *
 * <p><b>Units.</b> Milliseconds. A percentile with fewer than ten operations beyond it is marked {@code ~}, as chance decides it; a time that
 * is only a lower bound, because operations did not end, is marked {@code >=}.
 */
final class SummaryTable {

    static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final double NEEDED_BEYOND = 10;
    private static final int TIME_WIDTH = 10;
    private static final int MAX_EXAMPLE_CHARS = 400;
    private static final double MAX = 100;
    private static final long BLOCKED_AT_LEAST_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** One part in so many of the measured time. */
    private static final int BLOCKED_AT_LEAST_SHARE = 100;

    private final RunSummary summary;
    private final List<String> lines = new ArrayList<>();

    private SummaryTable(final RunSummary summary) {
        this.summary = summary;
    }

    static List<String> lines(final RunSummary summary) {
        final SummaryTable table = new SummaryTable(summary);
        table.head();
        for (final OperationSummary operation : summary.operations()) {
            table.operation(operation);
        }
        table.lines.add(
                "response: from the intended start; service: from the actual send; rate: what succeeded within the load; times in ms");
        table.lines.add("~: fewer than ten operations beyond it; >=: at least that, since operations did not end");
        for (final OperationSummary operation : summary.operations()) {
            table.notes(operation);
        }
        table.generator();
        return table.lines;
    }

    private void head() {
        final StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-16s%10s%13s", "", "count", "rate"));
        for (final double percentile : PERCENTILES) {
            line.append(String.format(Locale.ROOT, "%" + TIME_WIDTH + "s", percentileName(percentile)));
        }
        lines.add(line.append(String.format(Locale.ROOT, "%" + TIME_WIDTH + "s", "max"))
                .toString());
    }

    private void operation(final OperationSummary operation) {
        final String rate = String.format(Locale.ROOT, "%,.1f/s", summary.perSecond(operation.succeededInWindow()));
        lines.add(row(
                operation.type().label(),
                "response",
                String.format(Locale.ROOT, "%,d", operation.succeeded()),
                rate,
                operation.response(),
                operation.shortestCensoredNs()));
        lines.add(row("", "service", "", "", operation.service(), operation.shortestUnfinishedNs()));
    }

    /** A time is a lower bound if it is as long as the shortest of those that had not ended, which may have become any longer one. */
    private static String row(
            final String name,
            final String kind,
            final String count,
            final String rate,
            final Histogram times,
            final long shortestOpenNs) {
        final StringBuilder line =
                new StringBuilder(String.format(Locale.ROOT, "%-7s%-9s%10s%13s", name, kind, count, rate));
        final long total = times.getTotalCount();
        for (final double percentile : PERCENTILES) {
            final long ns = times.getValueAtPercentile(percentile);
            final boolean byChance = total * (100 - percentile) / 100 < NEEDED_BEYOND;
            line.append(cell(total, ns, byChance, shortestOpenNs));
        }
        return line.append(cell(total, times.getMaxValue(), false, shortestOpenNs))
                .toString();
    }

    private static String cell(final long total, final long ns, final boolean byChance, final long shortestOpenNs) {
        if (total == 0) {
            return String.format(Locale.ROOT, "%" + TIME_WIDTH + "s", "-");
        }
        final String mark = shortestOpenNs <= ns ? ">=" : byChance ? "~" : "";
        return String.format(Locale.ROOT, "%" + TIME_WIDTH + "s", mark + Times.ms(ns));
    }

    private void notes(final OperationSummary operation) {
        final String name = operation.type().label();
        if (operation.absent() > 0) {
            lines.add(String.format(Locale.ROOT, "%s: %,d found nothing", name, operation.absent()));
        }
        for (final OperationSummary.Failure failure : operation.failures()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s failed: %,d %s, response p50 %s max %s ms%s",
                    name,
                    failure.count(),
                    failure.outcome().label(),
                    Times.ms(failure.response().getValueAtPercentile(PERCENTILES[0])),
                    Times.ms(failure.response().getMaxValue()),
                    example(failure)));
        }
        if (operation.unfinished() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s %s: %,d were sent and had not ended when the run did; the time so far is in the table",
                    name,
                    Outcome.UNFINISHED.label(),
                    operation.unfinished()));
        }
        if (operation.unsent() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s %s: %,d were due and never sent; the time so far is in the table",
                    name,
                    Outcome.UNSENT.label(),
                    operation.unsent()));
        }
    }

    private static String example(final OperationSummary.Failure failure) {
        final String example = failure.example();
        if (example == null) {
            return "";
        }
        final boolean isLong = example.length() > MAX_EXAMPLE_CHARS;
        return "; the first: " + (isLong ? example.substring(0, MAX_EXAMPLE_CHARS) + "..." : example);
    }

    /** Whether the cap held back so much that it shows: a moment at the start of a burst does not. */
    private static boolean isBlocked(final LoadResult result) {
        return result.blockedNs() > Math.max(BLOCKED_AT_LEAST_NS, result.measuredNs() / BLOCKED_AT_LEAST_SHARE);
    }

    private static String lateness(final Histogram lateness, final double percentile) {
        return lateness.getTotalCount() == 0 ? "-" : Times.ms(lateness.getValueAtPercentile(percentile));
    }

    /** A closed loop says so, since its times are not those of an open one. */
    private String asked() {
        return summary.plan().closed()
                ? String.format(
                        Locale.ROOT, "CLOSED LOOP of %,d", summary.plan().maxInFlight())
                : String.format(
                        Locale.ROOT, "asked %,.1f/s", summary.plan().schedule().ratePerSecond());
    }

    private void generator() {
        final LoadResult result = summary.result();
        lines.add(String.format(
                Locale.ROOT,
                "%s; due %,d (%,.1f/s); sent %,d; succeeded %,d, failed %,d, unfinished %,d, unsent %,d",
                asked(),
                result.offered(),
                summary.perSecond(result.offered()),
                result.sent(),
                summary.succeeded(),
                summary.failed(),
                summary.unfinished(),
                summary.unsent()));
        lines.add(String.format(
                Locale.ROOT,
                "generator: start lateness p50 %s, p99 %s, max %s ms; in-flight cap (%,d) full for %s",
                lateness(result.lateness(), PERCENTILES[0]),
                lateness(result.lateness(), PERCENTILES[2]),
                lateness(result.lateness(), MAX),
                summary.plan().maxInFlight(),
                Times.seconds(result.blockedNs())));
        final HealthSummary health = summary.health();
        if (health != null) {
            lines.add(HealthText.line(health));
        }
        if (isBlocked(result)) {
            lines.add(
                    "  what was due while the cap was full had to wait, which counts in its response time: the target is at its"
                            + " limit, or the cap is too low");
        }
        final Verdict verdict = summary.verdict();
        lines.add("verdict: " + verdict.status()
                + comment(verdict.status())
                + (result.interrupted() ? ", interrupted" : ""));
        for (final String reason : verdict.reasons()) {
            lines.add("  " + reason);
        }
    }

    private static String comment(final Verdict.Status status) {
        return switch (status) {
            case NONE -> ", nothing was measured";
            case INVALID -> ", the generator could not hold the rate";
            case VALID, SUSPECT -> "";
        };
    }

    static String percentileName(final double percentile) {
        return "p"
                + (percentile == Math.rint(percentile)
                        ? Integer.toString((int) percentile)
                        : Double.toString(percentile));
    }
}
