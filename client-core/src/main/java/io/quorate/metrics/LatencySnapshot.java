package io.quorate.metrics;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Durations that had been recorded by some moment, and their distribution.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * <p><b>Units.</b> Nanoseconds, 1 % exact; up to one hour. All are 0 when nothing was recorded.
 *
 * <p>Percentiles of several nodes or clients must not be averaged: {@link #plus} merges the distributions. {@link #since} gives
 * what happened between two snapshots.
 */
public final class LatencySnapshot {

    private final Histogram histogram;
    private final double meanNs;

    private LatencySnapshot(final Histogram histogram) {
        this.histogram = histogram;
        // Reading the mean moves an iterator inside the histogram, so it is read before the histogram is shared.
        this.meanNs = histogram.getMean();
    }

    static LatencySnapshot of(final Histogram owned) {
        return new LatencySnapshot(owned);
    }

    /**
     * A snapshot without durations.
     *
     * @return the snapshot
     */
    public static LatencySnapshot empty() {
        return of(LatencyRecorder.emptyHistogram());
    }

    /**
     * How many durations there are.
     *
     * @return count
     */
    public long count() {
        return histogram.getTotalCount();
    }

    /**
     * The shortest.
     *
     * @return nanoseconds
     */
    public long minNs() {
        return histogram.getMinValue();
    }

    /**
     * The arithmetic mean.
     *
     * @return nanoseconds
     */
    public double meanNs() {
        return meanNs;
    }

    /**
     * The median.
     *
     * @return nanoseconds
     */
    public long p50Ns() {
        return percentileNs(50);
    }

    /**
     * The 90th percentile.
     *
     * @return nanoseconds
     */
    public long p90Ns() {
        return percentileNs(90);
    }

    /**
     * The 99th percentile.
     *
     * @return nanoseconds
     */
    public long p99Ns() {
        return percentileNs(99);
    }

    /**
     * The 99.9th percentile.
     *
     * @return nanoseconds
     */
    public long p999Ns() {
        return percentileNs(99.9);
    }

    /**
     * The 99.99th percentile.
     *
     * @return nanoseconds
     */
    public long p9999Ns() {
        return percentileNs(99.99);
    }

    /**
     * Any percentile.
     *
     * @param percentile 0 to 100
     * @return the duration that this share of all durations does not exceed, in nanoseconds
     */
    public long percentileNs(final double percentile) {
        return histogram.getValueAtPercentile(percentile);
    }

    /**
     * The longest.
     *
     * @return nanoseconds
     */
    public long maxNs() {
        return count() == 0 ? 0 : histogram.getMaxValue();
    }

    /**
     * The distribution, to be written to a file or analysed.
     *
     * @return a copy, owned by the caller; values are nanoseconds
     */
    public Histogram histogram() {
        return histogram.copy();
    }

    /**
     * Merges two sets of durations.
     *
     * @param other durations of another node, operation or client
     * @return all of them
     */
    public LatencySnapshot plus(final LatencySnapshot other) {
        final Histogram sum = histogram.copy();
        sum.add(other.histogram);
        return of(sum);
    }

    /**
     * What was recorded since an earlier snapshot of the same.
     *
     * @param earlier the earlier snapshot
     * @return the durations in between; the extremes are exact to 1 %
     * @throws IllegalArgumentException if the other has durations that this has not
     */
    public LatencySnapshot since(final LatencySnapshot earlier) {
        final Histogram difference = histogram.copy();
        difference.subtract(earlier.histogram);
        return of(difference);
    }

    @Override
    public String toString() {
        return "count " + count() + ", min " + us(minNs()) + ", mean " + us((long) meanNs) + ", p50 " + us(p50Ns())
                + ", p90 " + us(p90Ns()) + ", p99 " + us(p99Ns()) + ", p99.9 " + us(p999Ns()) + ", p99.99 "
                + us(p9999Ns()) + ", max " + us(maxNs());
    }

    private static String us(final long ns) {
        return TimeUnit.NANOSECONDS.toMicros(ns) + " us";
    }
}
