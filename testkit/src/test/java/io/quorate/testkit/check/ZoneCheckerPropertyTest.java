package io.quorate.testkit.check;

import static io.quorate.testkit.check.Histories.KEY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.check.Operation.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The zone checker against the definition: it must agree with a search through every order of a small history. */
class ZoneCheckerPropertyTest {

    @Property(tries = 4_000)
    void shouldAgreeWithSearchThroughAllOrders(@ForAll final long seed) {
        final List<Operation> history = RandomHistories.chaotic(new SeededRandom(seed));

        assertEquals(
                isLinearizable(history),
                ZoneChecker.check(KEY, history).isEmpty(),
                () -> "the checker and the definition disagree on " + history);
    }

    @Property(tries = 4_000)
    void shouldAcceptEveryHistoryInVersionOrder(@ForAll final long seed) {
        final List<Operation> history = RandomHistories.chaotic(new SeededRandom(seed));

        if (VersionOrderChecker.check(KEY, history).isEmpty()) {
            assertEquals(List.of(), ZoneChecker.check(KEY, history));
        }
    }

    /** Were all random histories broken, or none, the properties would say little. */
    @Example
    void shouldMakeHistoriesOfBothKinds() {
        int linearizable = 0;
        int ordered = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            final List<Operation> history = RandomHistories.chaotic(new SeededRandom(seed));
            linearizable += isLinearizable(history) ? 1 : 0;
            ordered += VersionOrderChecker.check(KEY, history).isEmpty() ? 1 : 0;
        }
        final int good = linearizable;
        assertTrue(good > 100 && good < 900, () -> good + " of 1,000 random histories are linearizable");
        assertTrue(ordered > 20, "histories in version order: " + ordered);
    }

    @Example
    void shouldCheckLongHistoryQuickly() {
        final List<Operation> history = new ArrayList<>();
        for (int i = 1; i <= 50_000; i++) {
            history.add(Histories.put(i, 4L * i, 4L * i + 1));
            history.add(Histories.get(i, 4L * i + 2, 4L * i + 3));
        }
        assertEquals(List.of(), ZoneChecker.check(KEY, history));
        assertEquals(List.of(), VersionOrderChecker.check(KEY, history));

        history.add(Histories.get(25_000, 4L * 50_001, 4L * 50_001 + 1));
        assertEquals(1, VersionOrderChecker.check(KEY, history).size());
        assertTrue(!ZoneChecker.check(KEY, history).isEmpty());
    }

    /** By definition: some order of the operations respects time, and every get finds the last write before it. */
    private static boolean isLinearizable(final List<Operation> history) {
        final List<Operation> counted = new ArrayList<>();
        for (final Operation operation : history) {
            if (operation.end() != End.FAILED) {
                counted.add(operation);
            }
        }
        return canBeOrdered(counted, new boolean[counted.size()], null);
    }

    private static boolean canBeOrdered(final List<Operation> operations, final boolean[] done, final String state) {
        boolean allDone = true;
        for (int i = 0; i < done.length; i++) {
            // An indeterminate write may never happen.
            allDone &= done[i] || operations.get(i).end() == End.INDETERMINATE;
        }
        if (allDone) {
            return true;
        }
        for (int i = 0; i < done.length; i++) {
            final Operation next = operations.get(i);
            if (!done[i] && mayBeNext(operations, done, next)) {
                final boolean fits = next.isWrite() || Objects.equals(next.stateName(), state);
                if (fits) {
                    done[i] = true;
                    final boolean ordered = canBeOrdered(operations, done, next.stateName());
                    done[i] = false;
                    if (ordered) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean mayBeNext(
            final List<Operation> operations, final boolean[] done, final Operation candidate) {
        for (int i = 0; i < done.length; i++) {
            if (!done[i] && operations.get(i).precedes(candidate)) {
                return false;
            }
        }
        return true;
    }
}
