package io.quorate.quorum;

import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent again, when, and how often. */
class RetryTest {

    private static final long T = 100;
    private static final long ME = 0x77;

    @ParameterizedTest
    @ValueSource(ints = {ReplicaListener.NOT_SENT, ReplicaListener.OVERLOADED, ReplicaListener.MAYBE_APPLIED})
    void shouldSendAgainAfterAPauseWhenThatCanHelp(final int fate) {
        final MachineRun run = MachineRun.put(1, 1, T, ME).begin().sentAnything();
        run.fail(0, fate).sent().undecided();
        final long pauseNs = run.wakeAfterNs();
        assertTrue(pauseNs >= 0 && pauseNs < MachineRun.BACKOFF_BASE_NS, "pause " + pauseNs);
        run.pass(pauseNs).sent("STORE 0");
        run.reply(0, stored(T, ME)).decided(Decision.OK).retired(true);
    }

    @ParameterizedTest
    @ValueSource(ints = {ReplicaListener.REFUSED, ReplicaListener.STALE_EPOCH})
    void shouldNeverRetryWhatWasRefused(final int fate) {
        final MachineRun get = MachineRun.get(3, 2).begin().sentAnything();
        get.fail(0, fate).pass(MachineRun.BACKOFF_CAP_NS).sent().undecided();
        final MachineRun put = MachineRun.put(3, 2, T, ME).begin().sentAnything();
        put.fail(0, fate).pass(MachineRun.BACKOFF_CAP_NS).sent().undecided();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void shouldSendAtMostSoOftenPerReplica(final int maxSends) {
        final MachineRun run = MachineRun.get(1, 1)
                .maxSends(maxSends)
                .timeoutNs(60_000 * MachineRun.MS)
                .begin();
        for (int i = 1; i < maxSends; i++) {
            run.fail(0, ReplicaListener.NOT_SENT).undecided().pass(MachineRun.BACKOFF_CAP_NS);
            assertEquals(i + 1, run.op.sends(0));
        }
        run.fail(0, ReplicaListener.NOT_SENT).decided(Decision.REPLICAS).retired(true);
    }

    @Test
    void shouldCountSendsPerPhase() {
        final MachineRun run = MachineRun.get(2, 2).maxSends(2).begin();
        run.fail(0, ReplicaListener.NOT_SENT).pass(MachineRun.BACKOFF_BASE_NS).reply(0, absent());
        run.reply(1, value(9, ME, "v")).undecided();
        run.fail(0, ReplicaListener.NOT_SENT).pass(MachineRun.BACKOFF_BASE_NS);
        assertEquals(2, run.sendCount(0, ReplicaRequest.READ));
        assertEquals(2, run.sendCount(0, ReplicaRequest.REPAIR));
        run.fail(0, ReplicaListener.NOT_SENT).decided(Decision.CONFIRM);
    }

    @Test
    void shouldKeepPlacesApartWhenOneSendOutlastsManyOthers() {
        final int maxSends = 3 * OperationState.MAX_OUTSTANDING;
        final MachineRun run = MachineRun.get(2, 1)
                .maxSends(maxSends)
                .timeoutNs(60_000 * MachineRun.MS)
                .begin();
        run.reply(0, value(9, ME, "v"));
        run.pass(MachineRun.MEDIAN_NS);
        final MachineRun.Send read = run.sendOf(ReplicaRequest.READ, 1);
        for (int i = 1; i < maxSends; i++) {
            run.fail(run.sendOf(ReplicaRequest.REPAIR, 1), ReplicaListener.NOT_SENT)
                    .pass(MachineRun.BACKOFF_CAP_NS);
        }
        run.fail(run.sendOf(ReplicaRequest.REPAIR, 1), ReplicaListener.NOT_SENT).undecided();
        run.reply(read, value(9, ME, "v")).decided(Decision.OK).retired(true);
    }

    @Test
    void shouldNotForgetARetryWhenATickComesForNothing() {
        final MachineRun get = MachineRun.get(1, 1).begin().sentAnything();
        get.fail(0, ReplicaListener.NOT_SENT);
        final long getPauseNs = get.wakeAfterNs();
        get.tick();
        assertEquals(getPauseNs, get.wakeAfterNs());
        final MachineRun put = MachineRun.put(1, 1, T, ME).begin().sentAnything();
        put.fail(0, ReplicaListener.NOT_SENT);
        final long putPauseNs = put.wakeAfterNs();
        put.tick();
        assertEquals(putPauseNs, put.wakeAfterNs());
        put.pass(putPauseNs).sent("STORE 0");
        put.tick().sent();
        assertEquals(MachineRun.TIMEOUT_NS, put.wakeAfterNs());
    }

    @Test
    void shouldFailForLackOfTimeWhenTheLastReplicaFailsAtTheDeadline() {
        final MachineRun late = MachineRun.get(1, 1).begin();
        late.pass(MachineRun.TIMEOUT_NS - 1);
        late.fail(0, ReplicaListener.REFUSED).decided(Decision.REPLICAS);
        final MachineRun over = MachineRun.get(1, 1).begin();
        over.advance(MachineRun.TIMEOUT_NS);
        over.fail(0, ReplicaListener.REFUSED).decided(Decision.DEADLINE);
    }

    @Test
    void shouldDoubleTheBoundOfThePauseUpToTheCap() {
        final long[] boundsMs = {10, 20, 40, 80, 160, 250, 250};
        for (int failures = 1; failures <= boundsMs.length; failures++) {
            final long boundNs = boundsMs[failures - 1] * MachineRun.MS;
            long longestNs = 0;
            for (int sample = 0; sample < 1_000; sample++) {
                final long random = sample * 0x9E3779B97F4A7C15L;
                final long ns =
                        Backoff.fullJitterNs(failures, MachineRun.BACKOFF_BASE_NS, MachineRun.BACKOFF_CAP_NS, random);
                assertTrue(ns >= 0 && ns < boundNs, failures + ": " + ns);
                longestNs = Math.max(longestNs, ns);
            }
            assertTrue(longestNs > boundNs * 9 / 10, "full jitter uses the whole range");
        }
    }

    @Test
    void shouldDrawAnotherPauseForEachReplicaAndEachFailure() {
        final MachineRun run = MachineRun.put(7, 7, T, ME).begin();
        final Set<Long> pauses = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            run.fail(i, ReplicaListener.NOT_SENT);
            pauses.add(run.op.store.retryAtNs[i]);
        }
        assertEquals(7, pauses.size());
        assertNotEquals(run.op.nextRandom(), run.op.nextRandom());
    }

    @Test
    void shouldGiveUpAReplicaWhosePauseWouldOutlastTheDeadline() {
        final MachineRun run = MachineRun.get(1, 1).timeoutNs(1).begin();
        run.fail(0, ReplicaListener.NOT_SENT);
        if (run.decision == Decision.NONE) {
            run.pass(1);
        }
        assertTrue(run.decision == Decision.REPLICAS || run.decision == Decision.DEADLINE);
        assertEquals(1, run.sendCount(0, ReplicaRequest.READ));
        run.retired(true);
    }

    @Test
    void shouldBoundARetryByTheDeadlineOfTheOperation() {
        final long timeoutNs = MachineRun.ATTEMPT_NS + 20 * MachineRun.MS;
        final MachineRun run = MachineRun.get(1, 1).timeoutNs(timeoutNs).begin();
        run.pass(MachineRun.ATTEMPT_NS).fail(0, ReplicaListener.MAYBE_APPLIED).pass(MachineRun.BACKOFF_BASE_NS);
        assertEquals(MachineRun.BEGIN_NS + timeoutNs, run.oldest(0).deadlineNs());
    }

    // ---- sick replicas

    @Test
    void shouldAskASickReplicaLikeAnyOtherTheFirstTime() {
        MachineRun.get(3, 2).sick(0, 1, 2).begin().sent("READ 0", "READ 1", "READ 2");
        MachineRun.put(3, 2, T, ME).sick(1).begin().sent("STORE 0", "STORE 1", "STORE 2");
    }

    @Test
    void shouldNotRetryASickReplicaWhileTheOthersCanMakeTheQuorum() {
        final MachineRun run = MachineRun.get(3, 2).sick(0).begin().sentAnything();
        run.fail(0, ReplicaListener.NOT_SENT)
                .pass(MachineRun.BACKOFF_CAP_NS)
                .sent()
                .undecided();
        run.fail(1, ReplicaListener.NOT_SENT).pass(MachineRun.BACKOFF_CAP_NS).sent("READ 1");
        run.reply(1, absent()).reply(2, absent()).decided(Decision.OK).retired(true);
    }

    @Test
    void shouldRetryASickReplicaAsSoonAsTheQuorumNeedsIt() {
        final MachineRun run = MachineRun.put(3, 2, T, ME).sick(0).begin().sentAnything();
        run.fail(0, ReplicaListener.NOT_SENT).pass(MachineRun.BACKOFF_CAP_NS).sent();
        run.fail(2, ReplicaListener.REFUSED).sent("STORE 0").undecided();
        run.reply(0, stored(T, ME)).reply(1, stored(T, ME)).decided(Decision.OK);
    }

    @Test
    void shouldRetryASickReplicaAfterItsPauseWhenTheQuorumNeedsItFromTheStart() {
        final MachineRun run = MachineRun.get(3, 3).sick(0).begin().sentAnything();
        run.fail(0, ReplicaListener.NOT_SENT).sent();
        run.pass(MachineRun.BACKOFF_BASE_NS).sent("READ 0");
    }

    @Test
    void shouldNotRetryASickReplicaForAPutThatTheOthersCanComplete() {
        final MachineRun run = MachineRun.put(3, 2, T, ME).sick(0).begin().sentAnything();
        run.fail(0, ReplicaListener.NOT_SENT).reply(1, stored(T, ME)).undecided();
        run.pass(MachineRun.BACKOFF_CAP_NS).sent();
        run.reply(2, stored(T, ME)).decided(Decision.OK).retired(true);
    }

    @Test
    void shouldNotCallTheQuorumImpossibleWhileASickReplicaIsLeft() {
        final MachineRun run = MachineRun.get(3, 2).sick(0, 1).begin().sentAnything();
        run.fail(0, ReplicaListener.NOT_SENT).fail(2, ReplicaListener.REFUSED).undecided();
        run.pass(MachineRun.BACKOFF_BASE_NS).sent("READ 0");
        run.reply(0, absent()).reply(1, absent()).decided(Decision.OK);
    }
}
