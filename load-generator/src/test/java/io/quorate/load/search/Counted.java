package io.quorate.load.search;

import io.quorate.load.slo.Observed;
import io.quorate.load.workload.OperationType;
import org.HdrHistogram.Histogram;

/** Gets of which only is known how many were answered and how many were not; all took a millisecond. */
final class Counted implements Observed {

    private static final long ANSWER_NS = 1_000_000;
    private static final long HIGHEST = 1 << 21;

    private final Histogram answered = new Histogram(HIGHEST, 3);
    private final Histogram none = new Histogram(HIGHEST, 3);
    private long unanswered;
    private double seconds;

    Counted second(final long newAnswered, final long newUnanswered) {
        if (newAnswered > 0) {
            answered.recordValueWithCount(ANSWER_NS, newAnswered);
        }
        unanswered += newUnanswered;
        seconds++;
        return this;
    }

    @Override
    public Histogram answered(final OperationType type) {
        return type == OperationType.GET ? answered : none;
    }

    @Override
    public long unanswered(final OperationType type) {
        return type == OperationType.GET ? unanswered : 0;
    }

    @Override
    public long answeredInWindow(final OperationType type) {
        return answered(type).getTotalCount();
    }

    @Override
    public double seconds() {
        return seconds;
    }
}
