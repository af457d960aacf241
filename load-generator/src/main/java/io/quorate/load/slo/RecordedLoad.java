package io.quorate.load.slo;

import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.OperationType;
import org.HdrHistogram.Histogram;

/** What a recorder holds, seen as objectives see it. */
record RecordedLoad(RunRecorder recorder, double seconds) implements Observed {

    private static final Histogram NOTHING = Histograms.empty();
    private static final Outcome[] OUTCOMES = Outcome.values();

    @Override
    public Histogram answered(final OperationType type) {
        final Histogram times = recorder.response(type, Outcome.OK);
        return times == null ? NOTHING : times;
    }

    @Override
    public long unanswered(final OperationType type) {
        long sum = 0;
        for (final Outcome outcome : OUTCOMES) {
            final Histogram times = outcome.isSuccess() ? null : recorder.response(type, outcome);
            sum += times == null ? 0 : times.getTotalCount();
        }
        return sum;
    }

    @Override
    public long answeredInWindow(final OperationType type) {
        return recorder.succeededInWindow(type);
    }
}
