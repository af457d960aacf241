package io.quorate.engine;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Follows the median of reply times in constant space: a step up for every reply above it, a step down for every one below.
 *
 * <p><b>Threads.</b> Any; updates that race lose one step, which does no harm.
 *
 * <p>Source: D. Feldman, Y. Shavitt, "An Optimal Median Calculation Algorithm for Estimating Internet Link Delays from Active
 * Measurements", 2007 (the FAME estimator), with a step in proportion to the estimate.
 */
final class ReplyMedian {

    private static final VarHandle MEDIAN_NS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "medianNs", VarHandle.class, ReplyMedian.class, long.class);
    private static final int STEP_SHIFT = 4;

    private final long minNs;
    private final long maxNs;
    private volatile long medianNs;

    ReplyMedian(final long initialNs, final long minNs, final long maxNs) {
        this.minNs = minNs;
        this.maxNs = maxNs;
        this.medianNs = initialNs;
    }

    void record(final long replyNs) {
        final long current = medianNs;
        final long step = (current >> STEP_SHIFT) + 1;
        final long next = replyNs > current ? current + step : current - step;
        MEDIAN_NS.setOpaque(this, Math.max(minNs, Math.min(maxNs, next)));
    }

    long medianNs() {
        return medianNs;
    }
}
