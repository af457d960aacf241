package io.quorate.load.search;

import io.quorate.load.slo.ResponseTimes;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Lets a target recover between loads: an overload leaves queues, caches and collectors behind that would be charged to the next load. It has
 * recovered when the median of a light load is what it was at first.
 *
 * <p><b>Threads.</b> One.
 */
final class Settling {

    private static final int MOST_TRIES = 12;
    private static final double TOLERANCE = 0.2;

    /** Differences below this are the scheduler's. */
    private static final long UNREMARKABLE_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final Prober prober;
    private final double rate;
    private final Duration measure;
    private long baselineNs;
    private boolean known;

    Settling(final Prober prober, final double rate, final Duration measure) {
        this.prober = prober;
        this.rate = rate;
        this.measure = measure;
    }

    /** Waits; the first time it learns what the target does when it is at rest. */
    void settle() throws SearchEnded, InterruptedException {
        if (!known) {
            baselineNs = prober.settle(rate, measure);
            known = true;
            return;
        }
        final long mostNs = limitNs();
        long medianNs = Long.MAX_VALUE;
        for (int i = 0; i < MOST_TRIES; i++) {
            medianNs = prober.settle(rate, measure);
            if (medianNs <= mostNs) {
                return;
            }
        }
        throw new SearchEnded(
                SearchResult.End.NOT_RECOVERED,
                String.format(
                        Locale.ROOT,
                        "p50 at %s was %s ms before the first load, and after the last one still %s ms after %d tries of %d s",
                        SearchText.rate(rate),
                        ResponseTimes.ms(baselineNs),
                        ResponseTimes.ms(medianNs),
                        MOST_TRIES,
                        measure.toSeconds()));
    }

    private long limitNs() {
        // A target that was not at rest in the beginning sets no limit.
        return baselineNs == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Math.max((long) (baselineNs * (1 + TOLERANCE)), baselineNs + UNREMARKABLE_NS);
    }
}
