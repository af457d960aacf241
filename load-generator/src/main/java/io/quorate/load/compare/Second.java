package io.quorate.load.compare;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * What operations of one type did in a second: response times in logarithmic bins of one per cent, and counts.
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Nanoseconds.
 */
final class Second {

    /** Bins per factor of e. */
    private static final double BINS_PER_E = 100;

    private final int[] bins;
    private final long[] counts;
    private final double sumNs;
    private final long succeeded;
    private final long failed;

    private Second(
            final int[] bins, final long[] counts, final double sumNs, final long succeeded, final long failed) {
        this.bins = bins;
        this.counts = counts;
        this.sumNs = sumNs;
        this.succeeded = succeeded;
        this.failed = failed;
    }

    /**
     * Takes what is needed of a second.
     *
     * @param response response times of what succeeded or did not end
     * @param succeeded operations that succeeded
     * @param failed all others
     */
    static Second of(final Histogram response, final long succeeded, final long failed) {
        final int[] bins = new int[bin(Math.max(1, response.getMaxValue())) + 2];
        final long[] counts = new long[bins.length];
        int size = 0;
        double sumNs = 0;
        for (final HistogramIterationValue step : response.recordedValues()) {
            final long ns = response.medianEquivalentValue(step.getValueIteratedTo());
            final long count = step.getCountAtValueIteratedTo();
            final int bin = bin(Math.max(1, ns));
            if (size == 0 || bins[size - 1] != bin) {
                bins[size++] = bin;
            }
            counts[size - 1] += count;
            sumNs += (double) count * ns;
        }
        return new Second(Arrays.copyOf(bins, size), Arrays.copyOf(counts, size), sumNs, succeeded, failed);
    }

    /** The bin of a time. */
    static int bin(final long ns) {
        return (int) (Math.log(ns) * BINS_PER_E);
    }

    /** The time at a place in the scale of bins, for example in the middle of bin 5 for 5.5. */
    static double ns(final double place) {
        return Math.exp(place / BINS_PER_E);
    }

    int firstBin() {
        return bins.length == 0 ? Integer.MAX_VALUE : bins[0];
    }

    int lastBin() {
        return bins.length == 0 ? -1 : bins[bins.length - 1];
    }

    void addTo(final long[] sums, final int firstBin) {
        for (int i = 0; i < bins.length; i++) {
            sums[bins[i] - firstBin] += counts[i];
        }
    }

    double sumNs() {
        return sumNs;
    }

    long succeeded() {
        return succeeded;
    }

    long failed() {
        return failed;
    }
}
