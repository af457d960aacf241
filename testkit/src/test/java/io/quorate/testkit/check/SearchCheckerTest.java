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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.check.Operation.End;
import io.quorate.testkit.check.Operation.Kind;
import io.quorate.testkit.check.SearchChecker.Verdict;
import io.quorate.testkit.check.Violation.Rule;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SearchCheckerTest {

    private static final int PLENTY = 1_000_000;

    private static Verdict verdict(final Operation... operations) {
        return SearchChecker.check(List.of(operations), PLENTY).verdict();
    }

    /** What both checkers must say; that versions do not fit values is no matter of values. */
    private static Verdict byZones(final List<Operation> history) {
        return ZoneChecker.check(KEY, history).stream().allMatch(violation -> violation.rule() == Rule.VERSION_MISMATCH)
                ? Verdict.LINEARIZABLE
                : Verdict.NOT_LINEARIZABLE;
    }

    @Example
    void shouldAcceptWhatARegisterCouldHaveDone() {
        assertEquals(Verdict.LINEARIZABLE, verdict());
        assertEquals(
                Verdict.LINEARIZABLE,
                verdict(getAbsent(0, 1), put(1, 2, 3), get(1, 4, 5), delete(2, 6, 7), getTombstone(2, 8, 9)));
        assertEquals(Verdict.LINEARIZABLE, verdict(put(1, 0, 10), put(2, 0, 10), get(1, 1, 3), get(2, 4, 5)));
        assertEquals(Verdict.LINEARIZABLE, verdict(put(1, 0, 5), put(2, 5, 10), get(1, 10, 11), get(2, 11, 12)));
    }

    @Example
    void shouldFindAnomalies() {
        assertEquals(Verdict.NOT_LINEARIZABLE, verdict(put(1, 0, 1), put(2, 2, 3), get(1, 4, 5)));
        assertEquals(Verdict.NOT_LINEARIZABLE, verdict(put(1, 0, 1), getAbsent(2, 3)));
        assertEquals(Verdict.NOT_LINEARIZABLE, verdict(put(1, 0, 1), put(2, 2, 20), get(2, 4, 5), get(1, 6, 7)));
        assertEquals(Verdict.NOT_LINEARIZABLE, verdict(get(1, 0, 1), put(1, 2, 3)));
        assertEquals(Verdict.NOT_LINEARIZABLE, verdict(put(1, 0, 1), get(2, 2, 3)));
        assertEquals(Verdict.NOT_LINEARIZABLE, verdict(write(1, 0, 1, End.FAILED), get(1, 2, 3)));
    }

    @Example
    void shouldLetWriteInDoubtTakeEffectAnyTimeOrNever() {
        final Operation inDoubt = write(2, 2, 3, End.INDETERMINATE);

        assertEquals(Verdict.LINEARIZABLE, verdict(put(1, 0, 1), inDoubt, get(1, 4, 5), get(1, 6, 7)));
        assertEquals(Verdict.LINEARIZABLE, verdict(put(1, 0, 1), inDoubt, get(1, 4, 5), get(2, 60, 70)));
        assertEquals(Verdict.NOT_LINEARIZABLE, verdict(put(1, 0, 1), inDoubt, get(2, 4, 5), get(1, 6, 7)));
        assertEquals(Verdict.NOT_LINEARIZABLE, verdict(get(2, 0, 1), inDoubt));
    }

    /** Unlike the zones it needs no unique values: of two equal writes it finds the one that fits. */
    @Example
    void shouldAcceptEqualValues() {
        final Operation again = new Operation(0, KEY, Kind.PUT, "v1", version(3), 6, 7, End.OK);

        assertEquals(Verdict.LINEARIZABLE, verdict(put(1, 0, 1), get(1, 2, 3), put(2, 4, 5), again, get(1, 8, 9)));
        assertEquals(Verdict.NOT_LINEARIZABLE, verdict(put(1, 0, 1), again, put(2, 8, 9), get(1, 10, 11)));
    }

    @Example
    void shouldTellWhereItWasStuck() {
        final SearchChecker.Answer answer =
                SearchChecker.check(List.of(put(1, 0, 1), put(2, 2, 3), get(1, 4, 5)), PLENTY);

        assertEquals(List.of(get(1, 4, 5)), answer.stuck());
    }

    @Example
    void shouldGiveUpWhenThereIsTooMuchToLookAt() {
        final List<Operation> concurrent = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            concurrent.add(put(i, 0, 1_000));
            concurrent.add(get(i, 2_000 + i, 3_000 + i));
        }

        final SearchChecker.Answer answer = SearchChecker.check(concurrent, 1_000);

        assertEquals(Verdict.GAVE_UP, answer.verdict());
        assertTrue(answer.configurations() <= 1_001, () -> "looked at " + answer.configurations());
        assertThrows(IllegalArgumentException.class, () -> SearchChecker.check(concurrent, 0));
    }

    @Property(tries = 4_000)
    void shouldAgreeWithZonesOnChaos(@ForAll final long seed) {
        final List<Operation> history = RandomHistories.chaotic(new SeededRandom(seed));

        assertEquals(byZones(history), SearchChecker.check(history, PLENTY).verdict(), () -> "on " + history);
    }

    @Property(tries = 1_000)
    void shouldAcceptWhatARealRegisterDid(@ForAll final long seed) {
        final SeededRandom random = new SeededRandom(seed);
        final List<Operation> history = RandomHistories.ofRegister(random, 1 + random.below(6), 1 + random.below(300));

        assertEquals(Verdict.LINEARIZABLE, byZones(history));
        assertEquals(
                Verdict.LINEARIZABLE,
                SearchChecker.check(history, PLENTY).verdict(),
                () -> "a register did this: " + history);
    }

    @Property(tries = 1_000)
    void shouldAgreeWithZonesWhenSomeAnswersAreWrong(@ForAll final long seed) {
        final SeededRandom random = new SeededRandom(seed);
        final List<Operation> history = RandomHistories.withWrongAnswers(
                random,
                RandomHistories.ofRegister(random, 2 + random.below(5), 50 + random.below(250)),
                1 + random.below(2));

        assertEquals(byZones(history), SearchChecker.check(history, PLENTY).verdict(), () -> "on " + history);
    }

    /** Were nearly all of them good, or bad, the agreement would say little. */
    @Example
    void shouldMakeBrokenHistoriesOfBothKinds() {
        int good = 0;
        for (int seed = 0; seed < 300; seed++) {
            final SeededRandom random = new SeededRandom(seed);
            final List<Operation> history =
                    RandomHistories.withWrongAnswers(random, RandomHistories.ofRegister(random, 5, 100), 1);
            good += byZones(history) == Verdict.LINEARIZABLE ? 1 : 0;
        }
        final int count = good;
        assertTrue(count > 40 && count < 260, () -> count + " of 300 are linearizable");
    }

    @Example
    void shouldGiveSecondOpinionOnlyOnSmallHistories() {
        final SeededRandom random = new SeededRandom(1);
        assertTrue(SecondOpinion.isSmall(RandomHistories.ofRegister(random, 6, 600)));
        assertFalse(SecondOpinion.isSmall(RandomHistories.ofRegister(random, 6, 601)));
        assertFalse(SecondOpinion.isSmall(RandomHistories.ofRegister(random, 7, 600)));

        final History history = new History();
        RandomHistories.ofRegister(random, 6, 300).forEach(history::add);
        assertEquals(new LinearizabilityCheck(List.of(), 1, 1, 0), history.check());
    }

    @Example
    void shouldReportCheckersThatDisagree() {
        final List<Violation> byZones =
                List.of(new Violation(Rule.NOT_LINEARIZABLE, KEY, "zones", List.of(get(1, 4, 5))));
        final SearchChecker.Answer yes = new SearchChecker.Answer(Verdict.LINEARIZABLE, 1, List.of());
        final SearchChecker.Answer no = new SearchChecker.Answer(Verdict.NOT_LINEARIZABLE, 1, List.of(get(1, 4, 5)));
        final SearchChecker.Answer unknown = new SearchChecker.Answer(Verdict.GAVE_UP, 1, List.of());
        final List<Violation> onlyVersions = List.of(new Violation(Rule.VERSION_MISMATCH, KEY, "versions", List.of()));

        assertEquals(List.of(), SecondOpinion.compare(KEY, List.of(), yes));
        assertEquals(List.of(), SecondOpinion.compare(KEY, byZones, no));
        assertEquals(List.of(), SecondOpinion.compare(KEY, byZones, unknown));
        assertEquals(List.of(), SecondOpinion.compare(KEY, onlyVersions, yes));
        assertEquals(
                Rule.CHECKERS_DISAGREE,
                SecondOpinion.compare(KEY, byZones, yes).get(0).rule());
        assertEquals(
                Rule.CHECKERS_DISAGREE,
                SecondOpinion.compare(KEY, List.of(), no).get(0).rule());
    }
}
