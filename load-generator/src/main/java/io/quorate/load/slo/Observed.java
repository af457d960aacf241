package io.quorate.load.slo;

import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.OperationType;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What is known of a load, as far as objectives need it.
 *
 * <p><b>Threads.</b> One. <b>Units.</b> Nanoseconds in histograms, else seconds.
 */
public interface Observed {

    /**
     * Response times of what succeeded.
     *
     * @param type which operations
     * @return only to be read
     */
    Histogram answered(OperationType type);

    /**
     * Operations that failed, did not end, or were never sent.
     *
     * @param type which operations
     * @return how many
     */
    long unanswered(OperationType type);

    /**
     * Operations that succeeded before the load's last instant.
     *
     * @param type which operations
     * @return how many
     */
    long answeredInWindow(OperationType type);

    /**
     * How long the load has been measured.
     *
     * @return seconds
     */
    double seconds();

    /**
     * What a recorder holds: that of the intervals that have ended.
     *
     * @param recorder where the operations are recorded; a later look sees what has been added
     * @param seconds how long the load has been measured
     * @return a view of it
     */
    static Observed of(final RunRecorder recorder, final double seconds) {
        return new RecordedLoad(recorder, seconds);
    }

    /**
     * Several loads as if they were one, as long as all of them together.
     *
     * @param loads which
     * @return a view of them
     */
    static Observed pooled(final List<Observed> loads) {
        return new PooledLoad(List.copyOf(loads));
    }
}
