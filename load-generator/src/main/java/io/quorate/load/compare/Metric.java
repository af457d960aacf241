package io.quorate.load.compare;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is compared, for each type of operation.
 *
 * <p>Response times contain what did not end, with the time that it had taken by then; errors are all that did not succeed.
 */
public enum Metric {
    /** Median of the response times. */
    P50("rt.p50", 0.5),

    /** The response time that one operation in a hundred exceeds. */
    P99("rt.p99", 0.99),

    /** The response time that one operation in a thousand exceeds. */
    P999("rt.p99.9", 0.999),

    /** Mean of the response times. */
    MEAN("rt.mean", 0),

    /** Operations that succeeded, per second of the load. */
    THROUGHPUT("throughput", 0),

    /** Share of the operations that did not succeed; its change is a difference, since it may be zero. */
    ERRORS("errors", 0);

    private static final double NEEDED_BEYOND = 10;

    private final String label;
    private final double quantile;

    Metric(final String label, final double quantile) {
        this.label = label;
        this.quantile = quantile;
    }

    /**
     * The name in options and tables.
     *
     * @return for example {@code rt.p99}
     */
    public String label() {
        return label;
    }

    boolean isPercentile() {
        return quantile > 0;
    }

    /** Whether it is a time. */
    boolean isTime() {
        return isPercentile() || this == MEAN;
    }

    /** From 0 to 1. */
    double quantile() {
        return quantile;
    }

    /** How many operations it takes: fewer than ten beyond a percentile leave it to chance. */
    long neededCount() {
        return isPercentile() ? Math.round(NEEDED_BEYOND / (1 - quantile)) : 1;
    }

    /** Whether more of it is better. */
    boolean moreIsBetter() {
        return this == THROUGHPUT;
    }

    static @Nullable Metric of(final String label) {
        return Arrays.stream(values())
                .filter(metric -> metric.label.equals(label))
                .findFirst()
                .orElse(null);
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Metric::label).toList();
    }
}
