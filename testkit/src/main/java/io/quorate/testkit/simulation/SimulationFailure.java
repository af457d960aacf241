package io.quorate.testkit.simulation;

import io.quorate.testkit.check.History;
import io.quorate.testkit.check.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one seed.
 *
 * @param options what was run
 * @param kind what kind of failure it is
 * @param problem in words, for people; of violations how many there are
 * @param violations those that were found, empty unless the kind is {@link Kind#VIOLATION}
 * @param history what the clients saw, null when the run did not come to its end
 */
public record SimulationFailure(
        SimulationOptions options,
        Kind kind,
        String problem,
        List<Violation> violations,
        @Nullable History history) {

    /** How a seed can fail. */
    public enum Kind {
        /** A promise was broken. */
        VIOLATION,
        /** The simulated program failed inside, was late with an answer, or did not come to an end. */
        CRASH,
        /** The same seed gave other events when it was run again. */
        NOT_DETERMINISTIC
    }

    /** Copies the list. */
    public SimulationFailure {
        violations = List.copyOf(violations);
    }

    /** Whether another failure is of the same sort: the same kind, and for violations a rule in common. */
    boolean resembles(final SimulationFailure other) {
        if (kind != other.kind || kind != Kind.VIOLATION) {
            return kind == other.kind;
        }
        return violations.stream()
                .anyMatch(mine -> other.violations.stream().anyMatch(its -> its.rule() == mine.rule()));
    }

    /**
     * Tells it to people: the options, the problem, and the violations with the operations that show them.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        final StringBuilder text =
                new StringBuilder(256).append(options).append('\n').append(problem);
        violations.forEach(violation -> text.append('\n').append(violation));
        return text.toString();
    }
}
