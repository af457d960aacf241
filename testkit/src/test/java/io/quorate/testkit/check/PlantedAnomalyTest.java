package io.quorate.testkit.check;

import static io.quorate.testkit.check.Histories.KEY;
import static io.quorate.testkit.check.Histories.delete;
import static io.quorate.testkit.check.Histories.get;
import static io.quorate.testkit.check.Histories.getAbsent;
import static io.quorate.testkit.check.Histories.getTombstone;
import static io.quorate.testkit.check.Histories.put;
import static io.quorate.testkit.check.Histories.version;
import static io.quorate.testkit.check.Histories.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.check.Operation.End;
import io.quorate.testkit.check.Operation.Kind;
import io.quorate.testkit.check.Violation.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlantedAnomalyTest {

    private static void assertClean(final Operation... operations) {
        assertEquals(List.of(), ZoneChecker.check(KEY, List.of(operations)));
        assertEquals(List.of(), VersionOrderChecker.check(KEY, List.of(operations)));
    }

    /** Both checkers must find something, whatever the order in which operations were recorded. */
    private static void assertBroken(final Rule zoneRule, final Rule versionRule, final Operation... operations) {
        final List<Operation> shuffled = new ArrayList<>(Arrays.asList(operations));
        for (int round = 0; round < 5; round++) {
            assertRule(zoneRule, ZoneChecker.check(KEY, shuffled));
            assertRule(versionRule, VersionOrderChecker.check(KEY, shuffled));
            Collections.shuffle(shuffled, new Random(round));
        }
    }

    private static void assertRule(final Rule rule, final List<Violation> violations) {
        final TreeSet<Rule> rules = new TreeSet<>();
        violations.forEach(violation -> rules.add(violation.rule()));
        assertTrue(rules.contains(rule), () -> "wanted " + rule + ", found " + violations);
        assertTrue(violations.get(0).toString().contains(KEY), "a violation names the key");
    }

    @Test
    void shouldAcceptWhenNothingHappened() {
        assertClean();
        assertClean(getAbsent(0, 1));
    }

    @Test
    void shouldAcceptSequentialHistory() {
        assertClean(
                getAbsent(0, 1),
                put(1, 2, 3),
                get(1, 4, 5),
                put(2, 6, 7),
                get(2, 8, 9),
                delete(3, 10, 11),
                getTombstone(3, 12, 13),
                put(4, 14, 15),
                get(4, 16, 17));
    }

    @Test
    void shouldAcceptEitherOrderOfConcurrentOperations() {
        assertClean(put(1, 0, 10), put(2, 0, 10), get(1, 1, 3), get(2, 4, 5));
        assertClean(put(1, 0, 1), put(2, 2, 10), get(1, 3, 4), get(2, 5, 6));
        assertClean(put(1, 0, 10), getAbsent(1, 2), get(1, 3, 4));
    }

    @Test
    void shouldTakeOperationsThatTouchInTimeAsConcurrent() {
        assertClean(put(1, 0, 5), put(2, 5, 10), get(1, 10, 11), get(2, 11, 12));
    }

    @Test
    void shouldFindStaleRead() {
        assertBroken(Rule.NOT_LINEARIZABLE, Rule.VERSION_ORDER, put(1, 0, 1), put(2, 2, 3), get(1, 4, 5));
    }

    @Test
    void shouldFindStaleReadOfConcurrentWritesOnceOrderWasSeen() {
        assertBroken(
                Rule.NOT_LINEARIZABLE,
                Rule.VERSION_ORDER,
                put(1, 0, 10),
                put(2, 0, 10),
                get(1, 11, 12),
                get(2, 13, 14),
                get(1, 15, 16));
    }

    @Test
    void shouldFindLostWrite() {
        assertBroken(Rule.NOT_LINEARIZABLE, Rule.VERSION_ORDER, put(1, 0, 1), getAbsent(2, 3));
        assertBroken(Rule.NOT_LINEARIZABLE, Rule.VERSION_ORDER, put(1, 0, 1), delete(2, 2, 3), get(1, 4, 5));
    }

    @Test
    void shouldFindWriteThatWasNeverSeenBetweenReadsOfOlder() {
        assertBroken(Rule.NOT_LINEARIZABLE, Rule.VERSION_ORDER, put(1, 0, 1), get(1, 2, 3), put(2, 4, 5), get(1, 6, 7));
    }

    @Test
    void shouldFindNewOldInversion() {
        assertBroken(
                Rule.NOT_LINEARIZABLE, Rule.VERSION_ORDER, put(1, 0, 1), put(2, 2, 20), get(2, 4, 5), get(1, 6, 7));
        assertBroken(Rule.NOT_LINEARIZABLE, Rule.VERSION_ORDER, put(1, 0, 20), get(1, 4, 5), getAbsent(6, 7));
    }

    @Test
    void shouldFindFutureRead() {
        assertBroken(Rule.FUTURE_READ, Rule.FUTURE_READ, get(1, 0, 1), put(1, 2, 3));
    }

    @Test
    void shouldFindPhantom() {
        assertBroken(Rule.PHANTOM_READ, Rule.PHANTOM_READ, put(1, 0, 1), get(2, 2, 3));
        assertBroken(Rule.PHANTOM_READ, Rule.PHANTOM_READ, put(1, 0, 1), getTombstone(2, 2, 3));
    }

    @Test
    void shouldFindReadOfWriteThatWasNotApplied() {
        assertBroken(Rule.READ_OF_FAILED_WRITE, Rule.READ_OF_FAILED_WRITE, write(1, 0, 1, End.FAILED), get(1, 2, 3));
    }

    @Test
    void shouldFindValueUnderAnotherVersion() {
        assertBroken(
                Rule.VERSION_MISMATCH,
                Rule.VERSION_MISMATCH,
                put(1, 0, 1),
                new Operation(1, KEY, Kind.GET, "v1", version(2), 2, 3, End.OK));
    }

    @Test
    void shouldFindVersionsAgainstTimeAlthoughValuesFit() {
        // As with a slow clock: the later put has the lower version, and nobody has looked since.
        final List<Operation> operations = List.of(put(2, 0, 1), put(1, 2, 3));

        assertEquals(List.of(), ZoneChecker.check(KEY, operations));
        assertRule(Rule.VERSION_ORDER, VersionOrderChecker.check(KEY, operations));
    }

    @Test
    void shouldLetIndeterminateWriteTakeEffectAnyTimeOrNever() {
        assertClean(put(1, 0, 1), write(2, 2, 3, End.INDETERMINATE), get(1, 4, 5), get(1, 6, 7));
        assertClean(put(1, 0, 1), write(2, 2, 3, End.INDETERMINATE), get(1, 4, 5), get(2, 60, 70));
        assertClean(write(2, 2, 3, End.INDETERMINATE), getAbsent(4, 5), get(2, 60, 70));
        assertClean(write(2, 2, Operation.NEVER, End.INDETERMINATE), getAbsent(4, 5));
    }

    @Test
    void shouldHoldIndeterminateWriteToItsEffectOnceSeen() {
        assertBroken(
                Rule.NOT_LINEARIZABLE,
                Rule.VERSION_ORDER,
                put(1, 0, 1),
                write(2, 2, 3, End.INDETERMINATE),
                get(2, 4, 5),
                get(1, 6, 7));
        assertBroken(Rule.FUTURE_READ, Rule.FUTURE_READ, get(2, 0, 1), write(2, 2, 3, End.INDETERMINATE));
    }

    @Test
    void shouldIgnoreFailedReadsAndUnappliedWrites() {
        assertClean(
                put(1, 0, 1),
                write(2, 2, 3, End.FAILED),
                new Operation(1, KEY, Kind.GET, null, null, 4, 5, End.FAILED),
                get(1, 6, 7));
    }

    @Test
    void shouldRefuseWrittenValuesThatAreNotUnique() {
        final List<Operation> operations =
                List.of(put(1, 0, 1), new Operation(0, KEY, Kind.PUT, "v1", version(2), 2, 3, End.OK));

        assertThrows(IllegalArgumentException.class, () -> ZoneChecker.check(KEY, operations));
        assertThrows(IllegalArgumentException.class, () -> VersionOrderChecker.check(KEY, operations));
    }

    @Test
    void shouldRefuseOperationsThatContradictThemselves() {
        assertThrows(IllegalArgumentException.class, () -> put(1, 5, 4));
        assertThrows(
                IllegalArgumentException.class, () -> new Operation(0, KEY, Kind.PUT, null, version(1), 0, 1, End.OK));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Operation(0, KEY, Kind.DELETE, "v", version(1), 0, 1, End.OK));
        assertThrows(
                IllegalArgumentException.class, () -> new Operation(0, KEY, Kind.DELETE, null, null, 0, 1, End.OK));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Operation(0, KEY, Kind.GET, null, null, 0, 1, End.INDETERMINATE));
        assertThrows(IllegalArgumentException.class, () -> new Operation(0, KEY, Kind.GET, "v", null, 0, 1, End.OK));
    }

    @Test
    void shouldCheckEveryKeyOfHistoryApart() {
        final History history = new History();
        history.add(put(1, 0, 1));
        history.add(new Operation(0, "other", Kind.PUT, "v1", version(1), 2, 3, End.OK));
        history.add(get(1, 4, 5));
        assertEquals(List.of(), history.checkLinearizable());

        history.add(new Operation(1, "other", Kind.GET, null, null, 6, 7, End.OK));
        final List<Violation> violations = history.checkLinearizable();
        assertEquals(2, violations.size(), () -> "one per checker: " + violations);
        violations.forEach(violation -> assertEquals("other", violation.key()));
    }
}
