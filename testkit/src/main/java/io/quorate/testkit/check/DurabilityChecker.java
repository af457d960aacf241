package io.quorate.testkit.check;

import io.quorate.testkit.check.Violation.Rule;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether every acknowledged version, or a newer one, is still where each later read quorum meets it.
 *
 * <p><b>Threads.</b> Stateless.
 */
public final class DurabilityChecker {

    private DurabilityChecker() {}

    /**
     * Checks one key at the end of a history, when no message is under way any more.
     *
     * @param key key, for the explanation
     * @param operations all operations on it, in any order
     * @param held what each of the key's replicas holds, null for nothing
     * @param readQuorum R
     * @return one violation per acknowledged version, of a write or found by a get, that some read quorum would miss
     */
    public static List<Violation> check(
            final String key,
            final List<Operation> operations,
            final List<? extends @Nullable Version> held,
            final int readQuorum) {
        final List<Violation> violations = new ArrayList<>();
        for (final Operation operation : operations) {
            final Version acknowledged = operation.version();
            if (operation.end() == Operation.End.OK && acknowledged != null) {
                int without = 0;
                for (final Version version : held) {
                    if (version == null || version.compareTo(acknowledged) < 0) {
                        without++;
                    }
                }
                if (without >= readQuorum) {
                    violations.add(new Violation(
                            Rule.LOST_WRITE,
                            key,
                            without + " of " + held.size() + " replicas hold something older, so that a get of "
                                    + readQuorum + " replies may miss it; held are " + held,
                            List.of(operation)));
                }
            }
        }
        return violations;
    }
}
