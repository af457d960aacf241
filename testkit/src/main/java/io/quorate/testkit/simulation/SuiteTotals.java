package io.quorate.testkit.simulation;

import io.quorate.testkit.check.LinearizabilityCheck;
import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Staleness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Adds up what seeds bring. Threads: guarded by its owner. */
final class SuiteTotals {

    private final SuiteOptions options;
    private final Map<Operation.End, Long> operations = new EnumMap<>(Operation.End.class);
    private final Map<FaultClass, Long> faults = new EnumMap<>(FaultClass.class);
    private final Staleness staleness = new Staleness();
    private final List<SimulationFailure> failures = new ArrayList<>();
    private long seeds;
    private long judgedSeeds;
    private long cpuNs;
    private long virtualNs;
    private long repeatedNs;
    private long events;
    private long repeated;
    private long keys;
    private long searched;
    private long searchesGivenUp;
    private long failureCount;

    SuiteTotals(final SuiteOptions options) {
        this.options = options;
        for (final Operation.End end : Operation.End.values()) {
            operations.put(end, 0L);
        }
    }

    long seeds() {
        return seeds;
    }

    long failureCount() {
        return failureCount;
    }

    /** A seed is over, whether or not anything came out. */
    void countSeed() {
        seeds++;
    }

    void add(final SimulationReport report, final Staleness figures) {
        judgedSeeds += SeedRun.isJudged(report.options()) ? 1 : 0;
        virtualNs += report.virtualNs();
        events += report.eventCount();
        report.faultCounts().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        report.history().operations().forEach(operation -> operations.merge(operation.end(), 1L, Long::sum));
        final LinearizabilityCheck check = report.linearizability();
        keys += check.keys();
        searched += check.searched();
        searchesGivenUp += check.gaveUp();
        staleness.add(figures);
    }

    void addRepetition(final long ns) {
        repeated++;
        repeatedNs += ns;
    }

    void addCpu(final long ns) {
        cpuNs += ns;
    }

    void add(final SimulationFailure failure) {
        failureCount++;
        failures.add(failure);
        // Seeds in the order in which they were handed out, also beyond the largest number.
        failures.sort(Comparator.comparing(one -> one.options().seed() - options.firstSeed(), Long::compareUnsigned));
        if (failures.size() > SuiteReport.MOST_FAILURES) {
            failures.remove(failures.size() - 1);
        }
    }

    SuiteReport report(final long realNs, final boolean interrupted) {
        return new SuiteReport(
                options,
                seeds,
                judgedSeeds,
                realNs,
                cpuNs,
                virtualNs,
                repeatedNs,
                events,
                operations,
                faults,
                repeated,
                keys,
                searched,
                searchesGivenUp,
                new Staleness().add(staleness),
                failureCount,
                failures,
                interrupted);
    }
}
