package io.quorate.load.slo;

import io.quorate.load.record.Histograms;
import io.quorate.load.workload.OperationType;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Several loads seen as one. */
record PooledLoad(List<Observed> loads) implements Observed {

    @Override
    public Histogram answered(final OperationType type) {
        final Histogram sum = Histograms.empty();
        loads.forEach(load -> sum.add(load.answered(type)));
        return sum;
    }

    @Override
    public long unanswered(final OperationType type) {
        return loads.stream().mapToLong(load -> load.unanswered(type)).sum();
    }

    @Override
    public long answeredInWindow(final OperationType type) {
        return loads.stream().mapToLong(load -> load.answeredInWindow(type)).sum();
    }

    @Override
    public double seconds() {
        return loads.stream().mapToDouble(Observed::seconds).sum();
    }
}
