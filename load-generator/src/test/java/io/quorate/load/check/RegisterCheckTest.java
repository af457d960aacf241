package io.quorate.load.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.OperationType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault that can be planted, and what only looks like one. */
class RegisterCheckTest {

    private static final long FIRST_OF_KEY_1 = -2;

    /** Two writes of key 1, one after the other: 1 and 2; both have ended at 40. */
    private static Script twoWrites(final CheckMode mode) {
        return new Script(mode).preloaded().put(1, 1, 10, 20).put(2, 1, 30, 40);
    }

    @ParameterizedTest
    @EnumSource(names = {"REGULAR", "ATOMIC"})
    void shouldFindAStaleRead(final CheckMode mode) {
        final Script script = twoWrites(mode).get(3, 1, 50, 60, 1);

        assertEquals(new Violation(ViolationKind.STALE, 3, 1, "k00001", Script.RUN, 1, 20, 30, 50, 60), script.only());
        assertEquals(List.of(script.only()), script.check.violations());
        assertEquals(Map.of(ViolationKind.STALE, 1L), script.check.summary().violations());
        assertEquals(1, script.check.summary().violationCount());
        assertEquals(1, script.check.summary().reads());
    }

    @ParameterizedTest
    @EnumSource(names = {"REGULAR", "ATOMIC"})
    void shouldFindAStaleReadOfWhatWasThereBeforeTheLoad(final CheckMode mode) {
        final Script script = twoWrites(mode).get(3, 1, 50, 60, FIRST_OF_KEY_1);

        assertEquals(ViolationKind.STALE, script.only().kind());
        assertEquals(FIRST_OF_KEY_1, script.only().write());
    }

    @Test
    void shouldNotAskForOrderWhenOnlyIntegrityIsAskedFor() {
        final Script script = twoWrites(CheckMode.INTEGRITY)
                .get(3, 1, 50, 60, 1)
                .delete(4, 1, 70, 80)
                .get(5, 1, 90, 95, 1)
                .absent(6, 2, 90, 95);

        assertEquals(List.of(), script.kinds());
        assertEquals(3, script.check.summary().reads());
    }

    @ParameterizedTest
    @EnumSource(names = {"REGULAR", "ATOMIC"})
    void shouldLetPassWhatOverlapsWhenReadsAreJudged(final CheckMode mode) {
        // Write 2 begins while 1 is under way; reads that begin before the end of 2 may find either, in any order of
        // beginning.
        final Script script = new Script(mode)
                .preloaded()
                .begin(1, OperationType.PUT, 1, 10)
                .begin(2, OperationType.PUT, 1, 15)
                .end(1, Outcome.OK, 20)
                .begin(3, OperationType.GET, 1, 21)
                .begin(4, OperationType.GET, 1, 22)
                .end(2, Outcome.OK, 25)
                .found(3, 30, 2)
                .found(4, 31, 1)
                .get(5, 1, 40, 50, 1)
                .get(6, 1, 60, 70, 2);

        assertEquals(List.of(), script.kinds());
        assertEquals(4, script.check.summary().reads());
    }

    @Test
    void shouldHoldAReadAgainstWhatWasInEffectWhenItBegan() {
        final Script script = new Script(CheckMode.ATOMIC)
                .preloaded()
                .put(1, 1, 10, 20)
                .begin(3, OperationType.GET, 1, 25)
                .put(2, 1, 30, 40)
                .found(3, 50, 1);

        assertEquals(List.of(), script.kinds());
    }

    @ParameterizedTest
    @EnumSource(names = {"REGULAR", "ATOMIC"})
    void shouldFindALostWrite(final CheckMode mode) {
        final Script script = new Script(mode).preloaded().absent(1, 3, 10, 20);

        assertEquals(ViolationKind.LOST, script.only().kind());
        assertEquals(Violation.NONE, script.only().write());
        assertEquals("k00003", script.only().key());
    }

    @Test
    void shouldFindALostWriteAfterADelete() {
        final Script script = new Script(CheckMode.REGULAR)
                .preloaded()
                .delete(1, 1, 10, 20)
                .absent(2, 1, 21, 22)
                .put(3, 1, 30, 40)
                .absent(4, 1, 50, 60);

        assertEquals(ViolationKind.LOST, script.only().kind());
        assertEquals(4, script.only().operation());
        assertEquals(20, script.only().ackNs());
        assertEquals(30, script.only().newerNs());
    }

    @ParameterizedTest
    @EnumSource(names = {"OK", "TIMEOUT", "QUORUM_NOT_MET", "OVERLOADED"})
    void shouldExcuseAbsenceByAnyDeleteThatOverlapsOrMayStillTakePlace(final Outcome outcome) {
        final Script script = new Script(CheckMode.ATOMIC)
                .preloaded()
                .begin(1, OperationType.DELETE, 1, 10)
                .put(2, 1, 20, 30)
                .absent(3, 1, 40, 50)
                .end(1, outcome, 60)
                .absent(4, 1, 70, 80);

        assertEquals(List.of(), script.kinds());
    }

    @ParameterizedTest
    @EnumSource(names = {"REGULAR", "ATOMIC"})
    void shouldFindWhatWasRemovedAndIsBack(final CheckMode mode) {
        final Script script = new Script(mode)
                .preloaded()
                .put(1, 1, 10, 20)
                .delete(2, 1, 30, 40)
                .get(3, 1, 50, 60, 1);

        assertEquals(ViolationKind.RESURRECTED, script.only().kind());
        assertEquals(30, script.only().newerNs());
    }

    @Test
    void shouldFindAnInversionWhenAtomicIsAskedForOnly() {
        for (final CheckMode mode : List.of(CheckMode.REGULAR, CheckMode.ATOMIC)) {
            final Script script = new Script(mode)
                    .preloaded()
                    .put(1, 1, 10, 20)
                    .begin(2, OperationType.PUT, 1, 30)
                    .get(3, 1, 31, 35, 2)
                    .get(4, 1, 36, 40, 1)
                    .end(2, Outcome.OK, 50);

            if (mode == CheckMode.REGULAR) {
                assertEquals(List.of(), script.kinds());
            } else {
                assertEquals(ViolationKind.INVERSION, script.only().kind());
                assertEquals(30, script.only().newerNs());
                assertEquals(4, script.only().operation());
            }
        }
    }

    @Test
    void shouldFindAnInversionToAbsence() {
        final Script script = new Script(CheckMode.ATOMIC)
                .begin(1, OperationType.PUT, 1, 10)
                .absent(2, 1, 11, 12)
                .get(3, 1, 13, 14, 1)
                .absent(4, 1, 15, 16);

        assertEquals(ViolationKind.INVERSION, script.only().kind());
        assertEquals(4, script.only().operation());
    }

    @Test
    void shouldNotCallReadsInvertedWhenTheyOverlap() {
        final Script script = new Script(CheckMode.ATOMIC)
                .preloaded()
                .put(1, 1, 10, 20)
                .begin(2, OperationType.PUT, 1, 30)
                .begin(4, OperationType.GET, 1, 33)
                .get(3, 1, 31, 35, 2)
                .found(4, 36, 1);

        assertEquals(List.of(), script.kinds());
    }

    @Test
    void shouldHoldNothingAgainstAReadThatAFailedWriteMayHaveDone() {
        // Write 2 timed out, and lands after 3 was acknowledged.
        final Script script = new Script(CheckMode.ATOMIC)
                .preloaded()
                .put(1, 1, 10, 20)
                .begin(2, OperationType.PUT, 1, 30)
                .end(2, Outcome.TIMEOUT, 40)
                .get(4, 1, 45, 46, 1)
                .put(3, 1, 50, 60)
                .get(5, 1, 65, 66, 3)
                .get(6, 1, 70, 80, 2)
                .get(7, 1, 85, 86, 2);

        assertEquals(List.of(), script.kinds());
    }

    @Test
    void shouldCountAFailedWriteAsInEffectOnceAReadReturnedIt() {
        final Script script = new Script(CheckMode.ATOMIC)
                .preloaded()
                .put(1, 1, 10, 20)
                .begin(2, OperationType.PUT, 1, 30)
                .end(2, Outcome.TIMEOUT, 40)
                .get(3, 1, 45, 46, 2)
                .get(4, 1, 47, 48, 1);

        assertEquals(ViolationKind.INVERSION, script.only().kind());
    }

    @Test
    void shouldIgnoreReadsThatFailed() {
        final Script script =
                twoWrites(CheckMode.ATOMIC).begin(3, OperationType.GET, 1, 50).end(3, Outcome.UNCONFIRMED, 60);

        assertEquals(0, script.check.summary().reads());
    }

    @ParameterizedTest
    @EnumSource(names = {"INTEGRITY", "REGULAR", "ATOMIC"})
    void shouldFindAWriteThatThisRunNeverMade(final CheckMode mode) {
        final Script script = twoWrites(mode)
                .begin(10, OperationType.GET, 1, 50)
                .found(10, 51, 99)
                .begin(11, OperationType.GET, 1, 52)
                .found(11, 53, 10)
                .begin(12, OperationType.GET, 1, 54)
                .found(12, 55, 5)
                .begin(13, OperationType.GET, 1, 56)
                .found(13, 57, Script.RUN + 1, 2, 1)
                .begin(14, OperationType.GET, 1, 58)
                .found(14, 59, -1)
                .begin(15, OperationType.DELETE, 1, 60)
                .begin(16, OperationType.GET, 1, 61)
                .found(16, 62, 15);

        // Beyond all that have begun; a read; not begun although a later one has; of another run; first value of
        // another key; a delete.
        assertEquals(Collections.nCopies(6, ViolationKind.PHANTOM), script.kinds());
    }

    @ParameterizedTest
    @EnumSource(names = {"INTEGRITY", "REGULAR", "ATOMIC"})
    void shouldFindDamage(final CheckMode mode) {
        final Script script = twoWrites(mode);
        final ByteBuffer damaged = new Values().of(Script.RUN, 2, 1);
        damaged.put(Values.BYTES - 1, (byte) 'y');
        final ByteBuffer other = ByteBuffer.wrap("something else".getBytes(StandardCharsets.US_ASCII));
        script.begin(3, OperationType.GET, 1, 50)
                .found(3, 51, damaged, Values.BYTES)
                .begin(4, OperationType.GET, 1, 52)
                .found(4, 53, other, other.capacity())
                .begin(5, OperationType.GET, 1, 54)
                .found(5, 55, new Values().of(Script.RUN, 2, 1), Values.BYTES - 1);

        assertEquals(List.of(ViolationKind.CORRUPT, ViolationKind.CORRUPT, ViolationKind.CORRUPT), script.kinds());
        assertEquals(Violation.NONE, script.check.violations().get(1).write());
    }

    @ParameterizedTest
    @EnumSource(names = {"INTEGRITY", "REGULAR", "ATOMIC"})
    void shouldFindTheValueOfAnotherKey(final CheckMode mode) {
        final Script script = twoWrites(mode).begin(3, OperationType.GET, 2, 50).found(3, 51, Script.RUN, 2, 1);

        assertEquals(ViolationKind.MISPLACED, script.only().kind());
        assertEquals(2, script.only().keyIndex());
        assertEquals(2, script.only().write());
    }

    @Test
    void shouldNotJudgeValuesThatAreTooShortToTell() {
        final Script script = new Script(CheckSettings.of(CheckMode.ATOMIC, true, Script.RUN, Script.KEYS, 10)
                        .withRingEntries(CheckSettings.LEAST_RING_ENTRIES))
                .preloaded();
        script.begin(1, OperationType.GET, 1, 10).found(1, 20, ByteBuffer.allocate(10), 10);

        assertEquals(List.of(), script.kinds());
        assertEquals(1, script.check.summary().tooShort());
        assertEquals(0, script.check.summary().reads());
    }

    @Test
    void shouldLetOldValuesPassUntilTheKeyIsWrittenWhenNothingWasPreloaded() {
        final Script script = new Script(CheckMode.ATOMIC);
        script.absent(1, 1, 1, 2)
                .begin(2, OperationType.GET, 1, 3)
                .found(2, 4, Script.RUN + 1, 77, 1)
                .begin(3, OperationType.GET, 1, 5)
                .found(3, 6, ByteBuffer.allocate(40), 40)
                .begin(4, OperationType.PUT, 1, 10)
                .begin(5, OperationType.GET, 1, 11)
                .found(5, 12, Script.RUN + 1, 77, 1);
        assertEquals(List.of(), script.kinds());
        assertEquals(3, script.check.summary().foreign());
        assertEquals(1, script.check.summary().reads());

        script.end(4, Outcome.OK, 20)
                .begin(6, OperationType.GET, 1, 30)
                .found(6, 31, Script.RUN + 1, 77, 1)
                .begin(7, OperationType.GET, 1, 32)
                .found(7, 33, ByteBuffer.allocate(40), 40)
                .absent(8, 1, 34, 35);
        assertEquals(List.of(ViolationKind.STALE, ViolationKind.CORRUPT, ViolationKind.LOST), script.kinds());
        assertEquals(Script.RUN + 1, script.check.violations().get(0).run());
    }

    @Test
    void shouldJudgeValuesThatAnotherRunLoaded() {
        final Script script = new Script(CheckMode.ATOMIC).loaded(Script.RUN + 1, Script.KEYS);
        script.begin(1, OperationType.GET, 1, 1)
                .found(1, 2, Script.RUN + 1, FIRST_OF_KEY_1, 1)
                .put(2, 1, 10, 20)
                .get(3, 1, 30, 31, 2);
        assertEquals(List.of(), script.kinds());
        assertEquals(0, script.check.summary().foreign());

        script.begin(4, OperationType.GET, 1, 40)
                .found(4, 41, Script.RUN + 1, FIRST_OF_KEY_1, 1)
                .begin(5, OperationType.GET, 2, 50)
                .found(5, 51, Script.RUN + 1, FIRST_OF_KEY_1, 1)
                .begin(6, OperationType.GET, 2, 60)
                .found(6, 61, Script.RUN + 2, 77, 2)
                .begin(7, OperationType.GET, 2, 70)
                .found(7, 71, Script.RUN + 1, 3, 2)
                .absent(8, 2, 80, 81);
        assertEquals(
                List.of(
                        ViolationKind.STALE,
                        ViolationKind.MISPLACED,
                        ViolationKind.PHANTOM,
                        ViolationKind.PHANTOM,
                        ViolationKind.LOST),
                script.kinds());
    }

    @Test
    void shouldRecogniseLoadedValuesWithoutAskingForThemWhenTheKeyMayHaveBeenWrittenSince() {
        final Script script = new Script(CheckMode.REGULAR).loaded(Script.RUN + 1, 0);
        script.begin(1, OperationType.GET, 1, 1)
                .found(1, 2, Script.RUN + 1, FIRST_OF_KEY_1, 1)
                .begin(2, OperationType.GET, 1, 3)
                .found(2, 4, Script.RUN + 2, 77, 1)
                .absent(3, 1, 5, 6);
        assertEquals(List.of(), script.kinds());
        assertEquals(1, script.check.summary().foreign());
        assertEquals(2, script.check.summary().reads());

        script.put(4, 1, 10, 20).begin(5, OperationType.GET, 1, 30).found(5, 31, Script.RUN + 1, FIRST_OF_KEY_1, 1);
        assertEquals(List.of(ViolationKind.STALE), script.kinds());
    }

    @Test
    void shouldJudgeBothStepsOfAReadModifyWrite() {
        final Script script = twoWrites(CheckMode.REGULAR)
                .begin(3, OperationType.RMW, 1, 50)
                .found(3, 55, 1)
                .next(3, 60)
                .end(3, Outcome.OK, 70)
                .get(4, 1, 80, 85, 3)
                .get(5, 1, 90, 95, 2);

        assertEquals(List.of(ViolationKind.STALE, ViolationKind.STALE), script.kinds());
        assertEquals(3, script.check.violations().get(0).operation());
        assertEquals(50, script.check.violations().get(0).beganNs());
        assertEquals(60, script.check.violations().get(1).newerNs());
    }

    @Test
    void shouldTellAgesInsteadWhenTheNewestIsNotPromised() {
        final Script script = new Script(
                        CheckSettings.of(CheckMode.REGULAR, false, Script.RUN, Script.KEYS, Values.BYTES)
                                .withRingEntries(CheckSettings.LEAST_RING_ENTRIES))
                .preloaded()
                .put(1, 1, 10, 20)
                .put(2, 1, 30, 40)
                .get(3, 1, 50, 60, 1)
                .get(4, 1, 70, 80, 2)
                .absent(5, 1, 130, 140)
                .begin(6, OperationType.GET, 1, 150)
                .found(6, 160, Script.RUN + 1, 1, 1);

        assertEquals(List.of(ViolationKind.PHANTOM), script.kinds(), "what no order excuses stays a violation");
        final Staleness staleness = script.check.summary().staleness();
        assertEquals(2, staleness.stale());
        assertEquals(4, staleness.reads());
        assertEquals(0.5, staleness.rate());
        assertEquals(20, staleness.age().getMinValue());
        assertEquals(100, staleness.age().getMaxValue());
        assertEquals(1, staleness.behind().getTotalCount());
        assertEquals(10, staleness.behind().getMaxValue());
    }

    @Test
    void shouldCountAllAndKeepTheFirstWhenThereAreMany() {
        final Script script = new Script(Script.settings(CheckMode.REGULAR).withRingEntries(1 << 12))
                .preloaded()
                .put(1, 1, 10, 20)
                .put(2, 1, 30, 40);
        final int faults = Violations.MOST_KEPT + 500;
        for (int i = 0; i < faults; i++) {
            script.get(3 + i, 1, 50, 60, 1);
        }

        assertEquals(faults, script.check.summary().violationCount());
        assertEquals(Violations.MOST_KEPT, script.kinds().size());
        assertEquals(Violations.MOST_KEPT, script.check.violations().size());
    }

    @Test
    void shouldStillFindStaleReadsByABoundWhenTheWriteHasLeftTheRing() {
        final Script script = new Script(CheckMode.REGULAR).preloaded().put(0, 1, 10, 20);
        final int size = CheckSettings.LEAST_RING_ENTRIES;
        for (int i = 1; i <= size; i++) {
            script.begin(i, OperationType.GET, 2, i);
        }
        // The bound is the begin of operation 1024, at 1024.
        script.put(size + 1L, 1, 900, 1_030).get(size + 2L, 1, 2_000, 2_001, 0);
        assertEquals(List.of(), script.kinds(), "cannot accuse");
        script.put(size + 3L, 1, 3_000, 3_001).get(size + 4L, 1, 3_002, 3_003, 0);

        assertEquals(ViolationKind.STALE, script.only().kind());
        assertEquals(size, script.only().ackNs());
        assertEquals(2, script.check.summary().overruns());
    }

    @Test
    void shouldAccuseNoWriteOfUnknownOutcomeWhenItHasLeftTheRing() {
        final Script script = new Script(CheckMode.ATOMIC)
                .preloaded()
                .put(0, 1, 1, 2)
                .begin(1, OperationType.PUT, 1, 3)
                .end(1, Outcome.TIMEOUT, 4);
        final int size = CheckSettings.LEAST_RING_ENTRIES;
        for (int i = 2; i <= size + 1; i++) {
            script.begin(i, OperationType.GET, 2, i);
        }
        script.put(size + 2L, 1, 3_000, 3_001)
                .get(size + 3L, 1, 3_002, 3_003, 1)
                .get(size + 4L, 1, 3_004, 3_005, 0);

        assertEquals(List.of(), script.kinds());
        assertEquals(2, script.check.summary().overruns());
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        final IllegalArgumentException off =
                assertThrows(IllegalArgumentException.class, () -> new Script(CheckMode.OFF));
        assertEquals("mode=off checks nothing: use OperationCheck.NONE", off.getMessage());
        final CheckSettings settings = Script.settings(CheckMode.ATOMIC);
        assertEquals(
                "ringEntries=1500 must be a power of two from 1024 to 268435456",
                assertThrows(IllegalArgumentException.class, () -> settings.withRingEntries(1_500))
                        .getMessage());
        final RegisterCheck check = new RegisterCheck(settings, ViolationSink.NONE, 0);
        assertEquals(
                "keys=5 must be 0 to keyCount=4",
                assertThrows(IllegalArgumentException.class, () -> check.preloaded(5, 0))
                        .getMessage());
    }
}
