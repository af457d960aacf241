package io.quorate.load.compare;

import io.quorate.load.record.Histograms;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The runs of one side of a comparison, for one type of operation, cut into overlapping blocks of five units. A unit is a second, or more where a
 * run has very many.
 *
 * <p>Blocks go round from the end of a run to its start, so that every second is in as many blocks as any other.
 *
 * <p><b>Threads.</b> Immutable.
 */
final class Side {

    static final int BLOCK_UNITS = 5;

    /** More units than this cost time and make nothing more exact. */
    private static final int MOST_UNITS = 720;

    private static final int COUNTERS = 4;

    private final List<Series> runs;
    private final int firstBin;
    private final int binCount;
    private final long[][][] blocks;
    private final double[][][] counters;

    /**
     * Prepares a side.
     *
     * @param runs its runs
     * @param firstBin the lowest bin of both sides
     * @param binCount how many bins from there on both sides have
     */
    Side(final List<Series> runs, final int firstBin, final int binCount) {
        this.runs = runs;
        this.firstBin = firstBin;
        this.binCount = binCount;
        this.blocks = new long[runs.size()][][];
        this.counters = new double[runs.size()][][];
        for (int run = 0; run < runs.size(); run++) {
            cut(run);
        }
    }

    private void cut(final int run) {
        final List<Second> seconds = runs.get(run).seconds();
        final int unit = ceilDiv(seconds.size(), MOST_UNITS);
        final int units = ceilDiv(seconds.size(), unit);
        blocks[run] = new long[units][binCount];
        counters[run] = new double[units][COUNTERS];
        for (int second = 0; second < seconds.size(); second++) {
            final Second now = seconds.get(second);
            for (int back = 0; back < Math.min(BLOCK_UNITS, units); back++) {
                final int block = Math.floorMod(second / unit - back, units);
                now.addTo(blocks[run][block], firstBin);
                final double[] sums = counters[run][block];
                sums[0] += now.sumNs();
                sums[1] += now.succeeded();
                sums[2] += now.failed();
                sums[3] += 1;
            }
        }
    }

    int runCount() {
        return runs.size();
    }

    /** How many blocks there are to start from in a run. */
    int units(final int run) {
        return blocks[run].length;
    }

    /** How many blocks make up a run. */
    int blocksToDraw(final int run) {
        return ceilDiv(units(run), BLOCK_UNITS);
    }

    /** How many blocks that do not overlap all runs have. */
    int independentBlocks() {
        int sum = 0;
        for (int run = 0; run < runs.size(); run++) {
            sum += units(run) / BLOCK_UNITS;
        }
        return sum;
    }

    Sample newSample() {
        return new Sample(binCount, firstBin);
    }

    void add(final Sample sample, final int run, final int block) {
        sample.add(blocks[run][block], counters[run][block]);
    }

    /** The side itself. */
    Sample whole() {
        final Sample sample = newSample();
        for (int run = 0; run < runs.size(); run++) {
            for (int block = 0; block < units(run); block++) {
                add(sample, run, block);
            }
        }
        return sample.counted();
    }

    /** Without the rounding of bins. */
    double exact(final Metric metric) {
        if (!metric.isPercentile()) {
            return whole().value(metric);
        }
        final Histogram all = Histograms.empty();
        runs.forEach(run -> all.add(run.total()));
        return all.getValueAtPercentile(metric.quantile() * 100);
    }

    long responses() {
        return runs.stream().mapToLong(run -> run.total().getTotalCount()).sum();
    }

    long operations() {
        return runs.stream().mapToLong(Series::count).sum();
    }

    /** Of the longest run. */
    int longestSeconds() {
        return runs.stream().mapToInt(run -> run.seconds().size()).max().orElse(0);
    }

    private static int ceilDiv(final int number, final int by) {
        return (number + by - 1) / by;
    }
}
