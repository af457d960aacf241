package io.quorate.testkit.simulation;

import io.quorate.testkit.check.Operation;
import io.quorate.testkit.check.Staleness;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What came out of the seeds that a {@link SimulationSuite} has run.
 *
 * @param options what was to be run
 * @param seeds how many different seeds were run
 * @param judgedSeeds of how many of them it was checked that histories are linearizable; the others promise less
 * @param realNs how long it took
 * @param cpuNs how much processor time it took, on all threads together; 0 if this JVM cannot tell
 * @param virtualNs how much time has passed in the simulated worlds, each seed counted once
 * @param repeatedNs how much more in runs that repeated a seed
 * @param events how many events were run, each seed counted once
 * @param operations what the clients did, by how it ended, each seed counted once
 * @param faults what went wrong on purpose, how often, each seed counted once
 * @param repeated how many seeds were run twice
 * @param keys how many histories of a key were checked
 * @param searched how many of them got a second opinion
 * @param searchesGivenUp how many of those came to no answer
 * @param staleness how far histories are from linearizable
 * @param failureCount how many seeds failed
 * @param failures the failures of the lowest seeds, in order, at most {@link #MOST_FAILURES}; where the suite ended with the first failure, it
 *     is the same every time
 * @param interrupted whether {@link SimulationSuite#stop} was called before the end
 */
public record SuiteReport(
        SuiteOptions options,
        long seeds,
        long judgedSeeds,
        long realNs,
        long cpuNs,
        long virtualNs,
        long repeatedNs,
        long events,
        Map<Operation.End, Long> operations,
        Map<FaultClass, Long> faults,
        long repeated,
        long keys,
        long searched,
        long searchesGivenUp,
        Staleness staleness,
        long failureCount,
        List<SimulationFailure> failures,
        boolean interrupted) {

    /** Most failures that are kept. */
    public static final int MOST_FAILURES = 20;

    /** Copies the collections. */
    public SuiteReport {
        operations = Collections.unmodifiableMap(new EnumMap<>(operations));
        faults = Collections.unmodifiableMap(new EnumMap<>(faults));
        failures = List.copyOf(failures);
    }

    /**
     * Whether no seed failed.
     *
     * @return true without failures
     */
    public boolean passed() {
        return failureCount == 0;
    }

    /**
     * All operations.
     *
     * @return count
     */
    public long operationCount() {
        return operations.values().stream().mapToLong(Long::longValue).sum();
    }
}
