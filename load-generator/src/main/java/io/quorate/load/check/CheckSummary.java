package io.quorate.load.check;

import java.util.Map;

/**
 * What a check has found.
 *
 * <p><b>Threads.</b> A copy, for whoever asked for it.
 *
 * @param mode how much was asked
 * @param promised whether the cluster promised it
 * @param reads reads that were judged, warm-up included
 * @param violations how many of each kind; only kinds that occurred
 * @param staleness age of answers; of a cluster that promises the newest it has no stale ones
 * @param tooShort values that were too short to say who wrote them, and were not judged
 * @param foreign values from before the load, on keys to which it has not written yet; not judged
 * @param overruns reads that were judged by an upper bound only, since what they returned was written too many operations ago
 */
public record CheckSummary(
        CheckMode mode,
        boolean promised,
        long reads,
        Map<ViolationKind, Long> violations,
        Staleness staleness,
        long tooShort,
        long foreign,
        long overruns) {

    /**
     * Violations of all kinds.
     *
     * @return count
     */
    public long violationCount() {
        return violations.values().stream().mapToLong(Long::longValue).sum();
    }
}
