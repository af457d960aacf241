package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.engine.Rig.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.ConnectionFailedException;
import io.quorate.error.RingMismatchException;
import io.quorate.metrics.Counter;
import io.quorate.ring.KeyHash;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.transport.FakeReply;
import io.quorate.transport.ReplicaListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineStartTest {

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldDialAllSeedsAtOnce() {
        rig.peers(peer -> peer.dial = FakePeer.Dial.IGNORE).begin();
        assertEquals(3, rig.transport.opened.size());
        rig.transport.opened.forEach(peer -> assertEquals(1, peer.connects.get()));
        assertEquals(3, rig.count(Counter.DIALS));
        assertEquals(0, rig.starts.get());
    }

    @Test
    void shouldStartWithTheFirstAnswerOnceTheOthersAreSettled() {
        dials(Map.of("a:1", FakePeer.Dial.REFUSE, "b:1", FakePeer.Dial.ACCEPT, "c:1", FakePeer.Dial.REFUSE));
        rig.begin();
        assertStarted();
        assertEquals(List.of("ring 0 -> 1 [a:1, b:1, c:1]"), rig.events.of("ring"));
        assertEquals(1, rig.engine().ringHealth().epoch());
        assertEquals(3, rig.engine().ringHealth().members());
        assertEquals(3, rig.engine().explain(new byte[] {'k'}, 0, 1).replicas().size());
    }

    @Test
    void shouldWaitAMomentForMembersWhoseDialsAreUnderWay() {
        dials(Map.of("a:1", FakePeer.Dial.ACCEPT, "b:1", FakePeer.Dial.IGNORE, "c:1", FakePeer.Dial.ACCEPT));
        rig.begin();
        assertEquals(0, rig.starts.get(), "b may connect at any time");
        rig.env.advance(500 * MS);
        assertEquals(0, rig.starts.get());
        rig.peer("b:1").comeUp();
        assertStarted();
    }

    @Test
    void shouldNotWaitLongForASilentMember() {
        dials(Map.of("a:1", FakePeer.Dial.ACCEPT, "b:1", FakePeer.Dial.IGNORE, "c:1", FakePeer.Dial.ACCEPT));
        rig.begin();
        rig.env.advance(1_000 * MS);
        assertStarted();
    }

    @Test
    void shouldNeverWaitLongerThanTheDialTimeout() {
        dials(Map.of("a:1", FakePeer.Dial.IGNORE, "b:1", FakePeer.Dial.IGNORE, "c:1", FakePeer.Dial.IGNORE));
        rig.begin();
        rig.env.advance(4_900 * MS);
        rig.peer("a:1").comeUp();
        assertEquals(0, rig.starts.get());
        rig.env.advance(100 * MS);
        assertStarted();
    }

    @Test
    void shouldFailWithEachServersCauseWhenNoneCanBeReached() {
        dials(Map.of("a:1", FakePeer.Dial.REFUSE, "b:1", FakePeer.Dial.REFUSE, "c:1", FakePeer.Dial.REFUSE));
        rig.begin();
        assertEquals(1, rig.starts.get(), "there is nothing to wait for");
        final ConnectionFailedException error = failure(ConnectionFailedException.class);
        assertEquals(
                "no server could be reached: a:1 (connection refused: a:1); b:1 (connection refused: b:1);"
                        + " c:1 (connection refused: c:1)",
                error.getMessage());
        assertTrue(error.retryable());
    }

    @Test
    void shouldFailAtTheDialTimeoutWhenDialsNeverEnd() {
        dials(Map.of("a:1", FakePeer.Dial.IGNORE, "b:1", FakePeer.Dial.REFUSE, "c:1", FakePeer.Dial.IGNORE));
        rig.begin();
        rig.env.advance(5_000 * MS - 1);
        assertEquals(0, rig.starts.get());
        rig.env.advance(1);
        final String message = failure(ConnectionFailedException.class).getMessage();
        assertTrue(message.contains("a:1 (not connected yet)"), message);
        assertTrue(message.contains("b:1 (connection refused: b:1)"), message);
    }

    @Test
    void shouldSayWhatAServerAnsweredInsteadOfARing() {
        rig.seeds("a:1").peers(peer -> {}).begin();
        rig.peer("a:1")
                .nextAsk()
                .fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_PROTOCOL, "it speaks HTTP/1");
        final String message = failure(ConnectionFailedException.class).getMessage();
        assertEquals("no server could be reached: a:1 (connected, but told no usable ring: it speaks HTTP/1)", message);
    }

    @Test
    void shouldSayThatARingStateMakesNoSense() {
        rig.seeds("a:1").peers(peer -> {}).begin();
        rig.peer("a:1").nextAsk().reply(FakeReply.value(1, 1, "rubbish"));
        final String message = failure(ConnectionFailedException.class).getMessage();
        assertTrue(message.contains("told no usable ring: its ring state makes no sense: malformed"), message);
    }

    @Test
    void shouldFinishOnceThoughLateServersAnswerToo() {
        dials(Map.of("a:1", FakePeer.Dial.IGNORE, "b:1", FakePeer.Dial.ACCEPT, "c:1", FakePeer.Dial.IGNORE));
        rig.begin();
        rig.env.advance(5_000 * MS);
        assertStarted();
        rig.peer("a:1").comeUp();
        rig.peer("c:1").comeUp();
        rig.env.advance(10_000 * MS);
        assertEquals(1, rig.starts.get());
        assertEquals(1, rig.count(Counter.RING_CHANGES));
    }

    @Test
    void shouldSurviveAStartHandlerThatThrows() {
        rig.peers(peer -> peer.ring = rig.state(1, "a:1", "b:1", "c:1"));
        rig.begin(error -> {
            throw new IllegalStateException("the caller's own problem");
        });
        assertEquals(1, rig.count(Counter.HANDLER_FAULTS));
        rig.get(KEY).assertUndecided();
    }

    // ---- mismatch

    @Test
    void shouldRefuseAClusterWithAnotherN() {
        final RingConfig five = rig.ring().withReplicationFactor(5);
        rig.peers(peer -> peer.ring = Rig.state(1, null, five, List.of("a:1", "b:1", "c:1")));
        rig.begin();
        final RingMismatchException error = failure(RingMismatchException.class);
        assertTrue(error.getMessage().contains("node a:1 "), error.getMessage());
        assertTrue(error.getMessage().contains("replicationFactor: client 3, cluster 5"), error.getMessage());
        assertTrue(!error.retryable());
    }

    @Test
    void shouldRefuseAClusterWithAnotherHashAndNameEachDifference() {
        final RingConfig other = rig.ring().withHash(KeyHash.MURMUR3_32).withVnodesPerWeight(99);
        rig.peers(peer -> peer.ring = Rig.state(1, null, other, List.of("a:1", "b:1", "c:1")));
        rig.begin();
        final String message = failure(RingMismatchException.class).getMessage();
        assertTrue(message.contains("hash: client xxh3-64, cluster murmur3-32"), message);
        assertTrue(message.contains("vnodesPerWeight: client 16, cluster 99"), message);
    }

    // ---- who is who

    @Test
    void shouldLearnTheMembersBehindOtherAddresses() {
        final List<String> members = List.of("node-1:7", "node-2:7", "node-3:7");
        rig.seeds("10.0.0.1:7", "10.0.0.2:7", "10.0.0.3:7").peers(peer -> {
            final int number = peer.node.address().charAt(7) - '0';
            peer.ring = Rig.state(1, members.get(Math.min(number, 3) - 1), rig.ring(), members);
            peer.dial = peer.node.address().startsWith("10.") ? FakePeer.Dial.ACCEPT : FakePeer.Dial.REFUSE;
        });
        rig.begin();
        rig.env.advance(1_000 * MS);
        assertStarted();
        assertEquals(
                members,
                rig.engine().nodes().stream().map(NodeStatus::name).sorted().toList());
    }

    @Test
    void shouldKeepOneConnectionPerMemberWhenTwoSeedsAreTheSameNode() {
        rig.seeds("a:1", "alias:1").peers(peer -> {
            peer.ring = Rig.state(1, "a:1", rig.ring(), List.of("a:1"));
        });
        rig.quorums(1, 1).begin();
        assertStarted();
        assertTrue(rig.peer("alias:1").isClosed());
        assertEquals(
                List.of("a:1"),
                rig.engine().nodes().stream().map(NodeStatus::name).toList());
        assertEquals(List.of("a:1"), rig.engine().metrics().nodes());
    }

    @Test
    void shouldDialMembersThatWereNoSeeds() {
        rig.seeds("a:1").peers(peer -> peer.ring = rig.state(1, "a:1", "b:1", "c:1"));
        rig.begin();
        assertStarted();
        assertEquals(1, rig.peer("b:1").connects.get());
        assertEquals(1, rig.peer("c:1").connects.get());
    }

    // ---- races

    /** A node that has just connected, but not yet been asked, must not pass for one that told no ring. */
    @RepeatedTest(200)
    void shouldNotGiveUpWhileAConnectedNodeIsAboutToBeAsked() throws InterruptedException {
        rig.seeds("a:1", "b:1").quorums(1, 1).peers(peer -> peer.dial = FakePeer.Dial.IGNORE);
        rig.begin();
        final FakePeer up = rig.peer("a:1");
        up.ring = rig.state(1, "a:1", "b:1");
        final FakePeer down = rig.peer("b:1");
        final CountDownLatch go = new CountDownLatch(1);
        final Thread one = new Thread(() -> {
            await(go);
            up.comeUp();
        });
        final Thread two = new Thread(() -> {
            await(go);
            down.listener.onState(down.node, ReplicaListener.DISCONNECTED, "refused");
        });
        one.start();
        two.start();
        go.countDown();
        one.join();
        two.join();
        assertStarted();
    }

    private static void await(final CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void dials(final Map<String, FakePeer.Dial> dials) {
        final RingState state = rig.state(1, "a:1", "b:1", "c:1");
        rig.peers(peer -> {
            peer.dial = dials.getOrDefault(peer.node.address(), FakePeer.Dial.REFUSE);
            peer.ring = state;
        });
    }

    private void assertStarted() {
        assertEquals(1, rig.starts.get(), "the start has not ended");
        assertNull(rig.startError);
    }

    private <T> T failure(final Class<T> type) {
        assertEquals(1, rig.starts.get(), "the start has not ended");
        assertNotNull(rig.startError);
        return assertInstanceOf(type, rig.startError);
    }

    static FakeReply reply(final RingState state) {
        return FakeReply.ring(RingStateCodec.encode(state));
    }
}
