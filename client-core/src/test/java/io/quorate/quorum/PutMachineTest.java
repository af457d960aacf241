package io.quorate.quorum;

import static io.quorate.transport.FakeReply.equal;
import static io.quorate.transport.FakeReply.keptNewer;
import static io.quorate.transport.FakeReply.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PutMachineTest {

    private static final long T = 100;
    private static final long ME = 0x77;
    private static final long OTHER = 0x11;

    @Test
    void shouldSendToAllReplicasAtOnceAndSucceedAtTheLastNeededAck() {
        final MachineRun run = put(3, 2);
        run.sent("STORE 0", "STORE 1", "STORE 2").undecided();
        assertEquals(MachineRun.TIMEOUT_NS, run.wakeAfterNs());
        run.reply(2, stored(T, ME).overAbsent()).undecided();
        run.reply(0, stored(T, ME).overAbsent()).decided(Decision.OK).retired(false);
        run.reply(1, stored(T, ME).overAbsent()).retired(true).sent();
        assertEquals(T, run.op.timestamp());
        assertEquals(ME, run.op.writerId());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,1", "3,2", "3,3", "5,3", "7,4", "7,7"})
    void shouldNeedExactlySoManyAcks(final int n, final int w) {
        final MachineRun run = put(n, w);
        for (int i = 0; i < w; i++) {
            assertEquals(i, run.op.got());
            run.undecided().reply(i, stored(T, ME).overAbsent());
        }
        run.decided(Decision.OK);
        assertEquals(w, run.op.needed());
        assertEquals(w, run.op.got());
    }

    @ParameterizedTest
    @CsvSource({"3,2", "5,3", "7,4", "7,7", "3,1"})
    void shouldFailExactlyWhenTooFewReplicasAreLeft(final int n, final int w) {
        final MachineRun run = put(n, w);
        for (int i = 0; i < n - w; i++) {
            run.fail(i, ReplicaListener.REFUSED).undecided();
        }
        run.fail(n - w, ReplicaListener.REFUSED).decided(Decision.REPLICAS);
    }

    // ---- what was there before

    @Test
    void shouldReturnTheNewestPreviousValueOfTheCountedReplicas() {
        final MachineRun run = put(3, 3);
        run.reply(0, stored(T, ME).overValue(20, OTHER, "older"));
        run.reply(1, stored(T, ME).overValue(30, OTHER, "newer"));
        run.reply(2, stored(T, ME).overAbsent()).decided(Decision.OK);
        run.holds(ReplicaReply.VALUE, 30, OTHER, "newer");
        assertEquals("newer", run.valueAtDecision);
        assertTrue(run.op.previousKnown());
        assertFalse(run.op.superseded());
    }

    @Test
    void shouldReportATombstoneThatWasThereBefore() {
        final MachineRun run = put(2, 2);
        run.reply(0, stored(T, ME).overValue(20, OTHER, "older"));
        run.reply(1, stored(T, ME).overTombstone(30, OTHER)).decided(Decision.OK);
        run.holds(ReplicaReply.TOMBSTONE, 30, OTHER, "");
    }

    @Test
    void shouldKnowThatThereWasNothingBefore() {
        final MachineRun run = put(2, 2);
        run.reply(0, stored(T, ME).overAbsent()).reply(1, stored(T, ME).overAbsent());
        assertEquals(ReplicaReply.ABSENT, run.op.candidateResult());
        assertTrue(run.op.previousKnown());
    }

    @Test
    void shouldNotClaimToKnowThePreviousValueWhenAServerCannotTell() {
        final MachineRun run = put(2, 2);
        run.reply(0, stored(T, ME).overValue(20, OTHER, "old"))
                .reply(1, stored(T, ME))
                .decided(Decision.OK);
        assertFalse(run.op.previousKnown());
        run.holds(ReplicaReply.VALUE, 20, OTHER, "old");
    }

    @Test
    void shouldNotTakeItsOwnEarlierSendForThePreviousValue() {
        final MachineRun run = put(2, 2);
        run.fail(0, ReplicaListener.MAYBE_APPLIED).pass(MachineRun.BACKOFF_BASE_NS);
        run.reply(0, equal(T, ME).overValue(T, ME, "mine"))
                .reply(1, stored(T, ME).overAbsent());
        run.decided(Decision.OK);
        assertFalse(run.op.previousKnown());
        assertFalse(run.op.superseded());
        assertEquals(ReplicaReply.ABSENT, run.op.candidateResult());
    }

    @Test
    void shouldSucceedAndSaySupersededWhenAReplicaKeptSomethingNewer() {
        final MachineRun run = put(3, 2);
        run.reply(0, keptNewer(200, OTHER).overValue(200, OTHER, "newer"));
        run.reply(1, stored(T, ME).overAbsent()).decided(Decision.OK);
        assertTrue(run.op.superseded());
        run.holds(ReplicaReply.VALUE, 200, OTHER, "newer");
        assertEquals(200, run.op.heldTimestamp(0));
    }

    @Test
    void shouldNotLetALateAckChangeTheAnswer() {
        final MachineRun run = put(3, 2);
        run.reply(0, stored(T, ME).overAbsent())
                .reply(1, stored(T, ME).overAbsent())
                .decided(Decision.OK);
        run.reply(2, keptNewer(200, OTHER).overValue(200, OTHER, "newer")).retired(true);
        assertFalse(run.op.superseded());
        assertEquals(ReplicaReply.ABSENT, run.op.candidateResult());
    }

    // ---- what a failed put may have done

    @Test
    void shouldKnowThatNothingWasAppliedWhenAllRefused() {
        final int fate = ReplicaListener.REFUSED;
        final MachineRun run = put(3, 2);
        run.fail(0, fate).fail(1, fate);
        assertEquals(Decision.REPLICAS, run.decision);
        assertTrue(run.mayHaveAppliedAtDecision, "replica 2 has been sent it and has not answered");
        run.fail(2, fate).retired(true);

        final MachineRun alone = put(1, 1);
        alone.fail(0, fate).decided(Decision.REPLICAS);
        assertFalse(alone.mayHaveAppliedAtDecision);
    }

    @ParameterizedTest
    @ValueSource(ints = {ReplicaListener.NOT_SENT, ReplicaListener.OVERLOADED})
    void shouldKnowThatNothingWasAppliedWhenNothingGotThrough(final int fate) {
        final MachineRun run = put(1, 1);
        for (int i = 0; i < MachineRun.MAX_SENDS; i++) {
            run.undecided().fail(0, fate).pass(MachineRun.BACKOFF_CAP_NS);
        }
        run.decided(Decision.REPLICAS).retired(true);
        assertFalse(run.mayHaveAppliedAtDecision);
    }

    @Test
    void shouldRememberThatAnEarlierSendMayHaveBeenApplied() {
        final MachineRun run = put(1, 1);
        run.fail(0, ReplicaListener.MAYBE_APPLIED).pass(MachineRun.BACKOFF_BASE_NS);
        run.fail(0, ReplicaListener.REFUSED).decided(Decision.REPLICAS);
        assertTrue(run.mayHaveAppliedAtDecision);
    }

    @Test
    void shouldAdmitThatAnAckedReplicaAppliedIt() {
        final MachineRun run = put(2, 2);
        run.reply(0, stored(T, ME).overAbsent())
                .fail(1, ReplicaListener.REFUSED)
                .decided(Decision.REPLICAS);
        assertTrue(run.mayHaveAppliedAtDecision);
    }

    @Test
    void shouldAdmitThatAnOutstandingSendMayStillBeApplied() {
        final MachineRun run = put(3, 2);
        run.fail(0, ReplicaListener.REFUSED).fail(1, ReplicaListener.REFUSED);
        assertTrue(run.mayHaveAppliedAtDecision);
        final MachineRun silent = put(1, 1);
        silent.pass(MachineRun.TIMEOUT_NS).decided(Decision.DEADLINE);
        assertTrue(silent.mayHaveAppliedAtDecision);
        final MachineRun cancelled = put(1, 1);
        cancelled.abandon(Decision.CANCELLED);
        assertTrue(cancelled.mayHaveAppliedAtDecision);
    }

    @Test
    void shouldKnowOfFailuresThatAreStillToBeBrought() {
        final MachineRun run = put(3, 2);
        for (int i = 0; i < 3; i++) {
            run.op.surelyNotApplied(i, run.oldest(i).attempt());
            run.op.surelyNotApplied(i, run.oldest(i).attempt());
        }
        run.fail(0, ReplicaListener.REFUSED).fail(1, ReplicaListener.REFUSED).decided(Decision.REPLICAS);
        assertFalse(run.mayHaveAppliedAtDecision, "replica 2 is known to have refused as well");
        run.fail(2, ReplicaListener.REFUSED).retired(true);

        final MachineRun again = put(2, 1);
        again.op.surelyNotApplied(0, again.oldest(0).attempt());
        again.fail(0, ReplicaListener.NOT_SENT).pass(MachineRun.BACKOFF_BASE_NS);
        again.fail(1, ReplicaListener.REFUSED).abandon(Decision.CANCELLED);
        assertTrue(again.mayHaveAppliedAtDecision, "the second send to replica 0 is another one");
    }

    @Test
    void shouldBeSureThatNothingWasAppliedWhenItIsCancelledBetweenSendsThatNeverLeft() {
        final MachineRun run = put(1, 1);
        run.fail(0, ReplicaListener.NOT_SENT).abandon(Decision.CANCELLED).decided(Decision.CANCELLED);
        assertFalse(run.mayHaveAppliedAtDecision);
        run.retired(true);
    }

    // ---- end

    @Test
    void shouldFailAtTheDeadlineAndRetireWithTheLastSend() {
        final MachineRun run = put(3, 2);
        run.reply(0, stored(T, ME).overAbsent());
        run.pass(MachineRun.TIMEOUT_NS - 1)
                .undecided()
                .pass(1)
                .decided(Decision.DEADLINE)
                .retired(false);
        run.fail(1, ReplicaListener.MAYBE_APPLIED).retired(false);
        run.reply(2, stored(T, ME).overAbsent()).retired(true);
        assertFalse(run.isWakeWanted());
    }

    @Test
    void shouldNotSendAgainOnceItIsDecided() {
        final MachineRun run = put(3, 2).sentAnything();
        run.fail(2, ReplicaListener.OVERLOADED);
        run.reply(0, stored(T, ME).overAbsent()).reply(1, stored(T, ME).overAbsent());
        run.decided(Decision.OK).retired(true).sent();
    }

    @Test
    void shouldNotRetryAStragglerThatFailsAfterTheDecision() {
        final MachineRun run = put(3, 2).sentAnything();
        run.reply(0, stored(T, ME).overAbsent())
                .reply(1, stored(T, ME).overAbsent())
                .decided(Decision.OK);
        run.fail(2, ReplicaListener.NOT_SENT).retired(true).sent();
    }

    @Test
    void shouldDoNothingOnATickThatComesAfterTheDecision() {
        final MachineRun run = put(3, 1);
        run.reply(0, stored(T, ME).overAbsent()).tick().decided(Decision.OK).retired(false);
        assertFalse(run.isWakeWanted());
    }

    private static MachineRun put(final int n, final int w) {
        return MachineRun.put(n, w, T, ME).begin();
    }
}
