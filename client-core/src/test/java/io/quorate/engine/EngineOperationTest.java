package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.engine.Rig.MS;
import static io.quorate.error.Outcome.INDETERMINATE;
import static io.quorate.error.Outcome.NOT_APPLIED;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.equal;
import static io.quorate.transport.FakeReply.keptNewer;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.tombstone;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.OperationCancelledException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.metrics.Counter;
import io.quorate.metrics.OperationKind;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.HybridLogicalClock;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One operation at a time through the whole engine. */
class EngineOperationTest {

    private static final long A = 0xA;

    private final Rig rig = new Rig().start();
    private final List<FakePeer> replicas = rig.replicas(KEY);
    private final FakePeer first = replicas.get(0);
    private final FakePeer second = replicas.get(1);
    private final FakePeer third = replicas.get(2);

    @AfterEach
    void close() {
        rig.close();
    }

    // ---- what is sent

    @Test
    void shouldSendReadsWithKeyEpochAndIdentity() {
        final Outcome outcome = rig.get(KEY);
        final Set<Long> requestIds = new HashSet<>();
        for (final FakePeer peer : replicas) {
            final FakePeer.Sent sent = peer.next();
            assertEquals(ReplicaRequest.READ, sent.kind);
            assertEquals(KEY, sent.key);
            assertEquals("", sent.value);
            assertEquals(0, sent.flags);
            assertEquals(1, sent.epoch);
            assertEquals(0, sent.timestamp);
            assertNotEquals(0, sent.writerId);
            assertEquals(rig.env.nowNs() + rig.timing().attemptTimeoutNs(), sent.deadlineNs);
            requestIds.add(sent.requestId);
            assertEquals(2, peer.flushes.get(), "one for the question for the ring, one for this");
            sent.reply(absent());
        }
        assertEquals(1, requestIds.size(), "one id for all sends of an operation");
        outcome.assertOk();
        assertEquals(3, rig.count(Counter.SENDS));
        assertEquals(3, rig.count(Counter.REPLIES));
        assertEquals(1, rig.count(Counter.LATE_REPLIES));
    }

    @Test
    void shouldSendStoresWithOneVersionForAllSends() {
        final Outcome outcome = rig.put(KEY, "hello");
        final FakePeer.Sent sent = first.next();
        assertEquals(ReplicaRequest.STORE, sent.kind);
        assertEquals(KEY, sent.key);
        assertEquals("hello", sent.value);
        assertEquals(ReplicaRequest.FLAG_WANT_PREVIOUS, sent.flags);
        assertEquals(ManualEnv.WALL_MS, HybridLogicalClock.wallMsOf(sent.timestamp));
        final FakePeer.Sent other = second.next();
        sent.fail(ReplicaListener.NOT_SENT, ReplicaListener.CODE_UNKNOWN, "x");
        rig.env.advance(10 * MS);
        final FakePeer.Sent retry = first.next();
        for (final FakePeer.Sent same : List.of(other, retry)) {
            assertEquals(sent.timestamp, same.timestamp);
            assertEquals(sent.writerId, same.writerId);
            assertEquals(sent.requestId, same.requestId);
            assertEquals("hello", same.value);
            assertEquals(KEY, same.key);
        }
        assertEquals(1, rig.count(Counter.RETRIES));
        other.reply(stored(sent.timestamp, sent.writerId).overAbsent());
        retry.reply(stored(sent.timestamp, sent.writerId).overAbsent());
        outcome.assertOk();
        assertEquals(sent.timestamp, outcome.timestamp);
        assertEquals(sent.writerId, outcome.writerId);
        assertEquals(1, rig.engine().metrics().retries().count());
        third.next().reply(stored(sent.timestamp, sent.writerId).overAbsent());
        rig.assertIdle();
    }

    @Test
    void shouldSendDeletesAsTombstones() {
        final Outcome outcome = rig.delete(KEY);
        final FakePeer.Sent sent = first.next();
        assertEquals(ReplicaRequest.STORE, sent.kind);
        assertEquals(ReplicaRequest.FLAG_TOMBSTONE | ReplicaRequest.FLAG_WANT_PREVIOUS, sent.flags);
        assertEquals("", sent.value);
        assertTrue(sent.timestamp != 0);
        sent.reply(stored(sent.timestamp, sent.writerId).overValue(5, A, "gone"));
        second.next().reply(stored(sent.timestamp, sent.writerId).overAbsent());
        outcome.assertOk();
        assertTrue(outcome.exists, "there was a value before");
        assertEquals("gone", outcome.value);
        assertEquals(1, rig.count(Counter.DELETES));
    }

    @Test
    void shouldNotAskForThePreviousValueUnlessItIsWanted() {
        rig.begin(QuorumEngine.PUT, KEY, "v", false);
        assertEquals(0, first.next().flags);
    }

    @Test
    void shouldStampEveryPutAnewAndNumberEveryOperation() {
        final Set<Long> timestamps = new HashSet<>();
        final Set<Long> requestIds = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            rig.put(KEY, "v" + i);
            final FakePeer.Sent sent = first.next();
            timestamps.add(sent.timestamp);
            requestIds.add(sent.requestId);
        }
        assertEquals(10, timestamps.size());
        assertEquals(10, requestIds.size());
    }

    @Test
    void shouldStampAboveWhatReplicasHaveTold() {
        final long ahead = HybridLogicalClock.of(ManualEnv.WALL_MS + 5_000, 7);
        final Outcome get = rig.get(KEY);
        first.next().reply(value(ahead, A, "v"));
        second.next().reply(value(ahead, A, "v"));
        get.assertOk();
        rig.put(KEY, "w");
        third.next().reply(absent());
        assertTrue(first.next().timestamp > ahead);
        assertEquals(0, rig.count(Counter.CLOCK_DRIFTS));
    }

    @Test
    void shouldNotFollowAVersionThatIsTooFarAhead() {
        final long poisoned = HybridLogicalClock.of(ManualEnv.WALL_MS + 11_000, 0);
        rig.get(KEY);
        first.next().reply(value(poisoned, A, "v"));
        assertEquals(1, rig.count(Counter.CLOCK_DRIFTS));
        rig.put(KEY, "w");
        second.next();
        assertEquals(ManualEnv.WALL_MS, HybridLogicalClock.wallMsOf(second.next().timestamp));
    }

    // ---- get

    @Test
    void shouldDecideAGetAtTheQuorumAndEndItWithTheLastReply() {
        final Outcome outcome = rig.get(KEY);
        assertEquals(1, rig.gauges().inFlight());
        assertEquals(KEY.length(), rig.gauges().inFlightBytes());
        rig.env.advance(3 * MS);
        first.next().reply(value(5, A, "hello"));
        outcome.assertUndecided();
        second.next().reply(value(5, A, "hello"));
        outcome.assertOk();
        assertTrue(outcome.exists);
        assertEquals("hello", outcome.value);
        assertEquals(5, outcome.timestamp);
        assertEquals(A, outcome.writerId);
        assertTrue(outcome.confirmed);
        assertEquals(0, rig.gauges().inFlight());
        assertEquals(0, rig.gauges().inFlightBytes());
        assertEquals(1, rig.gauges().lingering());
        third.next().reply(value(5, A, "hello"));
        rig.assertIdle();
        assertEquals(List.of("success GET " + 3 * MS), rig.events.of("success"));
        assertEquals(List.of("late " + third.name()), rig.events.of("late"));
        assertEquals(1, rig.count(Counter.GETS));
        assertEquals(1, rig.engine().metrics().decisions(OperationKind.GET).count());
    }

    @Test
    void shouldTellAbsenceFromATombstoneByTheVersion() {
        final Outcome absent = rig.get(KEY);
        first.next().reply(absent());
        second.next().reply(absent());
        absent.assertOk();
        assertFalse(absent.exists);
        assertEquals(0, absent.timestamp);
        third.next().reply(absent());
        final Outcome deleted = rig.get(KEY);
        first.next().reply(tombstone(7, A));
        second.next().reply(tombstone(7, A));
        deleted.assertOk();
        assertFalse(deleted.exists);
        assertEquals(7, deleted.timestamp);
        assertEquals("", deleted.value);
    }

    @Test
    void shouldWriteBackTheCandidateUnderItsOwnVersion() {
        final Outcome outcome = rig.get(KEY);
        first.next().reply(value(9, A, "new value"));
        second.next().reply(value(5, A, "old"));
        outcome.assertUndecided();
        final FakePeer.Sent writeBack = second.next();
        assertEquals(ReplicaRequest.REPAIR, writeBack.kind);
        assertEquals(KEY, writeBack.key);
        assertEquals("new value", writeBack.value);
        assertEquals(9, writeBack.timestamp);
        assertEquals(A, writeBack.writerId, "the writer stays the original one");
        assertEquals(0, writeBack.flags);
        rig.env.advance(1 * MS);
        final FakePeer.Sent read = third.next();
        final FakePeer.Sent toSilent = third.next();
        assertEquals(ReplicaRequest.REPAIR, toSilent.kind);
        assertEquals("new value", toSilent.value);
        writeBack.reply(stored(9, A));
        outcome.assertOk();
        assertEquals("new value", outcome.value);
        assertTrue(outcome.confirmed);
        toSilent.reply(stored(9, A));
        read.reply(absent());
        rig.assertIdle();
        assertEquals(2, rig.count(Counter.WRITE_BACKS));
        assertEquals(1, rig.count(Counter.CONFIRMING_GETS));
        assertEquals(2, rig.engine().metrics().writeBacks().count());
        assertEquals(0, rig.count(Counter.REPAIRS_QUEUED), "what was written back needs no repair");
    }

    @Test
    void shouldWriteBackATombstoneAsOne() {
        rig.get(KEY);
        first.next().reply(tombstone(9, A));
        second.next().reply(value(5, A, "old"));
        final FakePeer.Sent writeBack = second.next();
        assertEquals(ReplicaRequest.FLAG_TOMBSTONE, writeBack.flags);
        assertEquals("", writeBack.value);
        assertEquals(9, writeBack.timestamp);
    }

    @Test
    void shouldHideWhatWasFoundWhenItCouldNotBeConfirmed() {
        final Outcome outcome = rig.get(KEY);
        first.next().reply(value(9, A, "unconfirmed"));
        second.next().reply(absent());
        third.next().reply(absent());
        second.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "disk full");
        third.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "disk full");
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(QuorumNotMetException.Reason.CONFIRM, error.reason());
        assertEquals(2, error.needed());
        assertEquals(1, error.got());
        assertEquals(NOT_APPLIED, error.outcome());
        assertFalse(outcome.exists);
        assertEquals("", outcome.value);
        assertEquals(1, rig.count(Counter.FAILED_CONFIRM));
        second.next().reply(stored(9, A));
        third.next().reply(stored(9, A));
        rig.assertIdle();
        assertEquals(2, rig.count(Counter.REPAIRS_SENT), "the value is not answered, but spread");
    }

    // ---- put

    @Test
    void shouldBringTheNewestPreviousValueOfAPut() {
        final Outcome outcome = rig.put(KEY, "new");
        assertEquals(KEY.length() + 3, rig.gauges().inFlightBytes());
        final FakePeer.Sent sent = first.next();
        sent.reply(stored(sent.timestamp, sent.writerId).overValue(30, A, "newest before"));
        second.next().reply(stored(sent.timestamp, sent.writerId).overValue(20, A, "older"));
        outcome.assertOk();
        assertTrue(outcome.previousKnown);
        assertTrue(outcome.exists);
        assertEquals("newest before", outcome.value);
        assertEquals(30, outcome.previousTimestamp);
        assertEquals(A, outcome.previousWriterId);
        assertFalse(outcome.superseded);
    }

    @Test
    void shouldSayThatAPutWasSupersededAndThatTheRestIsUnknown() {
        final Outcome outcome = rig.put(KEY, "new");
        final long later = HybridLogicalClock.of(ManualEnv.WALL_MS + 1, 0);
        first.next().reply(keptNewer(later, A).overValue(later, A, "newer"));
        final FakePeer.Sent sent = second.next();
        sent.reply(equal(sent.timestamp, sent.writerId));
        outcome.assertOk();
        assertTrue(outcome.superseded);
        assertFalse(outcome.previousKnown);
        assertEquals(1, rig.count(Counter.SUPERSEDED_WRITES));
    }

    // ---- time

    @Test
    void shouldFailAtTheDeadlineByTimer() {
        final Outcome outcome = rig.get(KEY);
        first.next().reply(absent());
        rig.env.advance(rig.timing().requestTimeoutNs() - 1);
        outcome.assertUndecided();
        rig.env.advance(1);
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(QuorumNotMetException.Reason.DEADLINE, error.reason());
        assertEquals(1, rig.count(Counter.FAILED_DEADLINE));
        assertEquals(0, rig.gauges().inFlight());
        assertEquals(1, rig.gauges().lingering());
        second.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, null);
        third.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, null);
        rig.assertIdle();
        assertEquals(1, rig.engine().metrics().failures(OperationKind.GET).count());
    }

    @Test
    void shouldKeepTheDeadlineOfTheCallAndNotThatOfTheClient() {
        final Outcome outcome = rig.begin(QuorumEngine.PUT, KEY, "v", false, 20 * MS);
        final FakePeer.Sent sent = first.next();
        assertEquals(rig.env.nowNs() + 20 * MS, sent.deadlineNs);
        rig.env.advance(20 * MS);
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(INDETERMINATE, error.outcome());
        assertEquals(new Version(sent.timestamp, sent.writerId), error.version());
    }

    @Test
    void shouldMeetEveryDeadlineOfManyOperationsThatAreUnderWayTogether() {
        final List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            outcomes.add(rig.begin(QuorumEngine.GET, "key" + i, "", false, (50 - i) * MS));
        }
        for (int i = 49; i >= 0; i--) {
            outcomes.get(i).assertUndecided();
            rig.env.advance(MS);
            outcomes.get(i).failure(QuorumNotMetException.class);
        }
        assertEquals(0, rig.gauges().inFlight());
    }

    @Test
    void shouldSurviveWakeUpsForNothing() {
        final Outcome outcome = rig.get(KEY);
        for (int i = 0; i < 5; i++) {
            rig.env.wake();
        }
        rig.env.advance(rig.timing().requestTimeoutNs());
        outcome.failure(QuorumNotMetException.class);
    }

    @Test
    void shouldRetryAfterAPauseAndSucceed() {
        final Outcome outcome = rig.get(KEY);
        first.next().fail(ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED, "full");
        second.next().reply(absent());
        third.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "oops");
        outcome.assertUndecided();
        rig.env.advance(10 * MS);
        first.next().reply(absent());
        outcome.assertOk();
        third.next().reply(absent());
        rig.assertIdle();
        assertEquals(2, rig.count(Counter.RETRIES));
        assertEquals(2, rig.count(Counter.SEND_FAILURES));
    }

    // ---- cancel

    @Test
    void shouldFailACancelledOperationAsIndeterminateOnceItWasSent() {
        final Outcome outcome = rig.put(KEY, "v");
        rig.engine().cancel(outcome.name);
        final OperationCancelledException error = outcome.failure(OperationCancelledException.class);
        assertEquals(INDETERMINATE, error.outcome());
        assertEquals(1, rig.count(Counter.FAILED_CANCELLED));
        rig.engine().cancel(outcome.name);
        outcome.failure(OperationCancelledException.class);
        for (final FakePeer peer : replicas) {
            assertEquals(0, peer.cancels.get(), "a store is never cancelled at the transport");
            peer.next().reply(stored(1, 1));
        }
        rig.assertIdle();
    }

    @Test
    void shouldIgnoreTheCancelOfAnOperationThatIsOver() {
        final Outcome before = rig.get(KEY);
        replicas.forEach(peer -> peer.next().reply(absent()));
        before.assertOk();
        final Outcome after = rig.get(KEY);
        rig.engine().cancel(before.name);
        rig.engine().cancel(QuorumEngine.NO_OPERATION);
        rig.engine().cancel(Long.MAX_VALUE);
        after.assertUndecided();
        assertNotEquals(before.name, after.name, "a slot that is used again has another name");
    }

    // ---- handlers

    @Test
    void shouldSurviveAHandlerThatThrows() {
        final Outcome outcome = rig.get(KEY);
        outcome.then = () -> {
            throw new IllegalStateException("the handler's own problem");
        };
        first.next().reply(absent());
        second.next().reply(absent());
        outcome.assertOk();
        third.next().reply(absent());
        rig.assertIdle();
        assertEquals(1, rig.count(Counter.HANDLER_FAULTS));
        assertEquals(
                List.of(
                        "fault the handler of an operation: java.lang.IllegalStateException: the handler's own problem"),
                rig.events.of("fault"));
        final Outcome next = rig.get(KEY);
        replicas.forEach(peer -> peer.next().reply(absent()));
        next.assertOk();
    }

    @Test
    void shouldLetAHandlerBeginTheNextOperation() {
        final Outcome last = new Outcome();
        final Outcome outcome = rig.get(KEY);
        outcome.then = () ->
                rig.begin(last, QuorumEngine.GET, KEY, "", false, rig.timing().requestTimeoutNs());
        replicas.forEach(peer -> peer.next().reply(absent()));
        outcome.assertOk();
        last.assertUndecided();
        replicas.forEach(peer -> peer.next().reply(absent()));
        last.assertOk();
        rig.assertIdle();
    }

    @Test
    void shouldLetAHandlerCancelItsOwnOperation() {
        final Outcome outcome = rig.get(KEY);
        outcome.then = () -> rig.engine().cancel(outcome.name);
        replicas.forEach(peer -> peer.next().reply(absent()));
        outcome.assertOk();
        rig.assertIdle();
    }

    // ---- answers inside send

    @Test
    void shouldDecideInsideBeginWhenTheTransportAnswersInsideSend() {
        replicas.forEach(peer -> peer.answer = sent -> sent.reply(value(5, A, "at once")));
        final Outcome outcome = rig.get(KEY);
        outcome.assertOk();
        assertEquals("at once", outcome.value);
        rig.assertIdle();
        assertEquals(0, rig.count(Counter.STRAY_REPLIES));
    }

    @Test
    void shouldConfirmInsideBeginWhenTheTransportAnswersInsideSend() {
        first.answer = sent -> sent.reply(
                sent.kind == ReplicaRequest.READ ? value(9, A, "new") : stored(sent.timestamp, sent.writerId));
        second.answer =
                sent -> sent.reply(sent.kind == ReplicaRequest.READ ? absent() : stored(sent.timestamp, sent.writerId));
        third.answer = sent -> sent.fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "no");
        final Outcome outcome = rig.get(KEY);
        outcome.assertOk();
        assertEquals("new", outcome.value);
        rig.assertIdle();
    }

    @Test
    void shouldFailInsideBeginWhenNothingCanBeSent() {
        final Rig once = new Rig().maxRetries(0).start();
        once.replicas(KEY).forEach(peer -> peer.sendResult = ReplicaConnection.CLOSED);
        final Outcome outcome = once.put(KEY, "v");
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(NOT_APPLIED, error.outcome());
        assertEquals(QuorumNotMetException.Reason.REPLICAS, error.reason());
        assertEquals(0, once.count(Counter.SENDS), "nothing was sent");
        once.assertIdle();
        once.close();
    }

    @Test
    void shouldTakeNothingWhenTheWallClockIsOutOfRange() {
        rig.env.wallMs(-1);
        assertThrows(IllegalArgumentException.class, () -> rig.put(KEY, "v"));
        rig.assertIdle();
        final Outcome get = rig.get(KEY);
        first.next().reply(value(5, A, "v"));
        second.next().reply(value(5, A, "v"));
        get.assertOk();
    }
}
