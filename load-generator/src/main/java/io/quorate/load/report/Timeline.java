package io.quorate.load.report;

import io.quorate.load.engine.LoadProgress;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.OperationType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Makes the lines of {@code timeline.csv}: what became of a load, interval by interval.
 *
 * <p>Response and service times contain, as in the summary, what did not end, with the time that it had taken.
 *
 * <p><b>Threads.</b> One. <b>Units.</b> Milliseconds in times of operations.
 */
final class Timeline {

    /** What the generator says of itself; empty cells where it does not. */
    static final List<String> GENERATOR = List.of("hiccup_max_ms", "gc_ms", "cpu_share", "steal_share");

    private static final List<String> LOAD = List.of(
            "elapsed_s",
            "epoch_ms",
            "phase",
            "offered",
            "sent",
            "succeeded",
            "failed",
            "unfinished",
            "in_flight",
            "queue",
            "at_cap");

    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    private final List<OperationType> types;
    private final List<Histogram> response = new ArrayList<>();
    private final List<Histogram> service = new ArrayList<>();
    private long succeeded;
    private long failed;
    private long unfinished;
    private long lastDue;
    private long lastSent;

    Timeline(final List<OperationType> types) {
        this.types = List.copyOf(types);
        for (int i = 0; i < types.size(); i++) {
            response.add(Histograms.empty());
            service.add(Histograms.empty());
        }
    }

    String head() {
        final List<String> cells = new ArrayList<>(LOAD);
        for (final OperationType type : types) {
            for (final String column : List.of("rt_p50", "rt_p99", "rt_p999", "rt_max", "st_p50", "st_p99")) {
                cells.add(type.label() + "_" + column + "_ms");
            }
        }
        cells.addAll(GENERATOR);
        return Csv.line(cells);
    }

    /** Takes the times of one tag in the running interval. */
    void add(final Histogram interval) {
        final String tag = interval.getTag();
        for (int i = 0; i < types.size(); i++) {
            final String label = types.get(i).label();
            if (tag.startsWith("rt." + label + ".")) {
                response(i, tag.substring(label.length() + 4), interval);
            } else if (tag.startsWith("st." + label + ".") && isShown(tag.substring(label.length() + 4))) {
                service.get(i).add(interval);
            }
        }
    }

    private void response(final int i, final String outcome, final Histogram interval) {
        if (isShown(outcome)) {
            response.get(i).add(interval);
        }
        if (outcome.equals(Outcome.OK.label())) {
            succeeded += interval.getTotalCount();
        } else if (isCensored(outcome)) {
            unfinished += interval.getTotalCount();
        } else {
            failed += interval.getTotalCount();
        }
    }

    private static boolean isShown(final String outcome) {
        return outcome.equals(Outcome.OK.label()) || isCensored(outcome);
    }

    private static boolean isCensored(final String outcome) {
        return outcome.equals(Outcome.UNFINISHED.label()) || outcome.equals(Outcome.UNSENT.label());
    }

    /** Ends the interval. */
    String line(final LoadProgress now, final long epochMs, final Map<String, ? extends @Nullable Double> generator) {
        final List<String> cells = new ArrayList<>();
        cells.add(Csv.seconds(now.elapsedNs()));
        cells.add(Long.toString(epochMs));
        cells.add(now.phase().name().toLowerCase(Locale.ROOT));
        cells.add(Long.toString(now.due() - lastDue));
        cells.add(Long.toString(now.sent() - lastSent));
        cells.add(Long.toString(succeeded));
        cells.add(Long.toString(failed));
        cells.add(Long.toString(unfinished));
        cells.add(Integer.toString(now.inFlight()));
        cells.add(Long.toString(now.queued()));
        cells.add(Boolean.toString(now.atCap()));
        for (int i = 0; i < types.size(); i++) {
            times(cells, response.get(i), P50, P99, P999);
            cells.add(max(response.get(i)));
            times(cells, service.get(i), P50, P99);
        }
        for (final String column : GENERATOR) {
            final Double known = generator.get(column);
            cells.add(known == null ? Csv.EMPTY : Csv.number(known));
        }
        clear(now);
        return Csv.line(cells);
    }

    private void clear(final LoadProgress now) {
        lastDue = now.due();
        lastSent = now.sent();
        succeeded = 0;
        failed = 0;
        unfinished = 0;
        response.forEach(Histogram::reset);
        service.forEach(Histogram::reset);
    }

    private static void times(final List<String> cells, final Histogram times, final double... percentiles) {
        for (final double percentile : percentiles) {
            cells.add(times.getTotalCount() == 0 ? Csv.EMPTY : Csv.ms(times.getValueAtPercentile(percentile)));
        }
    }

    private static String max(final Histogram times) {
        return times.getTotalCount() == 0 ? Csv.EMPTY : Csv.ms(times.getMaxValue());
    }
}
