package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.engine.Rig.MS;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.metrics.Counter;
import io.quorate.quorum.Consistency;
import io.quorate.ring.RingState;
import io.quorate.transport.ReplicaListener;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may vote: the store of the member that was asked, once, and nobody else. */
@Timeout(30)
class VotesTest {

    private static final long[] STORES = {11, 22, 33, 44};

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldSendNothingBeforeANodeHasToldItsRing() {
        rig.start();
        final FakePeer slow = rig.peer("c:1");
        slow.ring = null;
        slow.breakDown("reset");
        rig.env.advance(1_000 * MS);
        assertTrue(rig.status("c:1").connected());
        rig.get(KEY);
        assertTrue(slow.pending.isEmpty(), "it could be anybody");
        assertEquals(
                "connected, but its ring is not known yet", rig.status("c:1").lastProblem());
        slow.nextAsk().reply(EngineStartTest.reply(rig.state(1, "a:1", "b:1", "c:1")));
        rig.get(KEY);
        assertEquals(1, slow.pending.size());
    }

    @Test
    void shouldAskAgainWhenTheQuestionForTheRingWasLost() {
        rig.start();
        final FakePeer slow = rig.peer("c:1");
        slow.ring = null;
        slow.breakDown("reset");
        rig.env.advance(1_000 * MS);
        slow.nextAsk().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, "lost");
        slow.ring = rig.state(1, "a:1", "b:1", "c:1");
        rig.env.advance(5_000 * MS);
        rig.get(KEY);
        assertEquals(1, slow.pending.size());
    }

    @Test
    void shouldCountOneStoreOnceThoughItAnswersForTwoMembers() {
        startWithStores(Consistency.QUORUM);
        final List<FakePeer> replicas = rig.replicas(KEY);
        replicas.get(1).store = replicas.get(0).store;
        replicas.get(1).breakDown("reset");
        rig.env.advance(1_000 * MS);
        final Outcome outcome = rig.put(KEY, "v");
        replicas.forEach(peer -> assertEquals(1, peer.pending.size()));
        replicas.get(0).next().reply(stored(1, 1).fromStore(storeOf(replicas.get(0)), 1));
        replicas.get(1).next().reply(stored(1, 1).fromStore(storeOf(replicas.get(1)), 1));
        outcome.assertUndecided();
        assertEquals(1, rig.count(Counter.FOREIGN_REPLIES));
        replicas.get(2).next().reply(stored(1, 1).fromStore(storeOf(replicas.get(2)), 1));
        outcome.assertOk();
    }

    @Test
    void shouldNotCountAnotherStoreThanTheOneThatToldTheRing() {
        startWithStores(Consistency.QUORUM);
        final FakePeer first = rig.replicas(KEY).get(0);
        final Outcome outcome = rig.get(KEY);
        first.next().reply(absent().fromStore(99, 99));
        rig.replicas(KEY)
                .get(1)
                .next()
                .reply(absent().fromStore(storeOf(rig.replicas(KEY).get(1)), 1));
        outcome.assertUndecided();
        assertEquals(1, rig.count(Counter.FOREIGN_REPLIES));
        // It is asked who it is, and then it is one of us, as a memory node is that was restarted.
        first.store = 99;
        rig.env.advance(2_000 * MS);
        final Outcome next = rig.get(KEY);
        first.pending.clear();
        rig.replicas(KEY).forEach(peer -> assertFalse(peer.isClosed()));
        assertTrue(rig.status(first.name()).connected());
        assertFalse(next.isDecided());
    }

    @Test
    void shouldTakeANewStoreForTheMemberWhenPutsNeedNoMemory() {
        startWithStores(Consistency.QUORUM);
        final FakePeer restarted = rig.replicas(KEY).get(0);
        restarted.store = 99;
        restarted.breakDown("reset");
        rig.env.advance(1_000 * MS);
        final Outcome outcome = rig.get(KEY);
        restarted.next().reply(absent().fromStore(99, 1));
        final FakePeer second = rig.replicas(KEY).get(1);
        second.next().reply(absent().fromStore(storeOf(second), 1));
        outcome.assertOk();
    }

    @Test
    void shouldGiveANewStoreNoVoteInALinearizableClusterUntilTheEpochIsRaised() {
        startWithStores(Consistency.LINEARIZABLE);
        final FakePeer replaced = rig.replicas(KEY).get(0);
        replaced.store = 99;
        replaced.breakDown("reset");
        rig.env.advance(1_000 * MS);
        rig.get(KEY);
        assertTrue(replaced.pending.isEmpty(), "what it acknowledged may be gone");
        assertFalse(rig.engine().ringHealth().healthy());
        final String why = rig.status(replaced.name()).lastProblem();
        assertTrue(why != null && why.contains("its store was replaced"), why);
        final RingState next = rig.linearizableState(2, "a:1", "b:1", "c:1");
        rig.transport.opened.forEach(peer -> peer.ring = next);
        rig.env.advance(60_000 * MS);
        assertEquals(2, rig.engine().ringHealth().epoch());
        replaced.pending.clear();
        rig.get(KEY);
        assertEquals(1, replaced.pending.size());
    }

    @Test
    void shouldTakeBackTheOldStore() {
        startWithStores(Consistency.LINEARIZABLE);
        final FakePeer member = rig.replicas(KEY).get(0);
        final long own = member.store;
        member.store = 99;
        member.breakDown("reset");
        rig.env.advance(1_000 * MS);
        member.store = own;
        member.breakDown("reset");
        rig.env.advance(10_000 * MS);
        rig.get(KEY);
        assertEquals(1, member.pending.size());
        assertTrue(rig.engine().ringHealth().healthy());
    }

    @Test
    void shouldSendNothingToANodeThatSaysItIsAnotherMember() {
        rig.start();
        final FakePeer swapped = rig.peer("b:1");
        swapped.ring = Rig.state(1, "x:1", rig.ring(), List.of("a:1", "b:1", "c:1"));
        swapped.breakDown("reset");
        rig.env.advance(1_000 * MS);
        rig.get(KEY);
        assertTrue(swapped.pending.isEmpty());
        final String problem = rig.events.of("problem").get(0);
        assertTrue(problem.contains("at b:1, where b:1 should be, a node answers that is x:1"), problem);
        swapped.ring = Rig.state(1, "b:1", rig.ring(), List.of("a:1", "b:1", "c:1"));
        rig.env.advance(60_000 * MS);
        swapped.pending.clear();
        rig.get(KEY);
        assertEquals(1, swapped.pending.size(), "it is itself again");
        assertTrue(rig.engine().ringHealth().healthy());
    }

    @Test
    void shouldKeepAMemberWhoseAddressOnceAnsweredAsAnotherMember() {
        rig.start();
        final FakePeer member = rig.peer("b:1");
        member.ring = Rig.state(1, "c:1", rig.ring(), List.of("a:1", "b:1", "c:1"));
        member.breakDown("reset");
        rig.env.advance(1_000 * MS);
        member.ring = rig.state(1, "a:1", "b:1", "c:1");
        rig.env.advance(60_000 * MS);
        member.pending.clear();
        assertEquals(3, rig.engine().nodes().size());
        assertFalse(member.isClosed());
        rig.get(KEY);
        assertEquals(1, member.pending.size());
    }

    @Test
    void shouldSendNothingToANodeOfAnotherCluster() {
        rig.start();
        final FakePeer foreign = rig.peer("b:1");
        foreign.ring = Rig.state(1, "b:1", rig.ring(), List.of("b:1", "y:1", "z:1"));
        foreign.breakDown("reset");
        rig.env.advance(1_000 * MS);
        rig.put(KEY, "v");
        assertTrue(foreign.pending.isEmpty());
        assertFalse(rig.engine().ringHealth().healthy());
    }

    @Test
    void shouldNotFollowAServerOfAnotherClusterToAHigherEpoch() {
        rig.seeds("a:1", "b:1", "c:1", "x:1").peers(peer -> {
            final boolean foreign = peer.node.address().equals("x:1");
            peer.ring = foreign ? rig.state(9, "x:1", "y:1", "z:1") : rig.state(1, "a:1", "b:1", "c:1");
        });
        rig.begin();
        rig.env.advance(120_000 * MS);
        assertEquals(1, rig.engine().ringHealth().epoch());
        final String problem = rig.events.of("problem").get(0);
        assertTrue(problem.contains("node x:1 is of another cluster"), problem);
        rig.get(KEY);
        assertTrue(rig.peer("x:1").pending.isEmpty());
        assertEquals(1, rig.peer("a:1").pending.size());
    }

    @Test
    void shouldFollowANewMemberToAHigherEpoch() {
        rig.seeds("a:1", "b:1", "c:1", "d:1").peers(peer -> {
            final boolean ahead = peer.node.address().equals("d:1");
            peer.ring = ahead ? rig.state(2, "a:1", "b:1", "c:1", "d:1") : rig.state(1, "a:1", "b:1", "c:1");
        });
        rig.begin();
        rig.env.advance(1_000 * MS);
        assertEquals(2, rig.engine().ringHealth().epoch());
        assertEquals(4, rig.engine().ringHealth().members());
    }

    @Test
    void shouldSayThatTwoNodesClaimOneName() {
        final List<String> members = List.of("m:1", "n:1");
        rig.seeds("a:1", "b:1").quorums(1, 1).peers(peer -> {
            peer.ring = Rig.state(1, peer.node.address().equals("n:1") ? "n:1" : "m:1", rig.ring(), members);
            peer.store = peer.node.address().equals("a:1") ? 1 : 2;
        });
        rig.begin();
        final List<String> problems = rig.events.of("problem");
        assertTrue(
                problems.stream().anyMatch(text -> text.contains("two nodes say that they are m:1, at a:1 and at b:1")),
                problems.toString());
    }

    @Test
    void shouldStillBelieveAValueOfAStoreItKnows() {
        startWithStores(Consistency.QUORUM);
        final Outcome outcome = rig.get(KEY);
        rig.replicas(KEY).forEach(peer -> peer.next().reply(value(5, 5, "v").fromStore(storeOf(peer), 1)));
        outcome.assertOk();
        assertEquals(0, rig.count(Counter.FOREIGN_REPLIES));
    }

    private void startWithStores(final Consistency consistency) {
        final boolean linearizable = consistency == Consistency.LINEARIZABLE;
        final RingState state = linearizable
                ? rig.linearizable().linearizableState(1, "a:1", "b:1", "c:1")
                : rig.state(1, "a:1", "b:1", "c:1");
        rig.peers(peer -> {
            peer.ring = state;
            peer.store = STORES[peer.node.address().charAt(0) - 'a'];
        });
        rig.start();
    }

    private static long storeOf(final FakePeer peer) {
        return peer.store;
    }
}
