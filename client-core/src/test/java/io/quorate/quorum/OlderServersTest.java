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

/** Servers without writer ids, and servers that stamp puts on their own clocks. */
class OlderServersTest {

    private static final long A = 0xA;
    private static final long B = 0xB;

    // ---- no writer ids; of three replicas, 1 is the highest node and 2 the lowest

    @Test
    void shouldIgnoreWriterIdsOfAllReplicasWhenOneKnowsNone() {
        final MachineRun run = MachineRun.get(3, 2).older(2).begin();
        run.reply(0, value(5, B, "v")).reply(2, value(5, 0, "v")).decided(Decision.OK);
        assertTrue(run.op.confirmed(), "same timestamp, same value: both hold it");
        assertFalse(run.op.tied());
        assertEquals(0, run.op.staleReplicas());
        run.sent("READ 0", "READ 1", "READ 2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetTheHighestNodeWinATieWhateverTheOrderOfReplies(final boolean highestFirst) {
        final MachineRun run = MachineRun.get(3, 2).older(0, 1, 2).begin();
        if (highestFirst) {
            run.reply(1, value(5, 0, "high")).reply(0, value(5, 0, "low"));
        } else {
            run.reply(0, value(5, 0, "low")).reply(1, value(5, 0, "high"));
        }
        run.decided(Decision.OK).holds(ReplicaReply.VALUE, 5, 0, "high");
        assertTrue(run.op.tied());
        assertEquals(0, run.op.staleReplicas(), "a tie is never repaired");
        run.reply(2, value(5, 0, "lowest")).retired(true).sent("READ 0", "READ 1", "READ 2");
        assertEquals(0, run.op.staleReplicas());
    }

    @Test
    void shouldLetTheHighestNodeWinATieAlsoWhenALowerOneAgreesWithIt() {
        final int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        for (final int[] order : orders) {
            final MachineRun run = MachineRun.get(3, 3).older(0, 1, 2).begin();
            for (final int replica : order) {
                run.reply(replica, value(5, 0, replica == 0 ? "middle alone" : "highest and lowest"));
            }
            run.decided(Decision.OK).holds(ReplicaReply.VALUE, 5, 0, "highest and lowest");
            assertTrue(run.op.tied());
        }
    }

    @Test
    void shouldPreferWhatExistsAtTimestampZeroOverWhatIsAbsent() {
        final MachineRun run = MachineRun.eventualGet(3, 2).older(0, 1, 2).begin();
        run.reply(2, value(0, 0, "zero")).reply(1, absent()).decided(Decision.OK);
        run.holds(ReplicaReply.VALUE, 0, 0, "zero");
        assertFalse(run.op.tied(), "absence is no value");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPreferAValueOverATombstoneOfTheSameTimestamp(final boolean valueFirst) {
        final MachineRun run = MachineRun.eventualGet(3, 2).older(2).begin();
        if (valueFirst) {
            run.reply(2, value(5, 0, "")).reply(1, tombstone(5, A));
        } else {
            run.reply(1, tombstone(5, A)).reply(2, value(5, 0, ""));
        }
        assertEquals(ReplicaReply.VALUE, run.op.candidateResult());
        assertTrue(run.op.tied());
    }

    @Test
    void shouldFlagATieThatALateReplyShows() {
        final MachineRun after = MachineRun.get(3, 2).older(0, 1, 2).begin();
        after.reply(0, value(5, 0, "x")).reply(2, value(5, 0, "x")).decided(Decision.OK);
        assertFalse(after.op.tied());
        after.reply(1, value(5, 0, "y")).retired(true);
        assertTrue(after.op.tied());

        final MachineRun during = MachineRun.get(3, 2).older(0, 1, 2).begin();
        during.reply(0, value(5, 0, "x")).reply(2, absent()).undecided();
        during.reply(1, value(5, 0, "y")).decided(Decision.OK);
        assertTrue(during.op.tied());
        during.holds(ReplicaReply.VALUE, 5, 0, "x");
    }

    @Test
    void shouldWriteBackToOlderServersThatHonourTimestamps() {
        final MachineRun run = MachineRun.get(3, 2).older(0, 1, 2).begin();
        run.reply(0, value(9, 0, "new")).reply(1, value(5, 0, "old")).sent("READ 0", "READ 1", "READ 2", "REPAIR 1");
        run.reply(1, stored(0, 0)).decided(Decision.OK);
    }

    @Test
    void shouldTellVersionsOfDifferentWritersApartWhenAllReplicasKnowThem() {
        final MachineRun run = MachineRun.get(3, 2).begin();
        run.reply(0, value(5, A, "a")).reply(1, value(5, B, "b")).undecided();
        assertFalse(run.op.tied());
        run.sent("READ 0", "READ 1", "READ 2", "REPAIR 0");
    }

    // ---- own timestamps

    @Test
    void shouldConfirmByEqualValuesWhereServersStamp() {
        final MachineRun run = MachineRun.get(3, 2).stamping(0, 1, 2).begin();
        run.reply(0, value(100, 0, "v")).reply(1, value(104, 0, "v")).decided(Decision.OK);
        assertTrue(run.op.confirmed());
        run.holds(ReplicaReply.VALUE, 104, 0, "v");
        run.reply(2, value(90, 0, "older")).retired(true);
        assertEquals(0, run.op.staleReplicas(), "never repaired");
        run.sent("READ 0", "READ 1", "READ 2");
    }

    @Test
    void shouldAnswerTheNewestUnconfirmedWhereStampingServersDiffer() {
        final MachineRun run = MachineRun.get(3, 2).stamping(0, 1, 2).begin();
        run.reply(0, value(104, 0, "new")).reply(1, value(100, 0, "old")).decided(Decision.OK);
        assertFalse(run.op.confirmed());
        run.holds(ReplicaReply.VALUE, 104, 0, "new");
        run.reply(2, absent()).retired(true).sent("READ 0", "READ 1", "READ 2");
        assertEquals(0, run.op.staleReplicas());
        assertFalse(run.op.wroteBack());
    }

    @Test
    void shouldNotTakeAbsenceForAgreementWhereStampingServersDiffer() {
        final MachineRun run = MachineRun.get(3, 2).stamping(0, 1, 2).begin();
        run.reply(0, value(104, 0, "")).reply(1, absent()).decided(Decision.OK);
        assertFalse(run.op.confirmed(), "an empty value is not the same as no value");
    }

    @Test
    void shouldConfirmAbsenceByCountWhereServersStamp() {
        final MachineRun confirmed = MachineRun.get(3, 2).stamping(0, 1, 2).begin();
        confirmed.reply(0, absent()).reply(1, absent()).decided(Decision.OK);
        assertTrue(confirmed.op.confirmed());
        final MachineRun unconfirmed = MachineRun.get(3, 1).stamping(0, 1, 2).begin();
        unconfirmed.reply(0, absent()).decided(Decision.OK);
        assertFalse(unconfirmed.op.confirmed());
    }

    @Test
    void shouldSendNoWriteBackWhenOneReplicaOfThreeStamps() {
        final MachineRun run = MachineRun.get(3, 2).stamping(2).begin();
        run.reply(0, value(9, A, "new")).reply(1, value(5, A, "old")).decided(Decision.OK);
        assertFalse(run.op.confirmed());
        run.reply(2, absent()).retired(true).sent("READ 0", "READ 1", "READ 2");
        assertEquals(0, run.op.staleReplicas());
    }

    @Test
    void shouldRetryReadsOfStampingServers() {
        final MachineRun run = MachineRun.get(1, 1).stamping(0).begin();
        run.fail(0, ReplicaListener.MAYBE_APPLIED)
                .pass(MachineRun.BACKOFF_BASE_NS)
                .sent("READ 0", "READ 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {ReplicaListener.MAYBE_APPLIED, ReplicaListener.OVERLOADED})
    void shouldNeverStoreTwiceAtAServerThatStamps(final int fate) {
        final MachineRun run = MachineRun.put(1, 1, 7, A).stamping(0).begin();
        run.fail(0, fate).decided(Decision.REPLICAS).retired(true).sent("STORE 0");
    }

    @Test
    void shouldStoreAgainAtAServerThatStampsWhenNothingWasSent() {
        final MachineRun run = MachineRun.put(1, 1, 7, A).stamping(0).begin();
        run.fail(0, ReplicaListener.NOT_SENT).undecided();
        run.pass(MachineRun.BACKOFF_BASE_NS).sent("STORE 0", "STORE 0");
        run.fail(0, ReplicaListener.MAYBE_APPLIED).decided(Decision.REPLICAS);
        assertTrue(run.mayHaveAppliedAtDecision);
    }

    @Test
    void shouldStoreAgainAtTheReplicasThatDoNotStamp() {
        final MachineRun run = MachineRun.put(3, 2, 7, A).stamping(0).begin();
        run.fail(0, ReplicaListener.MAYBE_APPLIED)
                .fail(1, ReplicaListener.MAYBE_APPLIED)
                .sentAnything();
        run.pass(MachineRun.BACKOFF_BASE_NS).sent("STORE 1");
    }

    @Test
    void shouldRepairNothingWhereAServerStamps() {
        final MachineRun run = MachineRun.repair(3, 0b011).stamping(2).begin();
        run.sent().decided(Decision.OK).retired(true);
        assertEquals(0, run.sendCount(0, ReplicaRequest.REPAIR));
    }
}
