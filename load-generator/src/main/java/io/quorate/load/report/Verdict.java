package io.quorate.load.report;

import io.quorate.load.engine.LoadResult;
import io.quorate.load.health.Finding;
import io.quorate.load.health.HealthInputs;
import io.quorate.load.health.HealthJudge;
import io.quorate.load.health.HealthSummary;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Whether the generator did its part. Only its own slowness counts: operations that waited because the target had too many under way are
 * the target's doing, and stand in the response times.
 *
 * @param status the judgement
 * @param reasons why it is {@link Status#SUSPECT} or {@link Status#INVALID}
 */
public record Verdict(Status status, List<String> reasons) {

    /** A judgement. */
    public enum Status {
        /** No operation was due in the measured load, so that there is nothing to judge. */
        NONE,
        /** Operations started when they should. */
        VALID,
        /** Operations started late enough to show in the response times. */
        SUSPECT,
        /** The generator could not hold the rate. */
        INVALID
    }

    /** Copies the list. */
    public Verdict {
        reasons = List.copyOf(reasons);
    }

    static Verdict of(final LoadResult result, final Histogram response, final @Nullable HealthSummary health) {
        if (result.offered() == 0) {
            return new Verdict(Status.NONE, List.of());
        }
        final List<Finding> findings = HealthJudge.judge(
                new HealthInputs(result.offered(), result.overdue(), result.lateness(), response, health));
        final boolean isInvalid = findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.INVALID);
        return new Verdict(
                isInvalid ? Status.INVALID : findings.isEmpty() ? Status.VALID : Status.SUSPECT,
                findings.stream().map(Finding::reason).toList());
    }
}
