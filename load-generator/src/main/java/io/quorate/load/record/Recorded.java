package io.quorate.load.record;

import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Times by tag that are recorded while a load goes on.
 *
 * <p><b>Threads.</b> One, always the same, ends intervals and reads totals, which hold what ended intervals hold.
 */
public interface Recorded {

    /**
     * Ends an interval.
     *
     * @param sink takes what was recorded in it, tag by tag
     */
    void endInterval(IntervalSink sink);

    /**
     * Visits the times of every tag, as far as intervals have ended.
     *
     * @param visitor takes histograms that carry their tags, possibly empty; only to be read
     */
    void forEachTotal(Consumer<Histogram> visitor);
}
