package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.error.Outcome.NOT_APPLIED;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.NoNodesException;
import io.quorate.error.OverloadedException;
import io.quorate.error.QuorateException;
import io.quorate.error.UnsupportedException;
import io.quorate.error.ValidationException;
import io.quorate.metrics.Counter;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaRequest;
import io.quorate.validation.KeyValuePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails at once, before anything is sent. */
class AdmissionTest {

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    // ---- validation

    @Test
    void shouldRefuseInvalidKeysAndValues() {
        rig.start();
        for (final Outcome outcome :
                List.of(rig.get(""), rig.put("a[b", "v"), rig.delete("x".repeat(129)), rig.get("ü"))) {
            final ValidationException error = outcome.failure(ValidationException.class);
            assertFalse(error.retryable());
            assertEquals(NOT_APPLIED, error.outcome());
            assertNull(error.version());
            assertEquals(QuorumEngine.NO_OPERATION, outcome.name);
            assertFalse(outcome.exists);
            assertEquals("", outcome.value);
        }
        final Outcome large = rig.put(KEY, "v".repeat(2_049));
        assertTrue(large.failure(ValidationException.class).getMessage().contains("2049 bytes, limit 2048"));
        rig.put(KEY, "begin 644 file").failure(ValidationException.class);
        assertEquals(6, rig.count(Counter.FAILED_VALIDATION));
        assertNothingSent();
    }

    @Test
    void shouldNotLookAtTheValueOfAGetOrDelete() {
        rig.start();
        rig.begin(QuorumEngine.GET, KEY, "begin 644 file", false).assertUndecided();
        rig.begin(QuorumEngine.DELETE, KEY, "begin 644 file", false).assertUndecided();
        final FakePeer peer = rig.replicas(KEY).get(0);
        assertEquals("", peer.next().value);
        assertEquals("", peer.next().value);
    }

    // ---- members

    @Test
    void shouldFailAtOnceWhenTheRingHasFewerMembersThanTheQuorum() {
        rig.seeds("a:1", "b:1").quorums(3, 2).start();
        final NoNodesException error = rig.get(KEY).failure(NoNodesException.class);
        assertEquals(
                "get of key \"user/42\" needs R=3 replicas, the ring has 2: add nodes or lower the quorum",
                error.getMessage());
        assertEquals(1, rig.count(Counter.FAILED_NO_NODES));
        rig.put(KEY, "v").assertUndecided();
    }

    @Test
    void shouldFailPutsAndDeletesByTheirOwnQuorum() {
        rig.seeds("a:1").quorums(1, 2).start();
        assertTrue(rig.put(KEY, "v")
                .failure(NoNodesException.class)
                .getMessage()
                .contains("needs W=2 replicas, the ring has 1"));
        rig.delete(KEY).failure(NoNodesException.class);
        final Outcome get = rig.get(KEY);
        rig.peer("a:1").next().reply(absent());
        get.assertOk();
        assertEquals(1, rig.count(Counter.SENDS));
    }

    @Test
    void shouldFailBeforeThereIsARing() {
        rig.peers(peer -> peer.dial = FakePeer.Dial.IGNORE).begin();
        final NoNodesException error = rig.get(KEY).failure(NoNodesException.class);
        assertTrue(error.retryable());
        assertTrue(error.getMessage().contains("not connected yet"), error.getMessage());
    }

    // ---- older servers

    @ParameterizedTest
    @ValueSource(longs = {0, Capabilities.OWN_TIMESTAMPS})
    void shouldRefuseDeletesOnOlderServersBeforeAnySend(final long capabilities) {
        rig.capabilities(capabilities).start();
        final UnsupportedException error = rig.delete(KEY).failure(UnsupportedException.class);
        assertTrue(error.getMessage().contains("delete of key \"user/42\""), error.getMessage());
        assertTrue(error.getMessage().contains("older server"), error.getMessage());
        assertFalse(error.retryable());
        assertEquals(1, rig.count(Counter.FAILED_UNSUPPORTED));
        assertNothingSent();
    }

    @Test
    void shouldRefuseDataThatIsNotTextOnOlderServersBeforeAnySend() {
        rig.policy(KeyValuePolicy.binary(100, 100)).capabilities(0).start();
        assertTrue(rig.put(KEY, "\u00ff\u00fe")
                .failure(UnsupportedException.class)
                .getMessage()
                .contains("not UTF-8"));
        rig.get("\u00ff").failure(UnsupportedException.class);
        assertNothingSent();
        rig.put(KEY, "plain text").assertUndecided();
        rig.put(KEY, "\u00c3\u00bc").assertUndecided();
    }

    @Test
    void shouldTakeAnyBytesToNodesThatKnowThem() {
        rig.policy(KeyValuePolicy.binary(100, 100)).start();
        rig.put("\u00ff", "\u00fe").assertUndecided();
    }

    @Test
    void shouldRefuseWhatOneOfTheReplicasCannotDo() {
        rig.start();
        final FakePeer second = rig.replicas(KEY).get(1);
        second.breakDown("restart");
        second.capabilities = 0;
        second.ring = null;
        second.comeUp();
        rig.delete(KEY).failure(UnsupportedException.class);
        rig.put(KEY, "v").assertUndecided();
    }

    @Test
    void shouldTakeAMemberForAQuorateNodeThatQuorateNodesNamedAndNobodyHasReached() {
        rig.seeds("a:1").peers(peer -> {
            peer.dial = peer.node.address().equals("a:1") ? FakePeer.Dial.ACCEPT : FakePeer.Dial.REFUSE;
            peer.ring = rig.state(1, "a:1", "b:1", "c:1");
        });
        rig.start();
        rig.delete(KEY).assertUndecided();
    }

    @Test
    void shouldTakeAServerForOneThatStampsUntilItIsReached() {
        rig.capabilities(0);
        final Consumer<FakePeer> plain = rig.transport.setUp;
        rig.peers(peer -> {
            plain.accept(peer);
            peer.dial = peer.node.address().equals("c:1") ? FakePeer.Dial.REFUSE : FakePeer.Dial.ACCEPT;
        });
        rig.start();
        final List<FakePeer> up = new ArrayList<>(List.of(rig.peer("a:1"), rig.peer("b:1")));
        final Outcome outcome = rig.get(KEY);
        up.get(0).next().reply(value(9, 0, "new"));
        up.get(1).next().reply(absent());
        outcome.assertOk();
        assertFalse(outcome.confirmed, "c may stamp, so nothing is written back");
        assertEquals(0, rig.count(Counter.WRITE_BACKS));
        assertEquals(0, rig.count(Counter.REPAIRS_QUEUED));
    }

    // ---- limits

    @Test
    void shouldBoundUndecidedOperationsByCount() {
        rig.limits(2, 1 << 20, 4).start();
        final Outcome one = rig.get(KEY);
        final Outcome two = rig.put(KEY, "v");
        final OverloadedException error = rig.get(KEY).failure(OverloadedException.class);
        assertTrue(error.retryable());
        assertTrue(error.getMessage().contains("of maxInFlight=2"), error.getMessage());
        assertEquals(2, rig.gauges().inFlight());
        assertEquals(1, rig.count(Counter.OVERLOADED));
        assertEquals(1, rig.count(Counter.FAILED_OVERLOADED));
        for (final FakePeer peer : rig.replicas(KEY)) {
            peer.next().reply(absent());
        }
        one.assertOk();
        rig.get(KEY).assertUndecided();
        two.assertUndecided();
    }

    @Test
    void shouldBoundUndecidedOperationsByBytes() {
        rig.limits(100, 30, 4).start();
        final Outcome put = rig.put("0123456789", "0123456789");
        assertEquals(20, rig.gauges().inFlightBytes());
        final OverloadedException error = rig.get("0123456789x").failure(OverloadedException.class);
        assertTrue(error.getMessage().contains("of maxInFlightBytes=30"), error.getMessage());
        assertEquals(20, rig.gauges().inFlightBytes());
        assertEquals(1, rig.gauges().inFlight());
        rig.get("0123456789").assertUndecided();
        put.assertUndecided();
    }

    @Test
    void shouldNotCountDecidedOperationsAsInFlight() {
        rig.limits(1, 1 << 20, 16).start();
        final FakePeer slow = rig.replicas(KEY).get(2);
        for (int i = 0; i < 10; i++) {
            final Outcome put = rig.put(KEY, "v");
            for (final FakePeer peer : rig.replicas(KEY).subList(0, 2)) {
                peer.next().reply(stored(1, 1));
            }
            put.assertOk();
        }
        assertEquals(10, slow.pending.size());
        assertEquals(10, rig.gauges().lingering());
        assertEquals(0, rig.gauges().inFlight());
    }

    private void assertNothingSent() {
        assertEquals(0, rig.count(Counter.SENDS));
        assertEquals(0, rig.count(Counter.GETS) + rig.count(Counter.PUTS) + rig.count(Counter.DELETES));
        for (final FakePeer peer : rig.transport.opened) {
            assertTrue(peer.pending.stream().allMatch(sent -> sent.kind == ReplicaRequest.RING_STATE));
        }
        rig.assertIdle();
    }

    @Test
    void shouldTellTheListenerOfWhatWasRefused() {
        rig.start();
        final QuorateException error = rig.get("").failure(ValidationException.class);
        assertEquals(List.of("failure GET ValidationException"), rig.events.of("failure"));
        assertTrue(error.answers().isEmpty());
    }
}
