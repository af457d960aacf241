package io.quorate.testkit.check;

import io.quorate.testkit.check.KeyHistory.Group;
import io.quorate.testkit.check.Violation.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the operations on a key are linearizable as a register, in O(n log n).
 *
 * <p><b>What is asked of the history.</b> Written values are unique, absent gets tell the version of the tombstone they found, and every
 * operation on the key is in it, from a state where the key had never been written.
 *
 * <p><b>Uncertain ends.</b> A get that failed and a write that was not applied are left out (a get that finds such a write is a
 * violation). An indeterminate write counts only when a get found it, and then never ends: it may take effect as late as needed.
 *
 * <p><b>Threads.</b> Stateless. <b>Guarantee.</b> No false alarm and no miss for such histories: without phantom and future reads the
 * answer is empty if and only if the history is linearizable.
 *
 * <p>Source: P. Gibbons, E. Korach, "Testing Shared Memories", SIAM Journal on Computing 26(4), 1997.
 */
public final class ZoneChecker {

    /*
     * Between its own write and the next one a register shows one value, so in a linearization a write and the gets that found it stand
     * together: groups are ordered as wholes. Group B cannot come after group A if some operation of B returned before some operation
     * of A was invoked, that is if minEnd(B) < maxStart(A). Two groups conflict if neither may come first. Gibbons and Korach show that a
     * history without future reads and without conflicting pairs is linearizable: longer cycles always contain a conflicting pair.
     *
     * The zone of a group lies between minEnd and maxStart. It is forward if minEnd < maxStart: then the group must have been the current
     * one all that time. Conflicts are two forward zones that overlap, and a backward zone inside a forward one.
     */
    private record Zone(Group group, long lowNs, long highNs) {}

    private ZoneChecker() {}

    /**
     * Checks the operations on one key.
     *
     * @param key key, for the explanation
     * @param operations all operations on it, in any order
     * @return what is wrong, empty if the history is linearizable
     * @throws IllegalArgumentException if two writes leave the same state
     */
    public static List<Violation> check(final String key, final List<Operation> operations) {
        final KeyHistory history = new KeyHistory(key, operations);
        final List<Violation> violations = new ArrayList<>(history.violations());
        final List<Zone> forward = new ArrayList<>();
        final List<Zone> backward = new ArrayList<>();
        for (final Group group : history.groups()) {
            // The state before all was written, and that write returned, before every time.
            long minEndNs = group.write == null ? Long.MIN_VALUE : Operation.NEVER;
            long maxStartNs = Long.MIN_VALUE;
            for (final Operation operation : group.operations()) {
                minEndNs = Math.min(minEndNs, operation.endNs());
                maxStartNs = Math.max(maxStartNs, operation.invokedNs());
            }
            if (minEndNs < maxStartNs) {
                forward.add(new Zone(group, minEndNs, maxStartNs));
            } else if (group.write != null) {
                backward.add(new Zone(group, maxStartNs, minEndNs));
            }
        }
        forward.sort(Comparator.comparingLong(Zone::lowNs));
        checkForward(key, forward, violations);
        checkBackward(key, forward, backward, violations);
        return violations;
    }

    private static void checkForward(final String key, final List<Zone> forward, final List<Violation> violations) {
        Zone reaching = null;
        for (final Zone zone : forward) {
            if (reaching != null && zone.lowNs() < reaching.highNs()) {
                violations.add(conflict(key, reaching, zone));
            }
            if (reaching == null || zone.highNs() > reaching.highNs()) {
                reaching = zone;
            }
        }
    }

    private static void checkBackward(
            final String key, final List<Zone> forward, final List<Zone> backward, final List<Violation> violations) {
        for (final Zone zone : backward) {
            final Zone around = lastStartingBefore(forward, zone.lowNs());
            if (around != null && zone.highNs() < around.highNs()) {
                violations.add(conflict(key, around, zone));
            }
        }
    }

    /** Where forward zones overlap it may pick another than the widest one; the overlap was reported already. */
    private static @Nullable Zone lastStartingBefore(final List<Zone> sorted, final long timeNs) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (sorted.get(middle).lowNs() < timeNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : sorted.get(low - 1);
    }

    private static Violation conflict(final String key, final Zone first, final Zone second) {
        final List<Operation> operations = new ArrayList<>();
        addWitnesses(first.group(), operations);
        addWitnesses(second.group(), operations);
        return new Violation(
                Rule.NOT_LINEARIZABLE, key, "each of two states was found before and after the other", operations);
    }

    /** The write, the operation that returned first, and the one that was invoked last. */
    private static void addWitnesses(final Group group, final List<Operation> operations) {
        Operation firstReturned = null;
        Operation lastInvoked = null;
        for (final Operation operation : group.operations()) {
            if (firstReturned == null || operation.endNs() < firstReturned.endNs()) {
                firstReturned = operation;
            }
            if (lastInvoked == null || operation.invokedNs() > lastInvoked.invokedNs()) {
                lastInvoked = operation;
            }
        }
        for (final Operation witness : new Operation[] {group.write, firstReturned, lastInvoked}) {
            if (witness != null && !operations.contains(witness)) {
                operations.add(witness);
            }
        }
    }
}
