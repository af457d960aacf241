package io.quorate.engine;

import static io.quorate.engine.EngineStartTest.reply;
import static io.quorate.engine.Rig.KEY;
import static io.quorate.engine.Rig.MS;
import static io.quorate.transport.FakeReply.absent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.metrics.Counter;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingMember;
import io.quorate.ring.RingState;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which ring places keys, when nodes are asked for it, and whether it can be trusted. */
class RingManagerTest {

    private static final long INTERVAL_NS = 30_000 * MS;

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    // ---- epochs

    @Test
    void shouldAdoptAHigherEpoch() {
        rig.start();
        tellAll(rig.state(2, "a:1", "b:1", "d:1"));
        refresh();
        assertMembers("a:1", "b:1", "d:1");
        assertEquals(2, rig.engine().ringHealth().epoch());
        assertEquals(List.of("ring 0 -> 1 [a:1, b:1, c:1]", "ring 1 -> 2 [a:1, b:1, d:1]"), rig.events.of("ring"));
        assertEquals(2, rig.count(Counter.RING_CHANGES));
        assertEquals(1, rig.peer("d:1").connects.get());
    }

    @Test
    void shouldTakeTheSameRingForAConfirmation() {
        rig.start();
        refresh();
        refresh();
        assertEquals(1, rig.count(Counter.RING_CHANGES));
        assertEquals(0, rig.count(Counter.RING_CONFLICTS));
        assertHealthy();
    }

    @Test
    void shouldNotMindTheOrderOfMembersOrInactiveOnes() {
        rig.start();
        tellAll(new RingState(
                false,
                1,
                null,
                Stream.of("c:1", "a:1", "b:1")
                        .map(name -> new RingMember(NodeDescriptor.of(name), false))
                        .toList(),
                rig.state(1, "a:1", "b:1", "c:1").fingerprintText(),
                0));
        refresh();
        assertMembers("a:1", "b:1", "c:1");
        assertHealthy();
        rig.get(KEY).assertUndecided();
    }

    @Test
    void shouldRefuseOtherMembersUnderTheSameEpochAndNameBoth() {
        rig.start();
        rig.peer("b:1").ring = rig.state(1, "a:1", "b:1");
        refresh();
        assertMembers("a:1", "b:1", "c:1");
        assertTrue(rig.count(Counter.RING_CONFLICTS) >= 1);
        final String problem = "epoch 1 has two lists of members: node b:1 says [a:1, b:1], this client uses"
                + " [a:1, b:1, c:1]; restart the nodes that are wrong, or raise the epoch of all";
        assertEquals(List.of("problem " + problem), rig.events.of("problem"));
        assertUnhealthy(problem);
        refresh();
        assertEquals(1, rig.events.of("problem").size(), "said once");
    }

    @Test
    void shouldTakeAnotherWeightForAnotherRing() {
        rig.start();
        rig.peer("b:1").ring = new RingState(
                false,
                1,
                null,
                List.of(
                        new RingMember(NodeDescriptor.of("a:1"), true),
                        new RingMember(NodeDescriptor.of("b:1"), true),
                        new RingMember(new NodeDescriptor("c:1", "c:1", 2, ""), true)),
                null,
                0);
        refresh();
        assertTrue(rig.count(Counter.RING_CONFLICTS) >= 1);
    }

    @Test
    void shouldTrustTheRingAgainOnceTheNodeAgrees() {
        rig.start();
        rig.peer("b:1").ring = rig.state(1, "a:1", "b:1");
        refresh();
        assertFalse(rig.engine().ringHealth().healthy());
        rig.peer("b:1").ring = rig.state(1, "a:1", "b:1", "c:1");
        refresh();
        assertHealthy();
    }

    @Test
    void shouldTrustTheRingAgainOnceAnotherOneIsAdopted() {
        rig.start();
        rig.peer("b:1").ring = rig.state(1, "a:1", "b:1");
        refresh();
        tellAll(rig.state(2, "a:1", "b:1"));
        refresh();
        assertHealthy();
        assertMembers("a:1", "b:1");
    }

    @Test
    void shouldIgnoreALowerEpoch() {
        rig.peers(peer -> peer.ring = rig.state(5, "a:1", "b:1", "c:1"));
        rig.start();
        rig.peer("a:1").ring = rig.state(4, "a:1");
        refresh();
        assertMembers("a:1", "b:1", "c:1");
        assertEquals(5, rig.engine().ringHealth().epoch());
        assertHealthy();
        tellAll(rig.state(4, "a:1"));
        refresh();
        assertMembers("a:1", "b:1", "c:1");
        assertEquals(1, rig.count(Counter.RING_REFRESH_FAILURES), "nobody confirmed the ring in use");
    }

    @Test
    void shouldReportAMismatchThatAppearsLater() {
        rig.start();
        rig.peer("c:1").ring = Rig.state(2, null, rig.ring().withReplicationFactor(2), List.of("a:1", "b:1", "c:1"));
        refresh();
        assertMembers("a:1", "b:1", "c:1");
        assertTrue(rig.events.of("problem").get(0).contains("node c:1 belongs to a cluster that is set up otherwise"));
        assertFalse(rig.engine().ringHealth().healthy());
    }

    @Test
    void shouldReportARingThatMakesNoSense() {
        rig.start();
        rig.peer("c:1").ring = new RingState(false, 2, null, List.of(), null, 0);
        refresh();
        assertMembers("a:1", "b:1", "c:1");
        assertTrue(
                rig.events.of("problem").get(0).contains("node c:1: its ring state makes no sense"),
                rig.events.of("problem").toString());
    }

    @Test
    void shouldPlaceOperationsOnTheRingTheyBeganWith() {
        rig.start();
        final List<FakePeer> before = rig.replicas(KEY);
        final Outcome outcome = rig.get(KEY);
        final RingState next = rig.state(2, "x:1", "y:1", "z:1");
        tellAll(next);
        rig.transport.setUp = peer -> peer.ring = next;
        refresh();
        assertMembers("x:1", "y:1", "z:1");
        before.forEach(peer -> assertEquals(1, peer.next().epoch));
        outcome.failure(io.quorate.error.QuorumNotMetException.class);
        rig.put(KEY, "v");
        assertEquals(2, rig.replicas(KEY).get(0).next().epoch);
    }

    // ---- members that leave

    @Test
    void shouldKeepTheConnectionOfAMemberThatLeftUntilNoOperationCanUseIt() {
        rig.start();
        final FakePeer gone = rig.peer("c:1");
        final Outcome outcome = rig.begin(QuorumEngine.GET, KEY, "", false, INTERVAL_NS * 2);
        gone.pending.clear();
        tellAll(rig.state(2, "a:1", "b:1"));
        refresh();
        assertFalse(gone.isClosed());
        rig.env.advance(2 * rig.timing().requestTimeoutNs());
        outcome.assertUndecided();
        assertFalse(gone.isClosed(), "an operation was given a longer deadline than usual");
        rig.env.advance(4 * INTERVAL_NS);
        assertTrue(gone.isClosed());
        assertEquals(List.of("a:1", "b:1"), rig.engine().metrics().nodes(), "its latencies go with it");
        assertEquals(2, rig.engine().nodes().size());
    }

    @Test
    void shouldTakeAMemberBackThatWasAboutToLeave() {
        rig.start();
        final FakePeer back = rig.peer("c:1");
        tellAll(rig.state(2, "a:1", "b:1"));
        refresh();
        tellAll(rig.state(3, "a:1", "b:1", "c:1"));
        rig.peer("a:1").breakDown("reset");
        rig.env.advance(1_000 * MS);
        assertMembers("a:1", "b:1", "c:1");
        rig.env.advance(3 * rig.timing().requestTimeoutNs());
        assertFalse(back.isClosed());
        assertSame(back, rig.peer("c:1"), "no second connection was opened");
        assertEquals(List.of("a:1", "b:1", "c:1"), rig.engine().metrics().nodes());
    }

    @Test
    void shouldDialAMemberAnewThatHadLeft() {
        rig.start();
        final FakePeer before = rig.peer("c:1");
        tellAll(rig.state(2, "a:1", "b:1"));
        refresh();
        rig.env.advance(3 * rig.timing().requestTimeoutNs());
        tellAll(rig.state(3, "a:1", "b:1", "c:1"));
        rig.transport.setUp = peer -> peer.ring = rig.state(3, "a:1", "b:1", "c:1");
        refresh();
        assertNotSame(before, rig.peer("c:1"));
        assertEquals(1, rig.peer("c:1").connects.get());
    }

    // ---- older servers

    @Test
    void shouldPlaceKeysOnTheUsersListWhereServersKnowNoEpoch() {
        rig.peers(peer -> {
            peer.capabilities = 0;
            peer.ring = Rig.legacy(List.of("node-1:1"));
        });
        rig.start();
        assertMembers("a:1", "b:1", "c:1");
        assertEquals(0, rig.engine().ringHealth().epoch());
        assertEquals(1, rig.events.of("warning").size(), "said once");
        assertTrue(rig.status("a:1").olderServer());
    }

    @Test
    void shouldNeverShrinkTheUsersList() {
        rig.peers(peer -> {
            peer.capabilities = 0;
            peer.ring = Rig.legacy(List.of("a:1", "b:1", "c:1"));
        });
        rig.start();
        for (final RingState state : List.of(
                Rig.legacy(List.of("a:1")),
                Rig.legacy(List.of()),
                RingState.ofLegacy(List.of(new RingMember(NodeDescriptor.of("a:1"), false))))) {
            tellAll(state);
            refresh();
            assertMembers("a:1", "b:1", "c:1");
            assertHealthy();
        }
        assertEquals(1, rig.count(Counter.RING_CHANGES));
    }

    @Test
    void shouldPreferTheRingOfQuorateNodesOverTheUsersList() {
        rig.peers(peer -> {
            peer.capabilities = 0;
            peer.ring = Rig.legacy(List.of("a:1"));
        });
        rig.start();
        rig.peer("b:1").capabilities = Capabilities.QUORATE_NODE;
        rig.peer("b:1").ring = rig.state(1, "a:1", "b:1", "d:1");
        refresh();
        assertMembers("a:1", "b:1", "d:1");
        refresh();
        assertMembers("a:1", "b:1", "d:1");
    }

    // ---- refresh

    @Test
    void shouldRefreshEveryInterval() {
        rig.start();
        final List<Long> atNs = new ArrayList<>();
        final long beginNs = rig.env.nowNs();
        long seen = rig.count(Counter.RING_REFRESHES);
        for (int i = 0; i < 40 * 60; i++) {
            rig.env.advance(500 * MS);
            if (rig.count(Counter.RING_REFRESHES) > seen) {
                seen = rig.count(Counter.RING_REFRESHES);
                atNs.add(rig.env.nowNs() - beginNs);
            }
        }
        long shortestNs = Long.MAX_VALUE;
        long longestNs = 0;
        long lastNs = 0;
        for (final long ns : atNs) {
            shortestNs = Math.min(shortestNs, ns - lastNs);
            longestNs = Math.max(longestNs, ns - lastNs);
            lastNs = ns;
        }
        assertTrue(shortestNs >= INTERVAL_NS * 80 / 100, "shortest " + shortestNs / MS);
        assertTrue(longestNs <= INTERVAL_NS * 120 / 100 + 500 * MS, "longest " + longestNs / MS);
        assertTrue(longestNs - shortestNs > INTERVAL_NS * 20 / 100, "the interval varies");
        assertEquals(40, atNs.size(), 4);
    }

    @Test
    void shouldAskAtMostThreeNodes() {
        rig.seeds("a:1", "b:1", "c:1", "d:1", "e:1", "f:1").start();
        final int before = asks();
        refresh();
        assertEquals(3, asks() - before);
        final List<Integer> perNode = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            refresh();
        }
        rig.transport.opened.forEach(peer -> perNode.add(peer.ringAsks.get()));
        assertTrue(perNode.stream().allMatch(asked -> asked > 10), "every node has its turn: " + perNode);
    }

    @Test
    void shouldRefreshSoonWhenANodeFails() {
        rig.start();
        rig.env.advance(1_000 * MS);
        assertEquals(0, rig.count(Counter.RING_REFRESHES));
        rig.peer("c:1").dial = FakePeer.Dial.IGNORE;
        rig.peer("c:1").breakDown("reset");
        rig.env.advance(0);
        assertEquals(1, rig.count(Counter.RING_REFRESHES));
        rig.peer("b:1").dial = FakePeer.Dial.IGNORE;
        rig.peer("b:1").breakDown("reset");
        rig.env.advance(499 * MS);
        assertEquals(1, rig.count(Counter.RING_REFRESHES), "too soon after the last one");
        rig.env.advance(1 * MS);
        assertEquals(2, rig.count(Counter.RING_REFRESHES));
        rig.env.advance(20_000 * MS);
        assertEquals(2, rig.count(Counter.RING_REFRESHES));
    }

    @Test
    void shouldRefreshSoonWhenANodeSaysThatTheEpochIsStale() {
        rig.start();
        rig.env.advance(1_000 * MS);
        rig.get(KEY);
        rig.replicas(KEY).get(0).next().fail(ReplicaListener.STALE_EPOCH, ReplicaListener.CODE_STALE_EPOCH, "epoch 2");
        assertEquals(1, rig.count(Counter.STALE_EPOCHS));
        rig.env.advance(0);
        assertEquals(1, rig.count(Counter.RING_REFRESHES));
    }

    @Test
    void shouldRefreshSoonWhenAReplyCarriesAHigherEpoch() {
        rig.start();
        rig.env.advance(1_000 * MS);
        tellAll(rig.state(7, "a:1", "b:1", "c:1"));
        final Outcome outcome = rig.get(KEY);
        final List<FakePeer> replicas = rig.replicas(KEY);
        replicas.get(0).next().reply(absent().atEpoch(7));
        replicas.get(1).next().reply(absent().atEpoch(1));
        outcome.assertOk();
        rig.env.advance(0);
        assertEquals(7, rig.engine().ringHealth().epoch());
        replicas.get(2).next().reply(absent().atEpoch(7));
        assertEquals(1, rig.count(Counter.STALE_EPOCHS), "by then the ring was the newer one");
    }

    @Test
    void shouldKeepOneRefreshUnderWayAtATime() {
        rig.start();
        holdAnswers();
        rig.env.advance(INTERVAL_NS * 130 / 100);
        assertEquals(1, rig.count(Counter.RING_REFRESHES));
        final int before = asks();
        rig.peer("c:1").dial = FakePeer.Dial.IGNORE;
        rig.peer("c:1").listener.onState(rig.peer("c:1").node, ReplicaListener.DISCONNECTED, "reset");
        rig.env.advance(2_000 * MS);
        assertEquals(before, asks(), "the last refresh has not ended");
        answerHeld(rig.state(1, "a:1", "b:1", "c:1"));
        rig.env.advance(500 * MS);
        assertTrue(asks() > before, "it is made up for");
    }

    @Test
    void shouldNotForgetARefreshBecauseANodeIsBeingProbed() {
        rig.start();
        rig.env.advance(1_000 * MS);
        final FakePeer slow = rig.peer("c:1");
        slow.ring = null;
        slow.breakDown("reset");
        rig.env.advance(200 * MS);
        assertEquals(1, slow.pendingAsks.size(), "it was greeted after it came back");
        rig.env.advance(2_000 * MS);
        final long before = rig.count(Counter.RING_REFRESHES);
        rig.peer("b:1").breakDown("reset");
        rig.env.advance(600 * MS);
        assertTrue(rig.count(Counter.RING_REFRESHES) > before);
    }

    // ---- health

    @Test
    void shouldSayHowTheRingFares() {
        rig.start();
        final RingHealth health = rig.engine().ringHealth();
        assertTrue(health.healthy());
        assertNull(health.problem());
        assertEquals(1, health.epoch());
        assertEquals(3, health.members());
        assertEquals(ManualEnv.WALL_MS, health.lastUpdatedWallMs());
        assertEquals(0, health.lastSuccessAgoNs());
        rig.env.advance(5 * MS);
        assertEquals(5 * MS, rig.engine().ringHealth().lastSuccessAgoNs());
    }

    @Test
    void shouldBeUnhealthyBeforeThereIsARing() {
        rig.peers(peer -> peer.dial = FakePeer.Dial.IGNORE).begin();
        assertFalse(rig.engine().ringHealth().healthy());
        assertEquals("no ring yet", rig.engine().ringHealth().problem());
    }

    @Test
    void shouldBeUnhealthyAfterThreeFailedRefreshesInARow() {
        rig.start();
        rig.transport.opened.forEach(peer -> peer.sendResult = ReplicaConnection.BACK_PRESSURED);
        refresh();
        assertEquals(1, rig.engine().ringHealth().failuresInRow(), "three nodes were asked in one refresh");
        refresh();
        assertTrue(rig.engine().ringHealth().healthy());
        refresh();
        final RingHealth health = rig.engine().ringHealth();
        assertFalse(health.healthy());
        assertTrue(health.problem().startsWith("3 refreshes in a row failed: "), health.problem());
        assertEquals(3, rig.count(Counter.RING_REFRESH_FAILURES));
        rig.transport.opened.forEach(peer -> peer.sendResult = ReplicaConnection.ACCEPTED);
        refresh();
        assertHealthy();
        assertEquals(0, rig.engine().ringHealth().failuresInRow());
    }

    @Test
    void shouldNotCallARefreshFailedThatOneNodeAnswered() {
        rig.start();
        rig.peer("a:1").sendResult = ReplicaConnection.BACK_PRESSURED;
        rig.peer("b:1").sendResult = ReplicaConnection.BACK_PRESSURED;
        refresh();
        assertEquals(0, rig.count(Counter.RING_REFRESH_FAILURES));
        holdAnswers();
        rig.peer("a:1").sendResult = ReplicaConnection.ACCEPTED;
        rig.peer("b:1").sendResult = ReplicaConnection.ACCEPTED;
        refresh();
        rig.peer("a:1").nextAsk().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_UNKNOWN, "x");
        rig.peer("b:1").nextAsk().reply(reply(rig.state(1, "a:1", "b:1", "c:1")));
        rig.peer("c:1").nextAsk().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_UNKNOWN, "x");
        assertEquals(0, rig.count(Counter.RING_REFRESH_FAILURES));
    }

    @Test
    void shouldNotCountFailedProbesAsFailedRefreshes() {
        rig.start();
        holdAnswers();
        refresh();
        rig.transport.opened.forEach(
                peer -> peer.nextAsk().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, "no answer"));
        assertEquals(1, rig.engine().ringHealth().failuresInRow());
        for (int i = 0; i < 5; i++) {
            rig.engine().rings().ask(rig.engine().rings().nodes().get(0));
            rig.transport
                    .opened
                    .get(0)
                    .nextAsk()
                    .fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, "no answer");
        }
        assertEquals(1, rig.engine().ringHealth().failuresInRow());
    }

    @Test
    void shouldBeUnhealthyWhenNobodyHasConfirmedTheRingForFiveMinutes() {
        rig.start();
        rig.transport.opened.forEach(peer -> {
            peer.dial = FakePeer.Dial.IGNORE;
            peer.breakDown("reset");
        });
        rig.env.advanceLate(5 * 60_000 * MS);
        assertTrue(rig.engine().ringHealth().healthy());
        rig.env.advanceLate(1);
        final RingHealth health = rig.engine().ringHealth();
        assertFalse(health.healthy());
        assertEquals("last confirmed 300 s ago, more than 300 s", health.problem());
    }

    @Test
    void shouldIgnoreASecondAnswer() {
        rig.start();
        holdAnswers();
        refresh();
        final FakePeer.Sent ask = rig.peer("a:1").nextAsk();
        ask.reply(reply(rig.state(1, "a:1", "b:1", "c:1")));
        ask.again(reply(rig.state(9, "z:1")));
        assertMembers("a:1", "b:1", "c:1");
        assertEquals(1, rig.count(Counter.STRAY_REPLIES));
    }

    // ---- helpers

    /** Lets one refresh come round. */
    private void refresh() {
        final long before = rig.count(Counter.RING_REFRESHES);
        while (rig.count(Counter.RING_REFRESHES) == before) {
            rig.env.advance(1_000 * MS);
        }
    }

    private void tellAll(final RingState state) {
        rig.transport.opened.forEach(peer -> peer.ring = state);
    }

    private void holdAnswers() {
        rig.transport.opened.forEach(peer -> peer.ring = null);
    }

    private void answerHeld(final RingState state) {
        for (final FakePeer peer : rig.transport.opened) {
            while (!peer.pendingAsks.isEmpty()) {
                peer.nextAsk().reply(reply(state));
            }
        }
        tellAll(state);
    }

    private int asks() {
        return rig.transport.opened.stream()
                .mapToInt(peer -> peer.ringAsks.get())
                .sum();
    }

    private void assertMembers(final String... names) {
        final Topology topology = rig.engine().topology();
        assertEquals(
                List.of(names),
                topology.ring().nodes().stream().map(NodeDescriptor::name).toList());
        for (int i = 0; i < names.length; i++) {
            assertEquals(names[i], topology.node(i).name());
        }
    }

    private void assertHealthy() {
        assertNull(rig.engine().ringHealth().problem());
        assertTrue(rig.engine().ringHealth().healthy());
    }

    private void assertUnhealthy(final String problem) {
        assertEquals(problem, rig.engine().ringHealth().problem());
        assertFalse(rig.engine().ringHealth().healthy());
    }
}
