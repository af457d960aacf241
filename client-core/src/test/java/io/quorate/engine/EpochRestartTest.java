package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.engine.Rig.MS;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.QuorumNotMetException;
import io.quorate.metrics.Counter;
import io.quorate.ring.RingState;
import io.quorate.transport.ReplicaListener;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A ring that changes in the middle of an operation. */
@Timeout(30)
class EpochRestartTest {

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldGoOnWithTheSamePutOnTheNewRing() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        final Outcome outcome = rig.put(KEY, "v");
        tellAll(rig.state(2, "a:1", "b:1", "c:1"));
        final FakePeer.Sent first = replicas.get(0).next();
        final FakePeer.Sent late = replicas.get(1).next();
        replicas.get(2).next();
        stale(first);
        rig.env.advance(600 * MS);
        assertEquals(2, rig.engine().ringHealth().epoch());
        assertEquals(1, rig.count(Counter.EPOCH_RESTARTS));
        final FakePeer.Sent again = replicas.get(0).next();
        assertEquals(2, again.epoch);
        assertEquals(first.timestamp, again.timestamp);
        assertEquals(first.writerId, again.writerId);
        assertEquals(first.requestId, again.requestId);
        assertEquals("v", again.value);
        late.reply(stored(first.timestamp, first.writerId));
        outcome.assertUndecided();
        again.reply(stored(first.timestamp, first.writerId));
        outcome.assertUndecided();
        replicas.get(2).next().reply(stored(first.timestamp, first.writerId));
        outcome.assertOk();
    }

    @Test
    void shouldGoOnAtOnceWhenTheNewRingIsKnownAlready() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        final Outcome outcome = rig.begin(QuorumEngine.GET, KEY, "", false, 60_000 * MS);
        tellAll(rig.state(2, "a:1", "b:1", "c:1"));
        rig.peer("a:1").breakDown("reset");
        rig.env.advance(1_000 * MS);
        assertEquals(2, rig.engine().ringHealth().epoch());
        assertEquals(0, rig.count(Counter.EPOCH_RESTARTS), "nobody has refused it");
        final FakePeer asked = replicas.stream()
                .filter(peer -> !peer.pending.isEmpty())
                .findFirst()
                .orElseThrow();
        stale(asked.next());
        assertEquals(1, rig.count(Counter.EPOCH_RESTARTS));
        assertTrue(asked.pending.stream().anyMatch(sent -> sent.epoch == 2));
        outcome.assertUndecided();
    }

    @Test
    void shouldMoveToOtherMembers() {
        rig.start();
        final List<FakePeer> before = rig.replicas(KEY);
        final Outcome outcome = rig.get(KEY);
        final RingState next = rig.state(2, "x:1", "y:1", "z:1");
        tellAll(next);
        rig.transport.setUp = peer -> peer.ring = next;
        final FakePeer.Sent former = before.get(1).next();
        stale(before.get(0).next());
        rig.env.advance(600 * MS);
        // The first sends may have gone out before the new members had connected: those are repeated.
        rig.env.advance(300 * MS);
        final List<FakePeer> after = rig.replicas(KEY);
        former.reply(value(9, 9, "from a former member"));
        outcome.assertUndecided();
        after.get(0).next().reply(absent());
        outcome.assertUndecided();
        after.get(1).next().reply(absent());
        outcome.assertOk();
        assertEquals(1, rig.count(Counter.EPOCH_RESTARTS));
    }

    @Test
    void shouldFailWhenTheNewRingIsTooSmall() {
        rig.start();
        final List<FakePeer> before = rig.replicas(KEY);
        final Outcome outcome = rig.put(KEY, "v");
        tellAll(rig.state(2, "a:1"));
        before.forEach(peer -> stale(peer.next()));
        rig.env.advance(600 * MS);
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(io.quorate.error.Outcome.NOT_APPLIED, error.outcome());
    }

    @Test
    void shouldFailAtItsDeadlineWhenNoNewerRingCanBeFound() {
        rig.start();
        final Outcome outcome = rig.put(KEY, "v");
        rig.replicas(KEY).forEach(peer -> stale(peer.next()));
        rig.env.advance(rig.timing().requestTimeoutNs());
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(QuorumNotMetException.Reason.DEADLINE, error.reason());
        assertEquals(io.quorate.error.Outcome.NOT_APPLIED, error.outcome());
        assertEquals(0, rig.count(Counter.EPOCH_RESTARTS));
    }

    @Test
    void shouldAskTheNodeThatKnowsMore() {
        rig.seeds("a:1", "b:1", "c:1", "d:1", "e:1", "f:1", "g:1", "h:1").start();
        final FakePeer ahead = rig.replicas(KEY).get(0);
        ahead.ring = rig.state(2, "a:1", "b:1", "c:1", "d:1", "e:1", "f:1", "g:1", "h:1");
        rig.get(KEY);
        stale(ahead.next());
        rig.env.advance(600 * MS);
        assertEquals(2, rig.engine().ringHealth().epoch());
    }

    @Test
    void shouldSurviveSeveralRingsInOneOperation() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        final Outcome outcome = rig.begin(QuorumEngine.PUT, KEY, "v", true, 60_000 * MS);
        for (int epoch = 2; epoch < 12; epoch++) {
            tellAll(rig.state(epoch, "a:1", "b:1", "c:1"));
            FakePeer.Sent newest = replicas.get(0).next();
            while (!replicas.get(0).pending.isEmpty()) {
                newest = replicas.get(0).next();
            }
            stale(newest);
            rig.env.advance(700 * MS);
            assertEquals(epoch, rig.engine().ringHealth().epoch());
            for (final FakePeer other : replicas.subList(1, 3)) {
                while (other.pending.size() > 1) {
                    other.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, null);
                }
            }
        }
        outcome.assertUndecided();
        assertEquals(10, rig.count(Counter.EPOCH_RESTARTS));
        for (final FakePeer replica : replicas) {
            FakePeer.Sent sent = replica.pending.poll();
            assertNotNull(sent);
            while (sent != null) {
                sent.replyIfOpen(stored(sent.timestamp, sent.writerId));
                sent = replica.pending.poll();
            }
        }
        outcome.assertOk();
        rig.assertIdle();
    }

    private void tellAll(final RingState state) {
        rig.transport.opened.forEach(peer -> peer.ring = state);
    }

    private static void stale(final FakePeer.Sent sent) {
        sent.fail(ReplicaListener.STALE_EPOCH, ReplicaListener.CODE_STALE_EPOCH, "the ring's epoch is higher");
    }
}
