package io.quorate.testkit.check;

import io.quorate.testkit.check.KeyHistory.Group;
import io.quorate.testkit.check.Violation.Rule;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether versions grow with time: an operation must not show a lower version than one that was over before it began, and a
 * write must show a higher one.
 *
 * <p>A history that passes, without phantom and future reads, is linearizable with its versions as the order; {@link ZoneChecker} looks
 * at values only, so that the two check each other.
 *
 * <p><b>Threads.</b> Stateless.
 */
public final class VersionOrderChecker {

    private VersionOrderChecker() {}

    /**
     * Checks the operations on one key; asks of them what {@link ZoneChecker} asks.
     *
     * @param key key, for the explanation
     * @param operations all operations on it, in any order
     * @return what is wrong, empty if versions grow with time
     */
    public static List<Violation> check(final String key, final List<Operation> operations) {
        final KeyHistory history = new KeyHistory(key, operations);
        final List<Operation> byStart = new ArrayList<>();
        for (final Group group : history.groups()) {
            byStart.addAll(group.operations());
        }
        final List<Operation> byEnd = new ArrayList<>(byStart);
        byStart.sort(Comparator.comparingLong(Operation::invokedNs));
        byEnd.sort(Comparator.comparingLong(Operation::endNs));

        final List<Violation> violations = new ArrayList<>(history.violations());
        Operation newest = null;
        int ended = 0;
        for (final Operation operation : byStart) {
            while (ended < byEnd.size() && byEnd.get(ended).precedes(operation)) {
                newest = newer(newest, byEnd.get(ended++));
            }
            if (newest != null && isOutOfOrder(newest.version(), operation)) {
                violations.add(new Violation(
                        Rule.VERSION_ORDER,
                        key,
                        "shows " + (operation.isWrite() ? "no higher" : "a lower")
                                + " version than an operation that was over before",
                        List.of(newest, operation)));
            }
        }
        return violations;
    }

    private static boolean isOutOfOrder(final @Nullable Version before, final Operation operation) {
        final int order = compare(operation.version(), before);
        return order < 0 || (order == 0 && operation.isWrite());
    }

    private static Operation newer(final @Nullable Operation newest, final Operation candidate) {
        return newest == null || compare(candidate.version(), newest.version()) > 0 ? candidate : newest;
    }

    /** Nothing found is below every version. */
    private static int compare(final @Nullable Version a, final @Nullable Version b) {
        if (a == null || b == null) {
            return (a == null ? 0 : 1) - (b == null ? 0 : 1);
        }
        return a.compareTo(b);
    }
}
