package io.quorate.load.slo;

import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.OperationType;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Recorded times, seen as objectives see them. */
record RecordedLoad(
        BiFunction<OperationType, Outcome, @Nullable Histogram> response,
        ToLongFunction<OperationType> succeededInWindow,
        double seconds)
        implements Observed {

    private static final Histogram NOTHING = Histograms.empty();
    private static final Outcome[] OUTCOMES = Outcome.values();

    @Override
    public Histogram answered(final OperationType type) {
        final Histogram times = response.apply(type, Outcome.OK);
        return times == null ? NOTHING : times;
    }

    @Override
    public long unanswered(final OperationType type) {
        long sum = 0;
        for (final Outcome outcome : OUTCOMES) {
            final Histogram times = outcome.isSuccess() ? null : response.apply(type, outcome);
            sum += times == null ? 0 : times.getTotalCount();
        }
        return sum;
    }

    @Override
    public long answeredInWindow(final OperationType type) {
        return succeededInWindow.applyAsLong(type);
    }
}
