package io.quorate.load.record;

import org.HdrHistogram.Histogram;

/** Takes the histograms of each interval. */
@FunctionalInterface
public interface IntervalSink {

    /**
     * The times of one tag in one interval.
     *
     * @param interval carries its tag; not empty; valid during the call
     */
    void onInterval(Histogram interval);
}
