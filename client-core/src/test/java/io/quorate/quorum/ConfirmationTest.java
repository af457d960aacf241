package io.quorate.quorum;

import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.equal;
import static io.quorate.transport.FakeReply.keptNewer;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Phase 2 of a get: enough replicas hold what it answers, or it does not answer. */
class ConfirmationTest {

    private static final long A = 0xA;

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,1,2", "2,2,2", "3,1,3", "3,2,2", "3,3,3", "5,2,4", "5,3,3", "5,4,4", "7,4,4", "7,1,7"})
    void shouldWantSoManyHoldersThatEveryLaterQuorumMeetsOne(final int n, final int r, final int holders) {
        final MachineRun run = MachineRun.get(n, r).begin();
        for (int i = 0; i < r; i++) {
            run.reply(i, value(5, A, "v"));
        }
        assertEquals(holders, run.op.needed());
        for (int i = r; i < holders; i++) {
            run.undecided().reply(i, value(5, A, "v"));
        }
        run.decided(Decision.OK);
        assertEquals(holders, run.op.got());
        assertTrue(run.op.confirmed());
    }

    @Test
    void shouldWriteBackAtOnceToReplicasThatReportedLess() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, value(5, A, "old")).undecided();
        run.sent("READ 0", "READ 1", "READ 2", "REPAIR 1");
        assertEquals(9, run.op.writeBackTimestamp());
        assertEquals(A, run.op.writeBackWriterId());
        assertEquals(ReplicaReply.VALUE, run.op.writeBackResult());
        assertTrue(run.op.wroteBack());
        run.reply(1, stored(9, A)).decided(Decision.OK).retired(false);
        run.holds(ReplicaReply.VALUE, 9, A, "new");
        assertTrue(run.op.confirmed());
        run.reply(2, absent()).retired(true);
        assertEquals(0b100, run.op.staleReplicas(), "what was written back is not stale any more");
    }

    @Test
    void shouldWriteBackTombstones() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, tombstone(9, A)).reply(1, value(5, A, "old")).undecided();
        assertEquals(ReplicaReply.TOMBSTONE, run.op.writeBackResult());
        run.reply(1, stored(9, A)).decided(Decision.OK).holds(ReplicaReply.TOMBSTONE, 9, A, "");
    }

    @Test
    void shouldGiveTheSilentOneMedianReplyTimeToSpeak() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).pass(7).reply(1, absent());
        run.sent("READ 0", "READ 1", "READ 2", "REPAIR 1");
        assertEquals(7 + MachineRun.MEDIAN_NS, run.wakeAfterNs());
        run.pass(MachineRun.MEDIAN_NS - 1).sent();
        run.pass(1).sent("REPAIR 2").undecided();
        run.pass(MachineRun.MEDIAN_NS).sent();
        run.reply(run.sendOf(ReplicaRequest.REPAIR, 2), stored(9, A))
                .decided(Decision.OK)
                .retired(false);
        run.reply(2, absent()).retired(false).reply(1, stored(9, A)).retired(true);
        assertEquals(0, run.op.staleReplicas(), "an old reply that arrives after the ack unlearns nothing");
    }

    @Test
    void shouldKeepTheEndOfPatienceInMindWhenATickComesForNothing() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent()).sentAnything();
        run.tick().sent();
        assertEquals(MachineRun.MEDIAN_NS, run.wakeAfterNs());
        run.pass(MachineRun.MEDIAN_NS).sent("REPAIR 2");
    }

    @Test
    void shouldWriteBackToASilentReplicaAsSoonAsItFails() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent()).sentAnything();
        run.fail(2, ReplicaListener.MAYBE_APPLIED).sent("REPAIR 2");
    }

    @Test
    void shouldWriteBackAtOnceToAReplicaThatHadFailedBefore() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.fail(2, ReplicaListener.REFUSED).reply(0, value(9, A, "new")).sentAnything();
        run.reply(1, absent()).sent("REPAIR 1", "REPAIR 2");
    }

    @Test
    void shouldCountALateReplyAsAHolder() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent()).undecided();
        run.reply(2, value(9, A, "new")).decided(Decision.OK);
        run.sent("READ 0", "READ 1", "READ 2", "REPAIR 1");
    }

    @Test
    void shouldWriteBackAtOnceWhenALateReplyIsOlder() {
        final MachineRun run = MachineRun.get(5, 3).begin();
        run.reply(0, value(9, A, "new"))
                .reply(1, value(9, A, "new"))
                .reply(2, absent())
                .sentAnything();
        run.reply(3, value(4, A, "old")).sent("REPAIR 3").undecided();
        run.reply(3, equal(9, A)).decided(Decision.OK);
    }

    @Test
    void shouldCountAReplicaThatHoldsSomethingNewerAsAHolder() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent()).sentAnything();
        run.reply(1, keptNewer(11, A)).decided(Decision.OK);
        run.holds(ReplicaReply.VALUE, 9, A, "new");
        assertEquals(11, run.op.heldTimestamp(1));
    }

    @Test
    void shouldAnswerTheCandidateThoughALateReplyIsNewerAndRepairWithThatAfterwards() {
        final MachineRun run = MachineRun.get(5, 3).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent()).reply(2, absent()).sentAnything();
        run.reply(4, value(12, A, "newest")).undecided().sent();
        run.holds(ReplicaReply.VALUE, 9, A, "new");
        assertEquals(9, run.op.writeBackTimestamp());
        run.reply(3, value(11, A, "newer")).decided(Decision.OK);
        run.reply(1, stored(9, A)).reply(2, stored(9, A)).retired(true);
        run.holds(ReplicaReply.VALUE, 12, A, "newest");
        assertEquals(0b01111, run.op.staleReplicas());
    }

    @Test
    void shouldGiveTheCallerWhatItWroteBackWhenTheDecidingReplyIsNewer() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent());
        run.reply(2, value(12, A, "newest")).decided(Decision.OK);
        assertEquals(9, run.timestampAtDecision);
        assertEquals("new", run.valueAtDecision);
        run.reply(1, stored(9, A)).retired(true).holds(ReplicaReply.VALUE, 12, A, "newest");
        assertEquals(0b011, run.op.staleReplicas());
    }

    @Test
    void shouldNotRepairAReplicaWithWhatItHoldsAlready() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, value(9, A, "new")).reply(2, value(9, A, "new"));
        assertEquals(0, run.op.staleReplicas());
    }

    @Test
    void shouldRetryAWriteBackThatFailed() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent());
        run.reply(2, absent()).sentAnything();
        run.fail(1, ReplicaListener.OVERLOADED).undecided().sent();
        run.pass(MachineRun.BACKOFF_BASE_NS).sent("REPAIR 1");
        run.reply(1, stored(9, A)).decided(Decision.OK);
    }

    @Test
    void shouldNotRetryAWriteBackToAReplicaThatTurnsOutToHoldTheCandidate() {
        final MachineRun run = MachineRun.get(5, 3).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent()).reply(2, absent());
        run.pass(MachineRun.MEDIAN_NS);
        run.fail(run.sendOf(ReplicaRequest.REPAIR, 3), ReplicaListener.OVERLOADED)
                .sentAnything();
        run.reply(3, value(9, A, "new")).undecided();
        run.pass(MachineRun.BACKOFF_CAP_NS).sent();
        assertEquals(1, run.sendCount(3, ReplicaRequest.REPAIR));
    }

    @Test
    void shouldFailAtOnceWhenTooFewReplicasCanBeBroughtToHoldTheCandidate() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent()).reply(2, absent());
        run.fail(1, ReplicaListener.REFUSED).undecided();
        run.fail(2, ReplicaListener.REFUSED).decided(Decision.CONFIRM).retired(true);
        assertFalse(run.op.confirmed());
        assertEquals(2, run.op.needed());
        assertEquals(1, run.op.got());
    }

    @Test
    void shouldWaitForASilentReplicaThatRefusedTheWriteBackButMayHoldTheCandidate() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent()).pass(MachineRun.MEDIAN_NS);
        run.fail(run.sendOf(ReplicaRequest.REPAIR, 2), ReplicaListener.REFUSED);
        run.fail(1, ReplicaListener.REFUSED).undecided();
        run.reply(2, value(9, A, "new")).decided(Decision.OK).retired(true);
    }

    @Test
    void shouldFailWhenTheLastSilentReplicaReportsLess() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent()).pass(MachineRun.MEDIAN_NS);
        run.fail(run.sendOf(ReplicaRequest.REPAIR, 2), ReplicaListener.REFUSED);
        run.fail(1, ReplicaListener.REFUSED).undecided();
        run.reply(2, value(8, A, "old")).decided(Decision.CONFIRM);
    }

    @Test
    void shouldFailToConfirmAtTheDeadline() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent());
        run.pass(MachineRun.TIMEOUT_NS).decided(Decision.CONFIRM);
    }

    @Test
    void shouldAskASickReplicaToHoldTheCandidateAgainOnlyWhenItIsNeeded() {
        final MachineRun run = MachineRun.get(5, 3).sick(1).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent()).reply(2, absent());
        run.fail(1, ReplicaListener.OVERLOADED).sentAnything();
        // Two more holders are needed: replica 2 is being written to, 3 and 4 may still speak for themselves.
        run.pass(MachineRun.BACKOFF_BASE_NS);
        assertEquals(1, run.sendCount(1, ReplicaRequest.REPAIR));
        run.fail(run.sendOf(ReplicaRequest.REPAIR, 3), ReplicaListener.REFUSED);
        run.fail(3, ReplicaListener.REFUSED);
        assertEquals(1, run.sendCount(1, ReplicaRequest.REPAIR), "2 and 4 would be enough");
        run.fail(run.sendOf(ReplicaRequest.REPAIR, 2), ReplicaListener.REFUSED);
        assertEquals(2, run.sendCount(1, ReplicaRequest.REPAIR));
    }

    @Test
    void shouldNotMistakeAHoldersOpenWriteBackForAnotherHolderToBe() {
        final MachineRun run = MachineRun.get(5, 3).sick(1).begin();
        run.reply(0, value(9, A, "new")).reply(1, absent()).reply(2, absent()).pass(MachineRun.MEDIAN_NS);
        run.fail(1, ReplicaListener.OVERLOADED).pass(MachineRun.BACKOFF_BASE_NS);
        run.reply(run.sendOf(ReplicaRequest.READ, 3), value(9, A, "new")).undecided();
        run.fail(run.sendOf(ReplicaRequest.REPAIR, 2), ReplicaListener.REFUSED);
        assertEquals(1, run.sendCount(1, ReplicaRequest.REPAIR), "replica 4 may still become the third holder");
        run.fail(run.sendOf(ReplicaRequest.REPAIR, 4), ReplicaListener.REFUSED);
        run.fail(4, ReplicaListener.REFUSED);
        assertEquals(2, run.sendCount(1, ReplicaRequest.REPAIR), "only the sick replica is left to become it");
    }
}
