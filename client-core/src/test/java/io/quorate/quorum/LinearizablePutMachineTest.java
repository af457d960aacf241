package io.quorate.quorum;

import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.keptNewer;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.tombstone;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.ReplicaListener;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearizablePutMachineTest {

    private static final long OTHER = 0x11;

    @Test
    void shouldAskForVersionsFirstAndStoreAboveTheNewestOfThem() {
        final MachineRun run = MachineRun.linearizablePut(3, 2, 2).begin();
        run.sent("READ_VERSION 0", "READ_VERSION 1", "READ_VERSION 2").undecided();
        run.reply(0, value(40, OTHER, "")).undecided();
        assertFalse(run.op.hasVersion());
        run.reply(2, tombstone(70, OTHER)).sent("STORE 0", "STORE 1", "STORE 2").undecided();
        assertTrue(run.op.hasVersion());
        assertEquals(71, run.op.timestamp());
        run.reply(0, stored(71, MachineRun.WRITER).overAbsent()).undecided();
        run.reply(1, stored(71, MachineRun.WRITER).overAbsent()).undecided();
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,2,2", "3,1,3", "3,3,1", "5,2,4", "7,4,4"})
    void shouldNeedRVersionsThenWAcks(final int n, final int r, final int w) {
        final MachineRun run = MachineRun.linearizablePut(n, r, w).begin();
        for (int i = 0; i < r; i++) {
            assertEquals(r, run.op.needed());
            assertEquals(i, run.op.got());
            run.undecided().reply(i, absent());
        }
        for (int i = n - 1; i >= n - w; i--) {
            assertEquals(w, run.op.needed());
            assertEquals(n - 1 - i, run.op.got());
            run.undecided();
            ack(run, i);
        }
        run.decided(Decision.OK);
    }

    @Test
    void shouldKeepItsVersionWhenALateReplyShowsANewerOne() {
        final MachineRun run = MachineRun.linearizablePut(3, 2, 2).begin();
        run.reply(0, value(40, OTHER, "")).reply(1, value(40, OTHER, ""));
        run.reply(2, value(90, OTHER, "")).undecided();
        assertEquals(41, run.op.timestamp());
        ack(run, 0);
        ack(run, 1);
        run.decided(Decision.OK);
    }

    @Test
    void shouldBeSurelyNotAppliedWhenItFailsBeforeAnythingIsStored() {
        final MachineRun run = MachineRun.linearizablePut(3, 2, 2).maxSends(1).begin();
        run.fail(0, ReplicaListener.MAYBE_APPLIED).undecided();
        run.fail(1, ReplicaListener.MAYBE_APPLIED).decided(Decision.REPLICAS);
        assertFalse(run.mayHaveAppliedAtDecision);
        assertFalse(run.op.hasVersion());
    }

    @Test
    void shouldBeInDoubtWhenItFailsAfterSomethingWasStored() {
        final MachineRun run = MachineRun.linearizablePut(3, 2, 2).maxSends(1).begin();
        run.reply(0, absent()).reply(1, absent()).reply(2, absent());
        run.fail(0, ReplicaListener.MAYBE_APPLIED).undecided();
        run.fail(1, ReplicaListener.NOT_SENT).decided(Decision.REPLICAS);
        assertTrue(run.mayHaveAppliedAtDecision);
    }

    @Test
    void shouldStoreNothingWhenTheClockRefuses() {
        final MachineRun run =
                MachineRun.linearizablePut(3, 2, 2).clockRefuses().begin();
        run.sent("READ_VERSION 0", "READ_VERSION 1", "READ_VERSION 2");
        run.reply(0, absent()).reply(1, absent()).decided(Decision.CLOCK).sent();
        assertFalse(run.mayHaveAppliedAtDecision);
        run.reply(2, absent()).retired(true).sent();
    }

    @Test
    void shouldNotCountErrorsAsVersions() {
        final MachineRun run = MachineRun.linearizablePut(3, 2, 2).maxSends(1).begin();
        run.fail(0, ReplicaListener.MAYBE_APPLIED).undecided();
        run.reply(1, absent()).undecided();
        assertFalse(run.op.hasVersion());
        run.reply(2, absent());
        assertTrue(run.op.hasVersion());
    }

    @Test
    void shouldSayThatItWasSupersededWhenAReplicaKeptSomethingNewer() {
        final MachineRun run = MachineRun.linearizablePut(3, 2, 2).begin();
        run.reply(0, absent()).reply(1, absent()).reply(2, absent());
        run.reply(0, keptNewer(500, OTHER).overValue(500, OTHER, "x"));
        ack(run, 1);
        run.decided(Decision.OK);
        assertTrue(run.op.superseded());
    }

    @Test
    void shouldEndAtTheDeadlineInEitherPhase() {
        MachineRun.linearizablePut(3, 2, 2).begin().pass(MachineRun.TIMEOUT_NS).decided(Decision.DEADLINE);
        final MachineRun storing = MachineRun.linearizablePut(3, 2, 2).begin();
        storing.reply(0, absent())
                .reply(1, absent())
                .pass(MachineRun.TIMEOUT_NS)
                .decided(Decision.DEADLINE);
        assertTrue(storing.mayHaveAppliedAtDecision);
    }

    private static void ack(final MachineRun run, final int replica) {
        for (final MachineRun.Send send : List.copyOf(run.outstanding)) {
            if (send.toString().equals("STORE " + replica)) {
                run.reply(send, stored(run.op.timestamp(), MachineRun.WRITER).overAbsent());
            }
        }
    }
}
