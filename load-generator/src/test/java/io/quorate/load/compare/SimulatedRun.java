package io.quorate.load.compare;

import io.quorate.load.record.Histograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** Runs of a server whose times are lognormal, and whose level wanders from second to second. */
final class SimulatedRun {

    private static final double MEDIAN_NS = 600_000;
    private static final double SPREAD = 0.5;
    private static final double STRAGGLERS = 0.02;
    private static final double STRAGGLER_FACTOR = 3;

    private final int seconds;
    private final int perSecond;
    private final double wander;
    private final double memory;

    /**
     * A server.
     *
     * @param seconds how long runs are
     * @param perSecond operations
     * @param wander standard deviation of the logarithm of the level of a second
     * @param memory how much of the level's deviation is left a second later, from 0 to 1
     */
    SimulatedRun(final int seconds, final int perSecond, final double wander, final double memory) {
        this.seconds = seconds;
        this.perSecond = perSecond;
        this.wander = wander;
        this.memory = memory;
    }

    /** A run of gets. */
    Map<String, Series> gets(final long seed, final double slowness) {
        return Map.of("get", series(seed, slowness, 0));
    }

    Series series(final long seed, final double slowness, final double failing) {
        final Random random = new Random(seed);
        final Histogram total = Histograms.empty();
        final List<Second> all = new ArrayList<>();
        double level = wander * random.nextGaussian();
        for (int second = 0; second < seconds; second++) {
            level = memory * level + wander * Math.sqrt(1 - memory * memory) * random.nextGaussian();
            final Histogram times = Histograms.empty();
            final long count = Math.round(perSecond + Math.sqrt(perSecond) * random.nextGaussian());
            long failed = 0;
            for (long i = 0; i < count; i++) {
                final boolean isStraggler = random.nextDouble() < STRAGGLERS;
                final double ns = MEDIAN_NS
                        * Math.exp(level + SPREAD * random.nextGaussian())
                        * (isStraggler ? STRAGGLER_FACTOR : 1)
                        * slowness;
                if (random.nextDouble() < failing) {
                    failed++;
                } else {
                    times.recordValue(Math.round(ns));
                }
            }
            total.add(times);
            all.add(Second.of(times, times.getTotalCount(), failed));
        }
        return new Series(all, total);
    }
}
