package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.engine.Rig.MS;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.tombstone;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.metrics.Counter;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import io.quorate.validation.KeyValuePolicy;
import io.quorate.version.HybridLogicalClock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a get does for replicas that it found behind, after its caller has the answer. */
class ReadRepairTest {

    private static final long A = 0xA;

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldSpreadTheAnswerToWhoeverReportedLess() {
        rig.start();
        final Outcome outcome = getWithStaleThird(KEY, "hello");
        outcome.assertOk();
        final FakePeer stale = rig.replicas(KEY).get(2);
        final FakePeer.Sent repair = stale.next();
        assertEquals(ReplicaRequest.REPAIR, repair.kind);
        assertEquals(KEY, repair.key);
        assertEquals("hello", repair.value);
        assertEquals(9, repair.timestamp);
        assertEquals(A, repair.writerId);
        assertEquals(1, repair.epoch);
        assertEquals(0, repair.flags);
        assertEquals(1, rig.gauges().pendingRepairs());
        assertTrue(rig.replicas(KEY).get(0).pending.isEmpty());
        rig.env.advance(2 * MS);
        repair.reply(stored(9, A));
        assertEquals(0, rig.gauges().pendingRepairs());
        rig.assertIdle();
        assertEquals(1, rig.count(Counter.REPAIRS_QUEUED));
        assertEquals(1, rig.count(Counter.REPAIRS_SENT));
        assertEquals(0, rig.count(Counter.REPAIRS_DROPPED) + rig.count(Counter.REPAIRS_FAILED));
        assertEquals(0, rig.count(Counter.WRITE_BACKS));
        assertEquals(1, rig.engine().metrics().repairs().count());
        assertEquals(List.of("repair sent " + stale.name() + " user/42"), rig.events.of("repair"));
    }

    @Test
    void shouldSpreadATombstone() {
        rig.start();
        rig.get(KEY);
        final List<FakePeer> replicas = rig.replicas(KEY);
        replicas.get(0).next().reply(tombstone(9, A));
        replicas.get(1).next().reply(tombstone(9, A));
        replicas.get(2).next().reply(value(5, A, "zombie"));
        final FakePeer.Sent repair = replicas.get(2).next();
        assertEquals(ReplicaRequest.FLAG_TOMBSTONE, repair.flags);
        assertEquals("", repair.value);
    }

    @Test
    void shouldSpreadTheNewestThatWasSeenAndNotWhatWasAnswered() {
        rig.start();
        final Outcome outcome = rig.get(KEY);
        final List<FakePeer> replicas = rig.replicas(KEY);
        replicas.get(0).next().reply(value(5, A, "answered"));
        replicas.get(1).next().reply(value(5, A, "answered"));
        outcome.assertOk();
        assertEquals("answered", outcome.value);
        replicas.get(2).next().reply(value(9, A, "newest"));
        for (int i = 0; i < 2; i++) {
            final FakePeer.Sent repair = replicas.get(i).next();
            assertEquals("newest", repair.value);
            assertEquals(9, repair.timestamp);
        }
        assertTrue(replicas.get(2).pending.isEmpty());
    }

    @Test
    void shouldSpreadTheNewestAlsoWhenItCameWhileAnOlderOneWasBeingConfirmed() {
        rig.seeds("a:1", "b:1", "c:1", "d:1", "e:1")
                .replicationFactor(5)
                .quorums(3, 3)
                .start();
        final Outcome outcome = rig.get(KEY);
        final List<FakePeer> replicas = rig.replicas(KEY);
        replicas.get(0).next().reply(value(5, A, "answered"));
        replicas.get(1).next().reply(absent());
        replicas.get(2).next().reply(absent());
        replicas.get(3).next().reply(value(9, A, "newest"));
        outcome.assertUndecided();
        replicas.get(4).next().reply(value(5, A, "answered"));
        outcome.assertOk();
        assertEquals("answered", outcome.value);
        for (int i = 1; i < 3; i++) {
            final FakePeer.Sent writeBack = replicas.get(i).next();
            assertEquals("answered", writeBack.value);
            writeBack.reply(stored(5, A));
        }
        for (final int i : new int[] {0, 1, 2, 4}) {
            final FakePeer.Sent repair = replicas.get(i).next();
            assertEquals("newest", repair.value);
            assertEquals(9, repair.timestamp);
        }
        assertEquals(4, rig.count(Counter.REPAIRS_SENT));
    }

    @Test
    void shouldNotRepairWhenAllAgreeOrNobodyHasAnything() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        rig.get(KEY);
        replicas.forEach(peer -> peer.next().reply(value(5, A, "v")));
        rig.get(KEY);
        replicas.forEach(peer -> peer.next().reply(absent()));
        assertEquals(0, rig.count(Counter.REPAIRS_QUEUED));
        rig.assertIdle();
    }

    @Test
    void shouldNotRepairThoseThatNeverAnswered() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        rig.get(KEY);
        replicas.get(0).next().reply(value(5, A, "v"));
        replicas.get(1).next().reply(value(5, A, "v"));
        replicas.get(2).next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "no");
        assertEquals(0, rig.count(Counter.REPAIRS_QUEUED));
    }

    // ---- bounds

    @Test
    void shouldSendNoMoreThanTheRateAllows() {
        rig.eventual().repairs(100, 10).start();
        answerEverything();
        for (int i = 0; i < 20; i++) {
            rig.get("key" + i).assertOk();
        }
        assertEquals(1, rig.count(Counter.REPAIRS_SENT));
        assertEquals(19, rig.gauges().pendingRepairs());
        rig.env.advance(99 * MS);
        assertEquals(1, rig.count(Counter.REPAIRS_SENT));
        rig.env.advance(1 * MS);
        assertEquals(2, rig.count(Counter.REPAIRS_SENT));
        rig.env.advance(1_000 * MS);
        assertEquals(12, rig.count(Counter.REPAIRS_SENT));
        rig.env.advance(10_000 * MS);
        assertEquals(20, rig.count(Counter.REPAIRS_SENT));
        assertEquals(0, rig.gauges().pendingRepairs());
        rig.get("another").assertOk();
        rig.get("yet another").assertOk();
        assertEquals(21, rig.count(Counter.REPAIRS_SENT), "an idle time is not saved up");
        assertEquals(0, rig.count(Counter.REPAIRS_DROPPED));
    }

    @Test
    void shouldBoundTheQueueAndCountWhatIsDropped() {
        rig.eventual().repairs(3, 1).start();
        answerEverything();
        for (int i = 0; i < 10; i++) {
            rig.get("key" + i).assertOk();
        }
        assertEquals(1, rig.count(Counter.REPAIRS_SENT));
        assertEquals(4, rig.count(Counter.REPAIRS_QUEUED));
        assertEquals(6, rig.count(Counter.REPAIRS_DROPPED));
        assertEquals(3, rig.gauges().pendingRepairs());
        assertEquals(6, rig.events.of("repair dropped").size());
        assertTrue(rig.events.of("repair dropped").get(0).endsWith(": the queue is full"));
    }

    @Test
    void shouldBoundTheBytesInTheQueue() {
        rig.eventual()
                .policy(KeyValuePolicy.binary(100, 6 << 20))
                .repairs(100, 1)
                .start();
        rig.transport.opened.forEach(peer -> peer.answer = sent -> sent.reply(
                sent.kind != ReplicaRequest.READ
                        ? stored(9, A)
                        : peer.name().equals("a:1") ? absent() : value(9, A, "").carrying(new byte[6 << 20])));
        for (int i = 0; i < 6; i++) {
            rig.get("key" + i).assertOk();
        }
        assertEquals(3, rig.count(Counter.REPAIRS_QUEUED), "one sent, two of 6 MiB in a queue of 16 MiB");
        assertEquals(3, rig.count(Counter.REPAIRS_DROPPED));
        rig.env.advance(10_000 * MS);
        rig.get("later").assertOk();
        assertEquals(4, rig.count(Counter.REPAIRS_QUEUED), "bytes are given back");
    }

    @Test
    void shouldRepairAKeyOnceAtATime() {
        rig.start();
        getWithStaleThird(KEY, "v");
        final FakePeer stale = rig.replicas(KEY).get(2);
        final FakePeer.Sent repair = stale.next();
        getWithStaleThird(KEY, "v");
        assertEquals(1, rig.count(Counter.REPAIRS_DROPPED));
        assertTrue(stale.pending.isEmpty());
        assertTrue(rig.events.of("repair dropped").get(0).endsWith("a repair of the same key is under way"));
        repair.reply(stored(9, A));
        rig.env.advance(1 * MS);
        getWithStaleThird(KEY, "v");
        assertEquals(ReplicaRequest.REPAIR, stale.next().kind);
    }

    @Test
    void shouldLetAKeyBeRepairedAgainAfterARepairThatFailed() {
        rig.start();
        getWithStaleThird(KEY, "v");
        final FakePeer stale = rig.replicas(KEY).get(2);
        stale.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, null);
        assertEquals(1, rig.count(Counter.REPAIRS_FAILED));
        rig.assertIdle();
        rig.env.advance(1 * MS);
        getWithStaleThird(KEY, "v");
        assertEquals(2, rig.count(Counter.REPAIRS_SENT));
        assertEquals(ReplicaRequest.REPAIR, stale.next().kind);
    }

    @Test
    void shouldCountARepairThatCouldNotBeSentAsDropped() {
        rig.start();
        final FakePeer stale = rig.replicas(KEY).get(2);
        final Outcome outcome = rig.get(KEY);
        rig.replicas(KEY).get(0).next().reply(value(9, A, "v"));
        rig.replicas(KEY).get(1).next().reply(value(9, A, "v"));
        outcome.assertOk();
        final FakePeer.Sent read = stale.next();
        stale.sendResult = ReplicaConnection.BACK_PRESSURED;
        read.reply(absent());
        assertEquals(1, rig.count(Counter.REPAIRS_DROPPED));
        assertEquals(0, rig.count(Counter.REPAIRS_SENT));
        assertEquals(0, rig.count(Counter.REPAIRS_FAILED));
        assertEquals(List.of("repair dropped " + stale.name() + ": connection is full"), rig.events.of("repair"));
        rig.assertIdle();
    }

    @Test
    void shouldDropRepairsOfARingThatIsGone() {
        rig.eventual().repairs(100, 1).start();
        answerEverything();
        for (int i = 0; i < 3; i++) {
            rig.get("key" + i).assertOk();
        }
        rig.transport.opened.forEach(peer -> peer.ring = rig.state(2, "a:1", "b:1", "c:1"));
        rig.peer("c:1").breakDown("reset");
        rig.env.advance(600 * MS);
        assertEquals(2, rig.engine().ringHealth().epoch());
        rig.env.advance(5_000 * MS);
        assertEquals(1, rig.count(Counter.REPAIRS_SENT));
        assertEquals(2, rig.count(Counter.REPAIRS_DROPPED));
        assertEquals(0, rig.gauges().pendingRepairs());
    }

    // ---- older servers

    @Test
    void shouldRepairOlderServersThatHonourTimestamps() {
        rig.capabilities(0).start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        rig.get(KEY);
        replicas.get(0).next().reply(value(9, 0, "v"));
        replicas.get(1).next().reply(value(9, 0, "v"));
        replicas.get(2).next().reply(absent());
        assertEquals(9, replicas.get(2).next().timestamp);
    }

    @Test
    void shouldCountATieAndNeverRepairIt() {
        rig.capabilities(0).start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        final Outcome outcome = rig.get(KEY);
        replicas.forEach(peer -> peer.next().reply(value(9, 0, "from " + peer.name())));
        outcome.assertOk();
        assertEquals(1, rig.count(Counter.TIES));
        assertEquals(List.of("tie user/42"), rig.events.of("tie"));
        assertEquals(0, rig.count(Counter.REPAIRS_QUEUED));
        rig.assertIdle();
    }

    @ParameterizedTest
    @ValueSource(longs = {Capabilities.OWN_TIMESTAMPS, Capabilities.OWN_TIMESTAMPS | Capabilities.PREVIOUS})
    void shouldNeverRepairServersThatStamp(final long capabilities) {
        rig.capabilities(capabilities).start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        for (int i = 0; i < 1_000; i++) {
            final Outcome get = rig.get(KEY);
            final Outcome put = rig.put(KEY, "v" + i);
            for (final FakePeer peer : replicas) {
                final FakePeer.Sent read = peer.next();
                final long spread = replicas.indexOf(peer);
                read.reply(
                        i % 3 == spread ? absent() : value(1_000L * i + spread, 0, i % 2 == 0 ? "same" : peer.name()));
                final FakePeer.Sent store = peer.next();
                if (i % 5 == 0 && spread == 0) {
                    store.fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "x");
                } else {
                    store.reply(stored(0, 0));
                }
            }
            rig.env.advance(20 * MS);
            get.assertOk();
            put.assertOk();
        }
        assertEquals(0, rig.count(Counter.WRITE_BACKS));
        assertEquals(0, rig.count(Counter.REPAIRS_QUEUED) + rig.count(Counter.REPAIRS_SENT));
        assertEquals(0, rig.count(Counter.RETRIES));
        replicas.forEach(peer -> assertTrue(peer.pending.isEmpty()));
        assertTrue(rig.count(Counter.UNCONFIRMED_GETS) > 0);
        rig.assertIdle();
    }

    @Test
    void shouldNotFollowTheClocksOfServersThatStamp() {
        rig.capabilities(Capabilities.OWN_TIMESTAMPS).start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        final long ahead = HybridLogicalClock.of(ManualEnv.WALL_MS + 5_000, 0);
        rig.get(KEY);
        replicas.forEach(peer -> peer.next().reply(value(ahead, 0, "v")));
        rig.put(KEY, "w");
        assertTrue(Long.compareUnsigned(replicas.get(0).next().timestamp, ahead) < 0);
    }

    @Test
    void shouldNotSendAQueuedRepairToAServerThatTurnsOutToStamp() {
        rig.eventual().capabilities(0).repairs(100, 1).start();
        answerEverything();
        rig.get("key0").assertOk();
        rig.get("key1").assertOk();
        assertEquals(1, rig.count(Counter.REPAIRS_SENT));
        final FakePeer changed = rig.peer("a:1");
        changed.breakDown("restart");
        changed.capabilities = Capabilities.OWN_TIMESTAMPS;
        rig.env.advance(2_000 * MS);
        assertTrue(changed.isConnected());
        assertEquals(1, rig.count(Counter.REPAIRS_SENT));
        assertEquals(1, rig.count(Counter.REPAIRS_DROPPED));
        assertEquals(0, rig.gauges().pendingRepairs());
    }

    private Outcome getWithStaleThird(final String key, final String found) {
        final List<FakePeer> replicas = rig.replicas(key);
        final Outcome outcome = rig.get(key);
        replicas.get(0).next().reply(value(9, A, found));
        replicas.get(1).next().reply(value(9, A, found));
        replicas.get(2).next().reply(value(5, A, "stale"));
        return outcome;
    }

    /** Node a lacks every key, the others have it; stores are taken at once. */
    private void answerEverything() {
        rig.transport.opened.forEach(peer -> peer.answer = sent -> sent.reply(
                sent.kind != ReplicaRequest.READ
                        ? stored(9, A)
                        : peer.name().equals("a:1") ? absent() : value(9, A, "v")));
    }
}
