package io.quorate.load.report;

import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.LoadResult;
import io.quorate.load.health.HealthSummary;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.OperationType;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param plan the load that was asked for
 * @param result what the engine knows
 * @param operations what came of the operations, by type, types of the mix only
 * @param health how the generator fared, null if nobody looked
 * @param verdict whether the numbers can be trusted
 */
public record RunSummary(
        LoadPlan plan,
        LoadResult result,
        List<OperationSummary> operations,
        @Nullable HealthSummary health,
        Verdict verdict) {

    private static final double NS_PER_S = 1e9;

    /**
     * Sums up a run whose last interval has ended.
     *
     * @param plan the load that was asked for
     * @param result what the engine knows
     * @param recorder the times
     * @param health how the generator fared, null if nobody looked
     * @return the summary
     */
    public static RunSummary of(
            final LoadPlan plan,
            final LoadResult result,
            final RunRecorder recorder,
            final @Nullable HealthSummary health) {
        final List<OperationSummary> operations = new ArrayList<>();
        final Histogram response = Histograms.empty();
        for (final OperationType type : plan.workload().mix().included()) {
            final OperationSummary summary = OperationSummary.of(recorder, type);
            operations.add(summary);
            response.add(summary.response());
        }
        return new RunSummary(plan, result, List.copyOf(operations), health, Verdict.of(result, response, health));
    }

    /**
     * How long the load was measured.
     *
     * @return seconds
     */
    public double seconds() {
        return result.measuredNs() / NS_PER_S;
    }

    /**
     * How many operations succeeded.
     *
     * @return count
     */
    public long succeeded() {
        return operations.stream().mapToLong(OperationSummary::succeeded).sum();
    }

    /**
     * How many operations failed.
     *
     * @return count
     */
    public long failed() {
        return operations.stream().mapToLong(OperationSummary::failed).sum();
    }

    /**
     * How many operations were sent and did not end.
     *
     * @return count
     */
    public long unfinished() {
        return operations.stream().mapToLong(OperationSummary::unfinished).sum();
    }

    /**
     * How many operations were due and never sent.
     *
     * @return count
     */
    public long unsent() {
        return operations.stream().mapToLong(OperationSummary::unsent).sum();
    }

    /**
     * Rate of a number of operations over the measured load.
     *
     * @param count how many
     * @return per second, 0 if nothing was measured
     */
    public double perSecond(final long count) {
        return perSecond(count, result.measuredNs());
    }

    /**
     * Rate of a number of operations.
     *
     * @param count how many
     * @param measuredNs over how long
     * @return per second, 0 if nothing was measured
     */
    public static double perSecond(final long count, final long measuredNs) {
        return measuredNs == 0 ? 0 : count * NS_PER_S / measuredNs;
    }
}
