package io.quorate.load.compare;

import java.util.Arrays;

/** What was drawn: sums of blocks. Threads: one. */
final class Sample {

    private final long[] bins;
    private final int firstBin;
    private long count;
    private double sumNs;
    private double succeeded;
    private double failed;
    private double seconds;

    Sample(final int binCount, final int firstBin) {
        this.bins = new long[binCount];
        this.firstBin = firstBin;
    }

    void clear() {
        Arrays.fill(bins, 0);
        count = 0;
        sumNs = 0;
        succeeded = 0;
        failed = 0;
        seconds = 0;
    }

    void add(final long[] blockBins, final double[] counters) {
        for (int i = 0; i < bins.length; i++) {
            bins[i] += blockBins[i];
        }
        sumNs += counters[0];
        succeeded += counters[1];
        failed += counters[2];
        seconds += counters[3];
    }

    /** Counts what was added; before {@link #value}. */
    Sample counted() {
        long sum = 0;
        for (final long bin : bins) {
            sum += bin;
        }
        count = sum;
        return this;
    }

    /** NaN if there is nothing that has it. */
    double value(final Metric metric) {
        return switch (metric) {
            case P50, P99, P999 -> quantile(metric.quantile());
            case MEAN -> sumNs / count;
            case THROUGHPUT -> succeeded / seconds;
            case ERRORS -> failed / (succeeded + failed);
        };
    }

    /** In a bin, as if the logarithms of the times lay evenly in it. */
    private double quantile(final double quantile) {
        if (count == 0) {
            return Double.NaN;
        }
        final double rank = quantile * count;
        long before = 0;
        for (int i = 0; i < bins.length; i++) {
            if (before + bins[i] >= rank && bins[i] > 0) {
                return Second.ns(firstBin + i + (rank - before) / bins[i]);
            }
            before += bins[i];
        }
        throw new IllegalStateException("a quantile lies in no bin");
    }
}
