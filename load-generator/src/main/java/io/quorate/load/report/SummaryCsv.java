package io.quorate.load.report;

import io.quorate.load.record.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Makes the lines of {@code summary.csv}: a line per operation type and kind of time, and one per cause of failure.
 *
 * <p><b>Threads.</b> Any. <b>Units.</b> Milliseconds; operations per second of the measured load.
 */
final class SummaryCsv {

    private static final String RESPONSE = "response";

    private SummaryCsv() {}

    static List<String> lines(final List<OperationSummary> operations, final long measuredNs) {
        final List<String> lines = new ArrayList<>();
        lines.add(head());
        for (final OperationSummary operation : operations) {
            final String type = operation.type().label();
            lines.add(line(
                    List.of(type, RESPONSE, Csv.EMPTY),
                    Csv.number(RunSummary.perSecond(operation.succeededInWindow(), measuredNs)),
                    operation.response()));
            lines.add(line(List.of(type, "service", Csv.EMPTY), Csv.EMPTY, operation.service()));
            lines.add(line(List.of(type, "wait", Csv.EMPTY), Csv.EMPTY, operation.waits()));
            for (final OperationSummary.Failure failure : operation.failures()) {
                lines.add(line(
                        List.of(type, RESPONSE, failure.outcome().label()),
                        Csv.number(RunSummary.perSecond(failure.count(), measuredNs)),
                        failure.response()));
            }
            lines.addAll(censored(type, Outcome.UNFINISHED, operation.unfinished()));
            lines.addAll(censored(type, Outcome.UNSENT, operation.unsent()));
        }
        return lines;
    }

    private static String head() {
        final List<String> cells =
                new ArrayList<>(List.of("operation", "kind", "cause", "count", "rate_per_s", "min_ms", "mean_ms"));
        for (final double percentile : SummaryTable.PERCENTILES) {
            cells.add(SummaryTable.percentileName(percentile).replace(".", "") + "_ms");
        }
        cells.add("max_ms");
        return Csv.line(cells);
    }

    private static String line(final List<String> names, final String rate, final Histogram times) {
        final List<String> cells = new ArrayList<>(names);
        cells.add(Long.toString(times.getTotalCount()));
        cells.add(rate);
        final boolean isEmpty = times.getTotalCount() == 0;
        cells.add(isEmpty ? Csv.EMPTY : Csv.ms(times.getMinValue()));
        cells.add(isEmpty ? Csv.EMPTY : Csv.ms(Math.round(times.getMean())));
        for (final double percentile : SummaryTable.PERCENTILES) {
            cells.add(isEmpty ? Csv.EMPTY : Csv.ms(times.getValueAtPercentile(percentile)));
        }
        cells.add(isEmpty ? Csv.EMPTY : Csv.ms(times.getMaxValue()));
        return Csv.line(cells);
    }

    /** Their times are part of those of the type, as lower bounds. */
    private static List<String> censored(final String type, final Outcome outcome, final long count) {
        if (count == 0) {
            return List.of();
        }
        final List<String> cells = new ArrayList<>(List.of(type, RESPONSE, outcome.label(), Long.toString(count)));
        for (int i = 0; i < SummaryTable.PERCENTILES.length + 4; i++) {
            cells.add(Csv.EMPTY);
        }
        return List.of(Csv.line(cells));
    }
}
