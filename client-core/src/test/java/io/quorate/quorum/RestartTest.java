package io.quorate.quorum;

import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.equal;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import org.junit.jupiter.api.Test;

/** Operations that a node refuses for their old epoch, and that move to a newer ring. */
class RestartTest {

    private static final int STALE = ReplicaListener.STALE_EPOCH;
    private static final long T = 100;
    private static final long ME = 0x5E;
    private static final long A = 0xA;

    // ---- waiting

    @Test
    void shouldWaitForARingInsteadOfFailingWhenTheEpochIsRefused() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.fail(0, STALE).fail(1, STALE).fail(2, STALE).undecided();
        assertTrue(run.op.awaitsRing());
        run.pass(MachineRun.TIMEOUT_NS).decided(Decision.DEADLINE).retired(true);
        assertFalse(run.op.awaitsRing(), "it is decided");
    }

    @Test
    void shouldNotAwaitARingThatNobodyAskedFor() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.fail(0, ReplicaListener.REFUSED);
        assertFalse(run.op.awaitsRing());
    }

    @Test
    void shouldNotNeedARingWhenTheOthersMakeTheQuorum() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.fail(0, STALE).reply(1, value(T, A, "v")).reply(2, value(T, A, "v"));
        run.decided(Decision.OK).retired(true);
    }

    @Test
    void shouldKnowThatNothingWasAppliedWhenEveryNodeRefusedTheEpoch() {
        final MachineRun run = MachineRun.put(3, 2, T, ME).begin();
        run.fail(0, STALE).fail(1, STALE).fail(2, STALE);
        run.pass(MachineRun.TIMEOUT_NS).decided(Decision.DEADLINE);
        assertFalse(run.mayHaveAppliedAtDecision);
    }

    // ---- get

    @Test
    void shouldAskAllReplicasOfTheNewRing() {
        final MachineRun run = MachineRun.get(3, 2).begin().sentAnything();
        run.fail(0, STALE).moveTo(3, 2, 2).sent("READ 0", "READ 1", "READ 2");
        assertFalse(run.op.awaitsRing());
    }

    @Test
    void shouldForgetWhatFormerReplicasSaid() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(T + 1, A, "former")).fail(1, STALE).moveTo(3, 2, 2);
        assertEquals(0, run.op.got());
        run.reply(run.sendOf(ReplicaRequest.READ, 0), absent()).undecided();
        run.reply(run.oldest(1), absent()).decided(Decision.OK).holds(ReplicaReply.ABSENT, 0, 0, "");
    }

    @Test
    void shouldNotCountALateReplyOfAFormerReplica() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        final MachineRun.Send former = run.oldest(2);
        run.fail(0, STALE).moveTo(3, 2, 2);
        run.reply(former, value(T, A, "former")).undecided();
        assertEquals(0, run.op.got());
        run.reply(0, absent()).undecided();
    }

    @Test
    void shouldRetireOnlyWhenFormerSendsHaveEnded() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        final MachineRun.Send former = run.oldest(2);
        run.fail(0, STALE).fail(1, STALE).moveTo(2, 2, 2);
        run.reply(run.oldest(0), absent()).reply(run.oldest(1), absent());
        run.decided(Decision.OK).retired(false);
        run.fail(former, ReplicaListener.MAYBE_APPLIED).retired(true);
    }

    @Test
    void shouldConfirmOnTheNewRingAlone() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(T, A, "v")).reply(1, absent()).undecided();
        final MachineRun.Send writeBack = run.sendOf(ReplicaRequest.REPAIR, 1);
        run.fail(writeBack, STALE).moveTo(3, 2, 2).sentAnything();
        run.reply(run.oldest(0), value(T, A, "v")).reply(run.oldest(1), value(T, A, "v"));
        run.decided(Decision.OK);
        assertTrue(run.op.confirmed());
        assertEquals("v", run.valueAtDecision);
    }

    // ---- put

    @Test
    void shouldSendTheSameVersionToTheNewReplicas() {
        final MachineRun run = MachineRun.put(3, 2, T, ME).begin().sentAnything();
        run.fail(0, STALE).moveTo(3, 2, 2).sent("STORE 0", "STORE 1", "STORE 2");
        assertEquals(T, run.op.timestamp());
        assertEquals(ME, run.op.writerId());
    }

    @Test
    void shouldNotCountAnAckOfAFormerReplica() {
        final MachineRun run = MachineRun.put(3, 2, T, ME).begin();
        final MachineRun.Send former = run.oldest(2);
        run.reply(1, stored(T, ME).overAbsent()).fail(0, STALE).moveTo(3, 2, 2);
        run.reply(former, stored(T, ME).overAbsent()).undecided();
        run.reply(run.oldest(0), stored(T, ME).overAbsent()).undecided();
        run.reply(run.oldest(1), equal(T, ME)).decided(Decision.OK);
        assertFalse(run.op.previousKnown(), "what was there may be its own");
    }

    @Test
    void shouldKnowThePreviousValueWhenNothingHadBeenApplied() {
        final MachineRun run = MachineRun.put(3, 2, T, ME).begin();
        run.fail(0, STALE).fail(1, STALE).fail(2, STALE).moveTo(3, 2, 2);
        run.reply(0, stored(T, ME).overValue(50, A, "old"))
                .reply(1, stored(T, ME).overAbsent());
        run.decided(Decision.OK);
        assertTrue(run.op.previousKnown());
        assertEquals("old", run.valueAtDecision);
    }

    @Test
    void shouldStayInDoubtWhenAFormerReplicaMayHaveAppliedIt() {
        final MachineRun run = MachineRun.put(3, 2, T, ME).begin();
        final MachineRun.Send former = run.oldest(1);
        run.fail(0, STALE).fail(2, STALE).moveTo(3, 2, 2);
        assertTrue(run.op.mayHaveApplied(), "a send to a former replica is under way");
        run.fail(run.oldest(0), ReplicaListener.REFUSED).fail(run.oldest(2), ReplicaListener.REFUSED);
        run.decided(Decision.REPLICAS);
        assertTrue(run.mayHaveAppliedAtDecision);
        run.fail(former, ReplicaListener.NOT_SENT);
    }

    @Test
    void shouldNotStayInDoubtWhenFormerSendsSurelyDidNothing() {
        final MachineRun run = MachineRun.put(3, 2, T, ME).begin();
        final MachineRun.Send former = run.oldest(1);
        run.fail(0, STALE).moveTo(3, 2, 2);
        run.fail(former, ReplicaListener.NOT_SENT);
        for (int i = 0; i < 3; i++) {
            while (run.outstanding.stream().anyMatch(send -> send.replica() == 2)) {
                run.fail(2, ReplicaListener.REFUSED);
            }
        }
        run.fail(0, ReplicaListener.REFUSED).decided(Decision.REPLICAS);
        run.fail(1, ReplicaListener.REFUSED).retired(true);
        assertFalse(run.op.mayHaveApplied());
    }

    // ---- linearizable put

    @Test
    void shouldLearnVersionsAnewWhenItHasNoVersionYet() {
        final MachineRun run = MachineRun.linearizablePut(3, 2, 2).begin().sentAnything();
        run.reply(0, value(T, A, "")).fail(1, STALE).moveTo(3, 2, 2);
        run.sent("READ_VERSION 0", "READ_VERSION 1", "READ_VERSION 2");
        assertFalse(run.op.hasVersion());
    }

    @Test
    void shouldKeepItsVersionWhenItHasBegunToStoreIt() {
        final MachineRun run = MachineRun.linearizablePut(3, 2, 2).begin();
        run.reply(0, value(T, A, "")).reply(1, absent()).sentAnything();
        final long chosen = run.op.timestamp();
        run.fail(run.sendOf(ReplicaRequest.STORE, 0), STALE).moveTo(3, 2, 2);
        run.sent("STORE 0", "STORE 1", "STORE 2");
        assertEquals(chosen, run.op.timestamp());
        assertTrue(run.op.hasVersion());
    }

    // ---- votes

    @Test
    void shouldGiveAStoreOneVote() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        assertTrue(run.op.admitVote(0, 1, 2));
        assertTrue(run.op.admitVote(0, 1, 2), "its own second answer");
        assertFalse(run.op.admitVote(1, 1, 2), "the same store under another name");
        assertTrue(run.op.admitVote(1, 1, 3));
        assertFalse(run.op.admitVote(2, 1, 3));
    }

    @Test
    void shouldGiveAVoteToEachNodeThatNamesNoStore() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        assertTrue(run.op.admitVote(0, 0, 0) && run.op.admitVote(1, 0, 0) && run.op.admitVote(2, 0, 0));
    }
}
