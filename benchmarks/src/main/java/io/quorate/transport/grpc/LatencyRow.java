package io.quorate.transport.grpc;

import io.quorate.bench.OpenLoop;
import io.quorate.bench.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Response times of one side under the same conditions, of all rounds together and of each by itself. */
final class LatencyRow {

    static final double P99 = 99;

    private static final String LINE = "%-4s %-32s %10s %10s %10s %10s %10s  %-24s %8s %10s %8s %8s %8s%n";
    private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100};
    private static final double P50 = 50;
    private static final double P999 = 99.9;
    private static final double ALL = 100;
    private static final double NS_PER_US = TimeUnit.MICROSECONDS.toNanos(1);

    private final String op;
    private final String name;
    private final double ratePerSecond;
    private final List<OpenLoop.Result> rounds = new ArrayList<>();

    LatencyRow(final String op, final String name, final double ratePerSecond) {
        this.op = op;
        this.name = name;
        this.ratePerSecond = ratePerSecond;
    }

    void add(final OpenLoop.Result result) {
        rounds.add(result);
    }

    String op() {
        return op;
    }

    /** Whether every operation of every round ended well. */
    boolean isWell() {
        return rounds.stream()
                .allMatch(result -> result.failedCount() + result.unfinishedCount() + result.skippedCount() == 0);
    }

    static void printHead(final String reference) {
        System.out.printf(
                "%nMicroseconds from when an operation was to begin; x is of p99 of %s, within each round.%n%n",
                reference);
        System.out.printf(
                LINE,
                "op",
                "side",
                "ops/s",
                "p50",
                "p99",
                "p99.9",
                "max",
                "x p99 (min..max)",
                "late",
                "late p99",
                "failed",
                "unended",
                "unbegun");
    }

    void print(final LatencyRow reference) {
        final Histogram all = all();
        final Histogram delays = delays();
        System.out.printf(
                Locale.ROOT,
                LINE,
                op,
                name,
                String.format(Locale.ROOT, "%,.0f", ratePerSecond),
                us(all, P50),
                us(all, P99),
                us(all, P999),
                us(all, ALL),
                ratio(reference),
                sum(OpenLoop.Result::lateCount),
                us(delays, P99),
                sum(OpenLoop.Result::failedCount),
                sum(OpenLoop.Result::unfinishedCount),
                sum(OpenLoop.Result::skippedCount));
        for (final OpenLoop.Result result : rounds) {
            final Throwable failure = result.failure();
            if (failure != null) {
                System.out.println("     failed: " + failure.getMessage());
            }
        }
    }

    Map<String, Object> toMap(final @Nullable LatencyRow reference) {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("op", op);
        map.put("side", name);
        map.put("ratePerSecond", ratePerSecond);
        final Histogram all = all();
        map.put("count", all.getTotalCount());
        final List<Object> percentiles = new ArrayList<>();
        for (final double percentile : PERCENTILES) {
            percentiles.add(Map.of("percentile", percentile, "us", usOf(all, percentile)));
        }
        map.put("percentiles", percentiles);
        if (reference != null) {
            final Spread ratio = ratio(reference);
            map.put("p99Ratio", ratio.median());
            map.put("p99RatioMin", ratio.min());
            map.put("p99RatioMax", ratio.max());
        }
        final List<Object> samples = new ArrayList<>();
        for (final OpenLoop.Result result : rounds) {
            final Map<String, Object> sample = new LinkedHashMap<>();
            sample.put("p50Us", result.responseUs(P50));
            sample.put("p99Us", result.responseUs(P99));
            sample.put("p999Us", result.responseUs(P999));
            sample.put("started", result.startedCount());
            sample.put("lateStarts", result.lateCount());
            sample.put("lateP99Us", usOf(result.delay(), P99));
            sample.put("failed", result.failedCount());
            sample.put("unfinished", result.unfinishedCount());
            sample.put("skipped", result.skippedCount());
            samples.add(sample);
        }
        map.put("samples", samples);
        return map;
    }

    private Spread ratio(final LatencyRow reference) {
        return Spread.ofRatios(p99s(), reference.p99s());
    }

    private double[] p99s() {
        return rounds.stream().mapToDouble(result -> result.responseUs(P99)).toArray();
    }

    private long sum(final ToLongFunction<OpenLoop.Result> what) {
        return rounds.stream().mapToLong(what).sum();
    }

    private Histogram all() {
        final Histogram all = new Histogram(rounds.get(0).response());
        rounds.forEach(result -> all.add(result.response()));
        return all;
    }

    private Histogram delays() {
        final Histogram all = new Histogram(rounds.get(0).delay());
        rounds.forEach(result -> all.add(result.delay()));
        return all;
    }

    private static double usOf(final Histogram histogram, final double percentile) {
        return histogram.getValueAtPercentile(percentile) / NS_PER_US;
    }

    private static String us(final Histogram histogram, final double percentile) {
        return String.format(Locale.ROOT, "%,.0f", usOf(histogram, percentile));
    }
}
