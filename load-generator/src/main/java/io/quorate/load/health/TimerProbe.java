package io.quorate.load.health;

import io.quorate.load.record.Histograms;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NanoClock;

/**
 * How late a thread is that waits for instants 100 µs apart, by the way in which it waits.
 *
 * <p><b>Threads.</b> The calling one does the waiting. <b>Units.</b> Nanoseconds.
 */
public final class TimerProbe {

    /** How far the instants are apart. */
    public static final long STEP_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final long SPIN_NS = TimeUnit.MICROSECONDS.toNanos(80);

    /** Differences below this are chance. */
    private static final long SAME_NS = TimeUnit.MICROSECONDS.toNanos(10);

    private static final double P99 = 99;

    /** How to wait; the later ones use more of a processor. */
    public enum Way {
        /** The thread sleeps. */
        PARK,
        /** It sleeps, and spins the last stretch. */
        HYBRID,
        /** It never sleeps. */
        SPIN;

        /**
         * The name in reports.
         *
         * @return lower case
         */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final NanoClock clock;
    private final LongConsumer park;
    private final Runnable spin;

    /**
     * Creates a probe.
     *
     * @param clock of all times
     * @param park sleeps about as many nanoseconds as it is given
     * @param spin passes a moment without sleeping
     */
    public TimerProbe(final NanoClock clock, final LongConsumer park, final Runnable spin) {
        this.clock = clock;
        this.park = park;
        this.spin = spin;
    }

    /**
     * Waits for a number of instants.
     *
     * @param way how
     * @param instants how many; fewer are waited for where one is missed altogether
     * @return how late the thread was
     */
    public Histogram overshoot(final Way way, final int instants) {
        final Histogram late = Histograms.empty();
        long dueNs = clock.nanoTime();
        for (int i = 0; i < instants; i++) {
            dueNs += STEP_NS;
            final long nowNs = waitUntil(dueNs, way);
            late.recordValue(Math.min(nowNs - dueNs, Histograms.HIGHEST_NS));
            while (nowNs - dueNs >= STEP_NS) {
                dueNs += STEP_NS;
                i++;
            }
        }
        return late;
    }

    private long waitUntil(final long dueNs, final Way way) {
        long nowNs = clock.nanoTime();
        while (dueNs - nowNs > 0) {
            final long remainingNs = dueNs - nowNs;
            if (way == Way.PARK) {
                park.accept(remainingNs);
            } else if (way == Way.HYBRID && remainingNs > SPIN_NS) {
                park.accept(remainingNs - SPIN_NS);
            } else {
                spin.run();
            }
            nowNs = clock.nanoTime();
        }
        return nowNs;
    }

    /**
     * The way to wait that is best here: the one with the lowest 99th percentile, and of those that differ by less than 10 µs or a quarter the
     * one that leaves most of the processor to others.
     *
     * @param overshoots of each way
     * @return the best of them
     */
    public static Way best(final Map<Way, Histogram> overshoots) {
        long leastNs = Long.MAX_VALUE;
        for (final Histogram overshoot : overshoots.values()) {
            leastNs = Math.min(leastNs, overshoot.getValueAtPercentile(P99));
        }
        for (final Way way : Way.values()) {
            final Histogram overshoot = overshoots.get(way);
            if (overshoot != null && overshoot.getValueAtPercentile(P99) <= leastNs + Math.max(SAME_NS, leastNs / 4)) {
                return way;
            }
        }
        throw new IllegalArgumentException("overshoots is empty: measure one way at least");
    }
}
