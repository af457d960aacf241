package io.quorate.testkit.simulation;

import io.quorate.testkit.check.History;
import io.quorate.testkit.check.LinearizabilityCheck;
import io.quorate.testkit.check.Violation;
import java.util.List;
import java.util.Map;

/**
 * What came out of one simulation.
 *
 * @param options what was run
 * @param eventHash equal for equal runs
 * @param eventCount how many events were run
 * @param virtualNs how much time has passed in the simulated world
 * @param busyNs how much of it until the clients had made their operations; the rest is calm
 * @param faultCounts what went wrong on purpose, how often
 * @param history what the clients saw
 * @param linearizability what was checked of it, {@link LinearizabilityCheck#NONE} where it need not be linearizable
 * @param violations what was wrong, empty when all promises were kept
 */
public record SimulationReport(
        SimulationOptions options,
        long eventHash,
        long eventCount,
        long virtualNs,
        long busyNs,
        Map<FaultClass, Long> faultCounts,
        History history,
        LinearizabilityCheck linearizability,
        List<Violation> violations) {

    /** Copies the list. */
    public SimulationReport {
        violations = List.copyOf(violations);
    }

    /**
     * Whether every promise was kept.
     *
     * @return true without violations
     */
    public boolean passed() {
        return violations.isEmpty();
    }

    /**
     * Tells the outcome to people: the options, and each violation with the operations that show it.
     *
     * @return several lines
     */
    public String describe() {
        final StringBuilder text = new StringBuilder(256)
                .append(options)
                .append('\n')
                .append(history.operations().size())
                .append(" operations, ")
                .append(eventCount)
                .append(" events, hash ")
                .append(Long.toHexString(eventHash))
                .append(", faults ")
                .append(faultCounts)
                .append('\n')
                .append(violations.isEmpty() ? "no violations" : violations.size() + " violations:");
        for (final Violation violation : violations) {
            text.append('\n').append(violation);
        }
        return text.toString();
    }
}
