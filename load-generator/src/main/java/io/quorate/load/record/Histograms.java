package io.quorate.load.record;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Makes all histograms of a run with the same parameters, since only such histograms add up without loss.
 *
 * <p><b>Units.</b> Nanoseconds from 1 to a day, three decimal digits exact.
 */
public final class Histograms {

    /** Longer times are recorded as this. */
    public static final long HIGHEST_NS = TimeUnit.DAYS.toNanos(1);

    private static final long LOWEST_NS = 1;
    private static final int DIGITS = 3;

    private Histograms() {}

    /**
     * An empty histogram.
     *
     * @return a histogram that never needs to grow
     */
    public static Histogram empty() {
        return new Histogram(LOWEST_NS, HIGHEST_NS, DIGITS);
    }

    /**
     * An empty recorder, for any number of threads.
     *
     * @return a recorder whose histograms never need to grow
     */
    public static Recorder recorder() {
        return new Recorder(LOWEST_NS, HIGHEST_NS, DIGITS);
    }

    /** What can be recorded of a time. */
    static long recordable(final long ns) {
        return Math.max(0, Math.min(ns, HIGHEST_NS));
    }
}
