package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.error.Outcome.INDETERMINATE;
import static io.quorate.error.Outcome.NOT_APPLIED;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.keptNewer;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.tombstone;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.QuorateClient;
import io.quorate.error.ClockSkewException;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.error.UnsupportedException;
import io.quorate.metrics.Counter;
import io.quorate.quorum.Consistency;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.HybridLogicalClock;
import io.quorate.version.Version;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linearizable puts through the whole engine. */
class LinearizableTest {

    private static final long A = 0xA;

    private final Rig rig = linearizable().maxRetries(0).start();
    private final List<FakePeer> replicas = rig.replicas(KEY);
    private final FakePeer first = replicas.get(0);
    private final FakePeer second = replicas.get(1);
    private final FakePeer third = replicas.get(2);

    private static Rig linearizable() {
        final Rig rig = new Rig().linearizable();
        return rig.peers(peer -> peer.ring = rig.linearizableState(1, "a:1", "b:1", "c:1"));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldAskForVersionsBeforeItStores() {
        final Outcome outcome = rig.put(KEY, "new");
        for (final FakePeer peer : replicas) {
            final FakePeer.Sent asked = peer.pending.peek();
            assertEquals(ReplicaRequest.READ_VERSION, asked.kind);
            assertEquals(KEY, asked.key);
            assertEquals("", asked.value, "phase 1 carries no value");
        }
        first.next().reply(value(40, A, ""));
        assertTrue(first.pending.isEmpty(), "one version is not enough");
        second.next().reply(absent());
        final FakePeer.Sent store = first.next();
        assertEquals(ReplicaRequest.STORE, store.kind);
        assertEquals("new", store.value);
        assertEquals(store.timestamp, second.next().timestamp);
        outcome.assertUndecided();
        store.reply(stored(store.timestamp, store.writerId).overValue(40, A, "old"));
        outcome.assertUndecided();
        third.next().reply(absent());
        third.next().reply(stored(store.timestamp, store.writerId).overAbsent());
        outcome.assertOk();
        assertEquals(store.timestamp, outcome.timestamp);
        assertEquals("old", outcome.value);
        assertEquals(40, outcome.previousTimestamp);
    }

    @Test
    void shouldStampAboveTheNewestOfRVersions() {
        final long ahead = HybridLogicalClock.of(ManualEnv.WALL_MS + 9_000, 5);
        rig.put(KEY, "v");
        first.next().reply(value(7, A, ""));
        second.next().reply(tombstone(ahead, A));
        final FakePeer.Sent store = second.next();
        assertTrue(store.timestamp > ahead, "a tombstone counts like a value");
        assertEquals(ManualEnv.WALL_MS + 9_000, HybridLogicalClock.wallMsOf(store.timestamp));
    }

    @Test
    void shouldDeleteInTwoPhases() {
        final Outcome outcome = rig.delete(KEY);
        first.next().reply(value(7, A, ""));
        second.next().reply(value(7, A, ""));
        final FakePeer.Sent store = first.next();
        assertEquals(ReplicaRequest.STORE, store.kind);
        assertEquals(ReplicaRequest.FLAG_TOMBSTONE, store.flags & ReplicaRequest.FLAG_TOMBSTONE);
        store.reply(stored(store.timestamp, store.writerId).overValue(7, A, "gone"));
        second.next().reply(stored(store.timestamp, store.writerId).overValue(7, A, "gone"));
        outcome.assertOk();
        assertEquals("gone", outcome.value);
    }

    @Test
    void shouldConfirmGetsAsAQuorumClientDoes() {
        final Outcome outcome = rig.get(KEY);
        first.next().reply(value(9, A, "new"));
        second.next().reply(absent());
        outcome.assertUndecided();
        second.next().reply(stored(9, A));
        outcome.assertOk();
        assertEquals("new", outcome.value);
        assertTrue(outcome.confirmed);
    }

    @Test
    void shouldTellThatAnotherPutCameBetweenThePhases() {
        final Outcome outcome = rig.put(KEY, "v");
        first.next().reply(absent());
        second.next().reply(absent());
        final long later = HybridLogicalClock.of(ManualEnv.WALL_MS + 1, 0);
        first.next().reply(keptNewer(later, A).overValue(later, A, "newer"));
        final FakePeer.Sent store = second.next();
        store.reply(stored(store.timestamp, store.writerId).overAbsent());
        outcome.assertOk();
        assertTrue(outcome.superseded);
    }

    // ---- clocks

    @Test
    void shouldRefuseBeforeItStoresWhenAVersionIsTooFarAhead() {
        final Outcome outcome = rig.put(KEY, "v");
        first.next().reply(value(HybridLogicalClock.of(ManualEnv.WALL_MS + 10_001, 0), A, ""));
        second.next().reply(absent());
        assertSkewed(outcome);
    }

    @Test
    void shouldRefuseBeforeItStoresWhenItsOwnClockIsTooFarAheadOfTheNodes() {
        final Outcome outcome = rig.put(KEY, "v");
        first.next().reply(absent().atWallMs(ManualEnv.WALL_MS - 10_001));
        second.next().reply(absent().atWallMs(ManualEnv.WALL_MS - 20_000));
        assertSkewed(outcome);
    }

    @Test
    void shouldStoreWhileOneNodeSaysThatTheClockIsRight() {
        rig.put(KEY, "v");
        first.next().reply(absent().atWallMs(ManualEnv.WALL_MS - 20_000));
        second.next().reply(absent().atWallMs(ManualEnv.WALL_MS - 10_000));
        assertEquals(ReplicaRequest.STORE, first.next().kind);
    }

    private void assertSkewed(final Outcome outcome) {
        final ClockSkewException error = outcome.failure(ClockSkewException.class);
        assertEquals(NOT_APPLIED, error.outcome());
        assertNull(error.version());
        assertTrue(error.getMessage().contains("10000 ms"), error.getMessage());
        assertEquals(1, rig.count(Counter.FAILED_CLOCK));
        third.next().reply(absent());
        replicas.forEach(peer -> assertTrue(peer.pending.isEmpty(), "nothing was stored at " + peer.node));
        rig.assertIdle();
    }

    // ---- failures

    @Test
    void shouldBeNotAppliedWhenTooFewReplicasTellTheirVersion() {
        final Outcome outcome = rig.put(KEY, "v");
        first.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DISCONNECTED, "reset");
        second.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DISCONNECTED, "reset");
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(QuorumNotMetException.Reason.REPLICAS, error.reason());
        assertEquals(NOT_APPLIED, error.outcome(), "what failed in doubt was only a question");
        assertNull(error.version());
        third.next().reply(absent());
        assertTrue(third.pending.isEmpty(), "a put that has failed stores nothing");
        rig.assertIdle();
    }

    @ParameterizedTest
    @CsvSource({"0,NOT_APPLIED", "1,NOT_APPLIED", "2,INDETERMINATE"})
    void shouldBeInDoubtAtTheDeadlineOnlyOnceItHasStored(final int versions, final io.quorate.error.Outcome expected) {
        final Outcome outcome = rig.put(KEY, "v");
        for (int i = 0; i < versions; i++) {
            replicas.get(i).next().reply(absent());
        }
        rig.env.advance(rig.timing().requestTimeoutNs());
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(expected, error.outcome());
        assertEquals(expected == INDETERMINATE, error.version() != null);
    }

    @Test
    void shouldKeepTheVersionOfAPutThatEndsInDoubt() {
        final Outcome outcome = rig.put(KEY, "v");
        first.next().reply(absent());
        second.next().reply(absent());
        final FakePeer.Sent store = first.next();
        store.fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DISCONNECTED, "reset");
        second.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "disk full");
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(INDETERMINATE, error.outcome());
        assertEquals(new Version(store.timestamp, store.writerId), error.version());
        assertEquals(2, error.needed());
        assertEquals(0, error.got());
    }

    @Test
    void shouldBeNotAppliedWhenEveryReplicaRefusesTheStore() {
        final Outcome outcome = rig.put(KEY, "v");
        first.next().reply(absent());
        second.next().reply(absent());
        third.next().reply(absent());
        third.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "disk full");
        first.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "disk full");
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(INDETERMINATE, error.outcome(), "one store is still under way");
        second.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "disk full");
        rig.assertIdle();
    }

    @ParameterizedTest
    @CsvSource({"1,NOT_APPLIED", "2,INDETERMINATE"})
    void shouldFailACancelledPutByThePhaseThatItIsIn(final int versions, final io.quorate.error.Outcome expected) {
        final Outcome outcome = rig.put(KEY, "v");
        for (int i = 0; i < versions; i++) {
            replicas.get(i).next().reply(absent());
        }
        rig.engine().cancel(outcome.name);
        assertEquals(
                expected, outcome.failure(OperationCancelledException.class).outcome());
    }

    // ---- where it cannot be had

    @Test
    void shouldRefuseOlderServers() {
        try (Rig older =
                new Rig().linearizable().capabilities(Capabilities.WRITER_ID).start()) {
            for (final Outcome outcome : List.of(older.put(KEY, "v"), older.get(KEY), older.delete(KEY))) {
                assertEquals(
                        NOT_APPLIED, outcome.failure(UnsupportedException.class).outcome());
            }
            older.replicas(KEY).forEach(peer -> assertTrue(peer.pending.isEmpty(), "nothing was sent"));
        }
    }

    @ParameterizedTest
    @CsvSource({"3,1,2", "3,2,1", "5,2,3", "7,1,1"})
    void shouldBeRefusedWhereReadsCouldMissWrites(final int n, final int r, final int w) {
        final FakeTransport transport = new FakeTransport();
        final IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> QuorateClient.builder()
                        .seeds(List.of("a:1"))
                        .transport(transport)
                        .consistency(Consistency.LINEARIZABLE)
                        .replicationFactor(n)
                        .readQuorum(r)
                        .writeQuorum(w)
                        .connect());
        assertTrue(
                error.getMessage().contains("readQuorum=" + r)
                        && error.getMessage().contains("writeQuorum=" + w)
                        && error.getMessage().contains("replicationFactor=" + n),
                error.getMessage());
        assertTrue(transport.opened.isEmpty(), "nothing was dialled");
    }
}
