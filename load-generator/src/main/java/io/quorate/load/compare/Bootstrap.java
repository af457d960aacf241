package io.quorate.load.compare;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How far the change of each metric would scatter if both sides were run again and again.
 *
 * <p>Whole blocks of seconds are drawn with replacement, since seconds that follow each other are alike. With three runs a side or more runs are drawn
 * first. If both sides had the same operations at the same times, both draw the same seconds, so that what those operations have in common cancels
 * out.
 *
 * <p><b>Source.</b> Künsch, The jackknife and the bootstrap for general stationary observations, 1989; in a circle: Politis and Romano, 1992. The
 * percentile interval is widened as by Hesterberg, What teachers should know about the bootstrap, 2015, as few blocks scatter less among themselves
 * than what they are drawn from.
 *
 * <p><b>Guarantee.</b> The same runs give the same numbers. <b>Threads.</b> One.
 */
final class Bootstrap {

    /** From as many runs on a side, the scatter between them is known. */
    static final int RUNS_TO_DRAW = 3;

    private static final int RESAMPLES = 10_000;
    private static final long SEED = 0x51_7C_C1_B7_27_22_0A_95L;

    private final Side base;
    private final Side candidate;
    private final boolean isPaired;
    private final boolean drawsRuns;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<Metric, double[]> changes = new EnumMap<>(Metric.class);

    private Bootstrap(final Side base, final Side candidate, final boolean isPaired) {
        this.base = base;
        this.candidate = candidate;
        this.isPaired = isPaired;
        this.drawsRuns = Math.min(base.runCount(), candidate.runCount()) >= RUNS_TO_DRAW;
    }

    /** An interval of a change. */
    record Range(double least, double most) {}

    /**
     * Draws.
     *
     * @param isPaired whether second {@code i} of every run had the same operations; all runs are of one length then
     */
    static Bootstrap of(final Side base, final Side candidate, final boolean isPaired) {
        final Bootstrap bootstrap = new Bootstrap(base, candidate, isPaired);
        bootstrap.draw();
        return bootstrap;
    }

    /** The change from one value to another. */
    static double change(final Metric metric, final double before, final double after) {
        return metric == Metric.ERRORS ? after - before : after / before - 1;
    }

    private void draw() {
        for (final Metric metric : Metric.values()) {
            changes.put(metric, new double[RESAMPLES]);
        }
        final Sample before = base.newSample();
        final Sample after = candidate.newSample();
        final int[] common = new int[base.blocksToDraw(0)];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int block = 0; isPaired && block < common.length; block++) {
                common[block] = random.nextInt(base.units(0));
            }
            draw(base, before, common);
            draw(candidate, after, common);
            for (final Metric metric : Metric.values()) {
                changes.get(metric)[i] = change(metric, before.value(metric), after.value(metric));
            }
        }
    }

    private void draw(final Side side, final Sample sample, final int[] common) {
        sample.clear();
        for (int i = 0; i < side.runCount(); i++) {
            final int run = drawsRuns ? random.nextInt(side.runCount()) : i;
            for (int block = 0; block < side.blocksToDraw(run); block++) {
                side.add(sample, run, isPaired ? common[block] : random.nextInt(side.units(run)));
            }
        }
        sample.counted();
    }

    /**
     * The interval of a change.
     *
     * @param metric what changed
     * @param confidence from 0 to 1
     * @param change what it changed by, exactly
     * @return the interval, without numbers if there is too little to tell
     */
    Range range(final Metric metric, final double confidence, final double change) {
        final double[] sorted = Arrays.stream(changes.get(metric))
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        final double centre = change(metric, base.whole().value(metric), candidate.whole().value(metric));
        final double tail = (1 - confidence) / 2;
        if (Double.isNaN(change) || sorted.length < RESAMPLES * (1 - tail) || widening(confidence) == 0) {
            return new Range(Double.NaN, Double.NaN);
        }
        final int skipped = (int) (tail * sorted.length);
        final double wide = widening(confidence);
        return new Range(
                Math.max(-1, change + wide * Math.min(0, sorted[skipped] - centre)),
                change + wide * Math.max(0, sorted[sorted.length - 1 - skipped] - centre));
    }

    /** By what few draws must be widened; 0 if there are too few for any interval. */
    private double widening(final double confidence) {
        final int before = drawsRuns ? base.runCount() : base.independentBlocks();
        final int after = drawsRuns ? candidate.runCount() : candidate.independentBlocks();
        final int fewest = Math.min(before, after);
        if (fewest < 2) {
            return 0;
        }
        return Math.sqrt(fewest / (fewest - 1.0))
                * StudentT.twoSided(confidence, before + after - 2)
                / StudentT.twoSided(confidence, StudentT.MANY);
    }
}
