package io.quorate.quorum;

import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.tombstone;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Phase 1: asking, counting, settling on a candidate, failing. */
class GetMachineTest {

    private static final long A = 0xA;
    private static final long B = 0xB;

    @Test
    void shouldAskAllReplicasAtOnceWhenItBegins() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.sent("READ 0", "READ 1", "READ 2").undecided();
        assertEquals(MachineRun.TIMEOUT_NS, run.wakeAfterNs());
        assertEquals(MachineRun.BEGIN_NS + MachineRun.ATTEMPT_NS, run.oldest(0).deadlineNs());
    }

    @Test
    void shouldEndSendsWithTheOperationWhenThatEndsFirst() {
        final long timeoutNs = 100 * MachineRun.MS;
        final MachineRun run = MachineRun.get(3, 2).timeoutNs(timeoutNs).begin();
        assertEquals(MachineRun.BEGIN_NS + timeoutNs, run.oldest(2).deadlineNs());
    }

    @Test
    void shouldAnswerInOneRoundTripWhenReplicasAgree() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(2, value(5, A, "v")).undecided();
        run.reply(0, value(5, A, "v")).decided(Decision.OK).retired(false);
        run.holds(ReplicaReply.VALUE, 5, A, "v");
        assertTrue(run.op.confirmed());
        run.reply(1, value(5, A, "v")).retired(true);
        run.sent("READ 0", "READ 1", "READ 2");
        assertFalse(run.op.wroteBack());
    }

    @Test
    void shouldFixTheCandidateAtTheReplyThatCompletesTheQuorum() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(5, A, "old")).reply(1, value(5, A, "old")).decided(Decision.OK);
        run.holds(ReplicaReply.VALUE, 5, A, "old");
        run.reply(2, value(9, A, "new")).retired(true);
        assertEquals(0b011, run.op.staleReplicas(), "the late, newer reply is what repair spreads");
        run.holds(ReplicaReply.VALUE, 9, A, "new");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldChooseTheNewestWhateverTheOrderOfReplies(final boolean newestFirst) {
        final MachineRun run = MachineRun.get(3, 3).begin();
        run.reply(newestFirst ? 2 : 0, value(newestFirst ? 7 : 5, A, newestFirst ? "new" : "old"));
        run.reply(1, absent());
        run.reply(newestFirst ? 0 : 2, value(newestFirst ? 5 : 7, A, newestFirst ? "old" : "new"));
        run.holds(ReplicaReply.VALUE, 7, A, "new");
    }

    @Test
    void shouldCompareTimestampsAndWriterIdsUnsigned() {
        final MachineRun byTimestamp = MachineRun.eventualGet(2, 2).begin();
        byTimestamp.reply(0, value(-1, A, "high")).reply(1, value(1, A, "low"));
        byTimestamp.holds(ReplicaReply.VALUE, -1, A, "high");
        final MachineRun byWriter = MachineRun.eventualGet(2, 2).begin();
        byWriter.reply(0, value(5, 1, "low")).reply(1, value(5, -1, "high"));
        byWriter.holds(ReplicaReply.VALUE, 5, -1, "high");
        assertFalse(byWriter.op.tied(), "different writers are no tie");
    }

    @Test
    void shouldAnswerAbsentWhenTheQuorumHasNoVersion() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, absent()).undecided().reply(1, absent()).decided(Decision.OK);
        assertEquals(ReplicaReply.ABSENT, run.op.candidateResult());
        assertTrue(run.op.confirmed());
        run.reply(2, absent()).retired(true).sent("READ 0", "READ 1", "READ 2");
        assertEquals(0, run.op.staleReplicas());
    }

    @Test
    void shouldPreferAVersionOfZeroOverAbsence() {
        final MachineRun run = MachineRun.eventualGet(2, 2).begin();
        run.reply(0, value(0, 0, "zero")).reply(1, absent());
        run.holds(ReplicaReply.VALUE, 0, 0, "zero");
        assertEquals(0b10, run.op.staleReplicas());
    }

    @Test
    void shouldAnswerATombstoneLikeAnyOtherVersion() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, tombstone(9, A)).reply(1, tombstone(9, A)).decided(Decision.OK);
        run.holds(ReplicaReply.TOMBSTONE, 9, A, "");
        assertTrue(run.op.confirmed());
    }

    @Test
    void shouldNotCountErrorsAsVotes() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, absent());
        run.fail(1, ReplicaListener.REFUSED).undecided();
        assertEquals(1, run.op.got());
        assertEquals(2, run.op.needed());
        run.fail(2, ReplicaListener.REFUSED).decided(Decision.REPLICAS).retired(true);
        assertEquals(1, run.op.got());
    }

    @Test
    void shouldFailAtOnceWhenTheQuorumIsImpossible() {
        final MachineRun run = MachineRun.get(5, 3).begin();
        run.fail(0, ReplicaListener.REFUSED).fail(1, ReplicaListener.REFUSED).undecided();
        run.fail(2, ReplicaListener.REFUSED).decided(Decision.REPLICAS).retired(false);
        run.reply(3, value(5, A, "late")).retired(false).reply(4, absent()).retired(true);
        run.sent("READ 0", "READ 1", "READ 2", "READ 3", "READ 4");
        assertFalse(run.op.mayHaveApplied());
    }

    @Test
    void shouldFailAtTheDeadlineWhenReplicasAreSilent() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(1, value(5, A, "v"));
        run.pass(MachineRun.TIMEOUT_NS - 1).undecided();
        run.pass(1).decided(Decision.DEADLINE).retired(false);
        assertFalse(run.isWakeWanted(), "a decided operation wants no tick");
        run.fail(0, ReplicaListener.MAYBE_APPLIED)
                .fail(2, ReplicaListener.MAYBE_APPLIED)
                .retired(true);
    }

    @Test
    void shouldDecideOnAReplyThatOvertakesTheTickOfTheDeadline() {
        final MachineRun run = MachineRun.get(1, 1).begin();
        run.tick().undecided().sent("READ 0");
        assertEquals(MachineRun.TIMEOUT_NS, run.wakeAfterNs(), "a tick that came for nothing keeps the deadline");
        run.reply(0, absent()).decided(Decision.OK).retired(true);
    }

    @Test
    void shouldAnswerTheNewestOfTheQuorumAtOnceWhenEventual() {
        final MachineRun run = MachineRun.eventualGet(3, 2).begin();
        run.reply(0, value(9, B, "new")).reply(1, value(5, A, "old")).decided(Decision.OK);
        run.holds(ReplicaReply.VALUE, 9, B, "new");
        assertFalse(run.op.confirmed());
        run.reply(2, absent()).retired(true).sent("READ 0", "READ 1", "READ 2");
        assertEquals(0b110, run.op.staleReplicas());
    }

    @Test
    void shouldSayConfirmedWhenAnEventualGetFindsAgreement() {
        final MachineRun run = MachineRun.eventualGet(3, 2).begin();
        run.reply(0, value(9, B, "v")).reply(1, value(9, B, "v"));
        assertTrue(run.op.confirmed());
    }

    @Test
    void shouldAnswerFromTheOnlyReplicaOfARingOfOne() {
        final MachineRun run = MachineRun.get(1, 1).begin();
        run.reply(0, value(5, A, "v")).decided(Decision.OK).retired(true).holds(ReplicaReply.VALUE, 5, A, "v");
    }

    @ParameterizedTest
    @ValueSource(ints = {Decision.CANCELLED, Decision.CLOSED})
    void shouldEndWhenItIsAbandoned(final int reason) {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(5, A, "v"));
        run.abandon(reason).decided(reason).retired(false);
        run.abandon(Decision.CLOSED).decided(reason);
        run.reply(1, value(5, A, "v")).fail(2, ReplicaListener.NOT_SENT).retired(true);
        run.sent("READ 0", "READ 1", "READ 2");
    }

    @Test
    void shouldKeepADecisionWhenItIsAbandonedLater() {
        final MachineRun run = MachineRun.get(2, 1).begin();
        run.reply(0, absent()).decided(Decision.OK);
        run.abandon(Decision.CANCELLED).decided(Decision.OK).retired(false);
        run.reply(1, absent()).retired(true);
    }

    @Test
    void shouldGiveBackTheMemoryOfUnusuallyLargeValues() {
        final String large = "x".repeat(100_000);
        final MachineRun run = MachineRun.get(1, 1).stamping(0).begin();
        run.reply(0, value(9, A, large)).retired(true);
        run.op.release(64 * 1024);
        assertEquals(0, run.op.candidateValue().view().capacity());
        assertEquals(0, run.op.valueOf(0).view().capacity());
    }

    @Test
    void shouldServeTheNextOperationAfterAReset() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "first")).fail(1, ReplicaListener.REFUSED).reply(2, value(8, A, "x"));
        run.reply(run.sendOf(ReplicaRequest.REPAIR, 2), stored(9, A));
        run.op.reset(3, 2, 2, false, 1);
        assertEquals(Decision.NONE, run.op.decision());
        assertFalse(run.op.isRetired());
        assertFalse(run.op.confirmed());
        assertFalse(run.op.wroteBack());
        assertFalse(run.op.tied());
        assertFalse(run.op.superseded());
        assertTrue(run.op.previousKnown());
        assertFalse(run.op.mayHaveApplied());
        assertEquals(-1, run.op.candidateResult());
        assertEquals(0, run.op.candidateValue().length());
        assertEquals(0, run.op.got());
        assertEquals(2, run.op.needed());
        assertEquals(0, run.op.staleReplicas());
        for (int i = 0; i < OperationState.MAX_REPLICAS; i++) {
            assertFalse(run.op.hasAnswered(i));
            assertFalse(run.op.holdsVersion(i));
            assertFalse(run.op.isOutstanding(i));
            assertEquals(0, run.op.sends(i));
            assertFalse(run.op.isSick(i));
            assertFalse(run.op.stampsItself(i));
        }
    }

    @Test
    void shouldTellWhatEachReplicaSaid() {
        final MachineRun run = MachineRun.get(3, 3).begin();
        run.reply(0, value(7, B, "v")).reply(1, absent());
        assertTrue(run.op.hasAnswered(0));
        assertTrue(run.op.holdsVersion(0));
        assertEquals(7, run.op.heldTimestamp(0));
        assertEquals(B, run.op.heldWriterId(0));
        assertTrue(run.op.hasAnswered(1));
        assertFalse(run.op.holdsVersion(1));
        assertFalse(run.op.hasAnswered(2));
        assertTrue(run.op.isOutstanding(2));
        assertFalse(run.op.isOutstanding(0));
        assertEquals(1, run.op.sends(2));
    }
}
