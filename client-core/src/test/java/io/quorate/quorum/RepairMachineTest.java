package io.quorate.quorum;

import static io.quorate.transport.FakeReply.keptNewer;
import static io.quorate.transport.FakeReply.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorate.transport.ReplicaListener;
import org.junit.jupiter.api.Test;

class RepairMachineTest {

    @Test
    void shouldWriteOnceToTheChosenReplicasOnly() {
        final MachineRun run = MachineRun.repair(3, 0b101).begin();
        run.sent("REPAIR 0", "REPAIR 2").decided(Decision.OK).retired(false);
        run.reply(0, stored(5, 6))
                .retired(false)
                .reply(2, keptNewer(9, 9))
                .retired(true)
                .sent();
    }

    @Test
    void shouldNotRetry() {
        final MachineRun run = MachineRun.repair(3, 0b110).begin().sentAnything();
        run.fail(1, ReplicaListener.NOT_SENT).retired(false);
        run.tick().retired(false);
        run.fail(2, ReplicaListener.MAYBE_APPLIED).retired(true).sent();
        assertFalse(run.isWakeWanted());
    }

    @Test
    void shouldEndAtOnceWhenThereIsNothingToRepair() {
        MachineRun.repair(3, 0).begin().sent().decided(Decision.OK).retired(true);
    }

    @Test
    void shouldEndEachSendAtItsOwnDeadline() {
        final MachineRun run = MachineRun.repair(2, 0b01).begin();
        assertEquals(MachineRun.BEGIN_NS + MachineRun.ATTEMPT_NS, run.oldest(0).deadlineNs());
    }
}
