package io.quorate.load.compare;

import io.quorate.load.recorded.RecordedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two sides of recorded runs, compared.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param confidence probability, from 0 to 1, with which an interval holds the true change
 * @param base seconds of load of each run of the base side
 * @param candidate seconds of load of each run of the candidate's side
 * @param metrics what was compared, by type of operation
 */
public record Comparison(
        double confidence, List<Integer> base, List<Integer> candidate, List<ComparedMetric> metrics) {

    private static final double SECONDS_PER_MINUTE = 60;
    private static final double HOPELESS = 100;

    /** Copies the lists. */
    public Comparison {
        base = List.copyOf(base);
        candidate = List.copyOf(candidate);
        metrics = List.copyOf(metrics);
    }

    /**
     * Compares runs; whether they can be compared is the matter of {@link Comparability}.
     *
     * @param base runs of what is known
     * @param candidate runs of what is new
     * @param gate what decides
     * @param confidence probability, from 0 to 1, with which each interval shall hold the true change
     * @return the comparison
     */
    public static Comparison of(
            final List<RecordedRun> base,
            final List<RecordedRun> candidate,
            final Gate gate,
            final double confidence) {
        return of(
                base.stream().map(Series::of).toList(),
                candidate.stream().map(Series::of).toList(),
                Comparability.haveEqualArrivals(base, candidate),
                gate,
                confidence);
    }

    /** The same, with the operations of every run by their types. */
    static Comparison of(
            final List<Map<String, Series>> base,
            final List<Map<String, Series>> candidate,
            final boolean haveEqualArrivals,
            final Gate gate,
            final double confidence) {
        final SortedSet<String> types = new TreeSet<>();
        base.forEach(run -> types.addAll(run.keySet()));
        final SortedSet<String> others = new TreeSet<>();
        candidate.forEach(run -> others.addAll(run.keySet()));
        types.retainAll(others);
        final List<ComparedMetric> metrics = new ArrayList<>();
        for (final String type : types) {
            metrics.addAll(new OneType(type, series(base, type), series(candidate, type), haveEqualArrivals)
                    .compare(gate, confidence));
        }
        return new Comparison(confidence, lengths(base), lengths(candidate), metrics);
    }

    /** Runs of which none had operations of the type take no part in it. */
    private static List<Series> series(final List<Map<String, Series>> runs, final String type) {
        return runs.stream()
                .filter(run -> run.containsKey(type))
                .map(run -> run.get(type))
                .toList();
    }

    private static List<Integer> lengths(final List<Map<String, Series>> runs) {
        return runs.stream()
                .map(run -> run.values().stream()
                        .mapToInt(series -> series.seconds().size())
                        .max()
                        .orElse(0))
                .toList();
    }

    /**
     * How many of the metrics that decide have a judgement.
     *
     * @param judgement the judgement
     * @return count
     */
    public long count(final Judgement judgement) {
        return metrics.stream()
                .filter(metric -> metric.decides() && metric.judgement() == judgement)
                .count();
    }

    /**
     * Whether anything that decides was compared.
     *
     * @return false if the runs have no metric in common that the gate names
     */
    public boolean isDecided() {
        return metrics.stream().anyMatch(ComparedMetric::decides);
    }

    /** Operations of one type on both sides. */
    private static final class OneType {

        private final String type;
        private final Side base;
        private final Side candidate;
        private final boolean isPaired;

        OneType(
                final String type,
                final List<Series> base,
                final List<Series> candidate,
                final boolean haveEqualArrivals) {
            this.type = type;
            final List<Series> all = new ArrayList<>(base);
            all.addAll(candidate);
            int first = Integer.MAX_VALUE;
            int last = -1;
            for (final Series series : all) {
                for (final Second second : series.seconds()) {
                    first = Math.min(first, second.firstBin());
                    last = Math.max(last, second.lastBin());
                }
            }
            final int firstBin = last < 0 ? 0 : first;
            this.base = new Side(base, firstBin, last < 0 ? 0 : last - first + 1);
            this.candidate = new Side(candidate, firstBin, last < 0 ? 0 : last - first + 1);
            this.isPaired = haveEqualArrivals
                    && all.stream().map(series -> series.seconds().size()).distinct().count() == 1;
        }

        List<ComparedMetric> compare(final Gate gate, final double confidence) {
            final Bootstrap bootstrap = Bootstrap.of(base, candidate, isPaired);
            final List<ComparedMetric> metrics = new ArrayList<>();
            for (final Metric metric : Metric.values()) {
                final boolean decides = gate.includes(type, metric);
                if (decides || fewest(metric) >= metric.neededCount()) {
                    metrics.add(compare(bootstrap, metric, gate.tolerance(type, metric), decides, confidence));
                }
            }
            return metrics;
        }

        private ComparedMetric compare(
                final Bootstrap bootstrap,
                final Metric metric,
                final double tolerance,
                final boolean decides,
                final double confidence) {
            final double before = base.exact(metric);
            final double after = candidate.exact(metric);
            final double change = Bootstrap.change(metric, before, after);
            final boolean isEnough = fewest(metric) >= metric.neededCount();
            final Bootstrap.Range range =
                    isEnough ? bootstrap.range(metric, confidence, change) : new Bootstrap.Range(Double.NaN, Double.NaN);
            final Judgement judgement;
            if (Double.isNaN(range.least())) {
                judgement = Judgement.INCONCLUSIVE;
            } else if (metric.moreIsBetter()) {
                judgement = Judgement.of(-range.most(), -range.least(), tolerance);
            } else {
                judgement = Judgement.of(range.least(), range.most(), tolerance);
            }
            return new ComparedMetric(
                    type,
                    metric,
                    before,
                    after,
                    change,
                    range.least(),
                    range.most(),
                    tolerance,
                    decides,
                    judgement,
                    judgement == Judgement.INCONCLUSIVE ? need(metric, change, range, tolerance) : null);
        }

        private long fewest(final Metric metric) {
            return metric.isTime()
                    ? Math.min(base.responses(), candidate.responses())
                    : Math.min(base.operations(), candidate.operations());
        }

        private @Nullable String need(
                final Metric metric, final double change, final Bootstrap.Range range, final double tolerance) {
            final long fewest = fewest(metric);
            if (fewest < metric.neededCount()) {
                return String.format(
                        Locale.ROOT,
                        "has %,d operations on one side and needs %,d: %s",
                        fewest,
                        metric.neededCount(),
                        fewest == 0 ? "none succeeded" : more((double) metric.neededCount() / fewest));
            }
            if (Double.isNaN(change) || Double.isInfinite(change)) {
                return "there is no value before";
            }
            if (Double.isNaN(range.least())) {
                return "needs runs of at least " + 2 * Side.BLOCK_UNITS + " s";
            }
            final double worse = metric.moreIsBetter() ? -change : change;
            final double least = metric.moreIsBetter() ? -range.most() : range.least();
            final double most = metric.moreIsBetter() ? -range.least() : range.most();
            final double reach = worse > tolerance ? worse - least : most - worse;
            final double distance = Math.abs(worse - tolerance);
            // The interval narrows with the root of the time.
            return more(distance == 0 ? Double.POSITIVE_INFINITY : Math.pow(reach / distance, 2));
        }

        /** What it takes to have so many times of what there is. */
        private String more(final double factor) {
            if (factor > HOPELESS) {
                return "the change is so near to the tolerance that no time helps";
            }
            if (Math.min(base.runCount(), candidate.runCount()) >= Bootstrap.RUNS_TO_DRAW) {
                final int runs = Math.max(base.runCount(), candidate.runCount());
                return String.format(
                        Locale.ROOT, "needs ~%d more runs per side", Math.max(1, (int) Math.ceil(runs * (factor - 1))));
            }
            final double seconds = (factor - 1) * base.longestSeconds();
            return seconds < 2 * SECONDS_PER_MINUTE
                    ? String.format(Locale.ROOT, "needs ~%d s more per side", Math.max(1, (int) Math.ceil(seconds)))
                    : String.format(
                            Locale.ROOT, "needs ~%d min more per side", (int) Math.ceil(seconds / SECONDS_PER_MINUTE));
        }
    }
}
