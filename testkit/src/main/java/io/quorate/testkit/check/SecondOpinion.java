package io.quorate.testkit.check;

import io.quorate.testkit.check.Violation.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Asks {@link SearchChecker} about a history that is small enough for it, and compares its answer with that of {@link ZoneChecker}. */
final class SecondOpinion {

    private static final int MOST_CLIENTS = 6;
    private static final int MOST_OPERATIONS = 600;
    private static final int MOST_CONFIGURATIONS = 100_000;

    private SecondOpinion() {}

    /** Whether the search can be expected to end. */
    static boolean isSmall(final List<Operation> operations) {
        if (operations.size() > MOST_OPERATIONS) {
            return false;
        }
        final Set<Integer> clients = new LinkedHashSet<>();
        for (final Operation operation : operations) {
            clients.add(operation.client());
        }
        return clients.size() <= MOST_CLIENTS;
    }

    static SearchChecker.Answer ask(final List<Operation> operations) {
        return SearchChecker.check(operations, MOST_CONFIGURATIONS);
    }

    /** What is wrong with the checkers, if they do not say the same. */
    static List<Violation> compare(
            final String key, final List<Violation> byZones, final SearchChecker.Answer bySearch) {
        final List<Violation> explained = new ArrayList<>();
        for (final Violation violation : byZones) {
            // The search looks at values, and not at the versions that they come with.
            if (violation.rule() != Rule.VERSION_MISMATCH) {
                explained.add(violation);
            }
        }
        return switch (bySearch.verdict()) {
            case GAVE_UP -> List.of();
            case LINEARIZABLE ->
                explained.isEmpty()
                        ? List.of()
                        : List.of(new Violation(
                                Rule.CHECKERS_DISAGREE,
                                key,
                                "the search found an order of the operations, although "
                                        + explained.get(0).rule(),
                                explained.get(0).operations()));
            case NOT_LINEARIZABLE ->
                explained.isEmpty()
                        ? List.of(new Violation(
                                Rule.CHECKERS_DISAGREE,
                                key,
                                "no conflict of zones, but the search found no order in which one of these comes next",
                                bySearch.stuck()))
                        : List.of();
        };
    }
}
