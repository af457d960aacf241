package io.quorate.load.slo;

import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.OperationType;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

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
        return of(recorder::response, recorder::succeededInWindow, seconds);
    }

    /**
     * What was recorded by whomever.
     *
     * @param response response times of a type that ended in one way, null if there are none
     * @param succeededInWindow operations of a type that succeeded before the load's last instant
     * @param seconds how long the load was measured
     * @return a view of it
     */
    static Observed of(
            final BiFunction<OperationType, Outcome, @Nullable Histogram> response,
            final ToLongFunction<OperationType> succeededInWindow,
            final double seconds) {
        return new RecordedLoad(response, succeededInWindow, seconds);
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
