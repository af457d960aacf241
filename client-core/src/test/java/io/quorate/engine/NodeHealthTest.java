package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.engine.Rig.MS;
import static io.quorate.transport.FakeReply.absent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.metrics.Counter;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.transport.FakeReply;
import io.quorate.transport.ReplicaListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures in a row, sickness, probes, redials. */
class NodeHealthTest {

    private final Rig rig = new Rig().maxRetries(0).start();
    private final List<FakePeer> replicas = rig.replicas(KEY);
    private final FakePeer first = replicas.get(0);
    private final FakePeer second = replicas.get(1);
    private final FakePeer third = replicas.get(2);

    @AfterEach
    void close() {
        rig.close();
    }

    // ---- what counts

    @ParameterizedTest
    @ValueSource(
            ints = {
                ReplicaListener.CODE_UNKNOWN,
                ReplicaListener.CODE_DISCONNECTED,
                ReplicaListener.CODE_NODE_FAULT,
                ReplicaListener.CODE_PROTOCOL
            })
    void shouldBecomeSickAtTheThirdFailureInARow(final int code) {
        failFirst(code);
        failFirst(code);
        assertEquals(2, rig.status(first.name()).failuresInRow());
        assertFalse(rig.status(first.name()).sick());
        assertEquals(0, rig.count(Counter.NODES_SICK));
        failFirst(code);
        assertTrue(rig.status(first.name()).sick());
        assertEquals(1, rig.count(Counter.NODES_SICK));
        failFirst(code);
        assertEquals(1, rig.count(Counter.NODES_SICK), "it became sick once");
        assertEquals(List.of("sick " + first.name() + " 3: oops"), rig.events.of("sick"));
        assertTrue(rig.status(first.name()).connected(), "sick is not the same as gone");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                ReplicaListener.CODE_INVALID,
                ReplicaListener.CODE_TOO_LARGE,
                ReplicaListener.CODE_UNSUPPORTED,
                ReplicaListener.CODE_OVERLOADED,
                ReplicaListener.CODE_CANCELLED,
                ReplicaListener.CODE_STALE_EPOCH
            })
    void shouldNotBlameANodeForWhatIsNoFault(final int code) {
        for (int i = 0; i < 5; i++) {
            failFirst(code);
        }
        assertEquals(0, rig.status(first.name()).failuresInRow());
    }

    @Test
    void shouldForgetFailuresAtASuccess() {
        failFirst(ReplicaListener.CODE_NODE_FAULT);
        failFirst(ReplicaListener.CODE_NODE_FAULT);
        getFromAll();
        assertEquals(0, rig.status(first.name()).failuresInRow());
        failFirst(ReplicaListener.CODE_NODE_FAULT);
        assertFalse(rig.status(first.name()).sick());
    }

    @Test
    void shouldCountATimeOutOnlyWhenTheNodeHadTheWholeAttempt() {
        rig.begin(QuorumEngine.GET, KEY, "", false, 100 * MS);
        rig.env.advance(100 * MS);
        first.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, null);
        assertEquals(0, rig.status(first.name()).failuresInRow(), "the caller was in a hurry");
        rig.get(KEY);
        rig.env.advance(rig.timing().attemptTimeoutNs());
        second.pending.clear();
        first.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, null);
        assertEquals(1, rig.status(first.name()).failuresInRow());
    }

    @Test
    void shouldCountShortTimeOutsOnceTheyAddUpToAnAttempt() {
        for (int i = 1; i <= 7; i++) {
            rig.begin(QuorumEngine.GET, KEY, "", false, 100 * MS);
            rig.env.advance(100 * MS);
            second.pending.clear();
            first.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, null);
            assertEquals(Math.max(0, i - 4), rig.status(first.name()).failuresInRow(), "after " + i * 100 + " ms");
        }
        assertTrue(rig.status(first.name()).sick());
        getFromAll();
        rig.begin(QuorumEngine.GET, KEY, "", false, 100 * MS);
        rig.env.advance(100 * MS);
        first.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, null);
        assertEquals(0, rig.status(first.name()).failuresInRow(), "an answer begins the count anew");
    }

    @Test
    void shouldFindASilentNodeSickAlsoWhenItsOperationsAreGoneBeforeItsSendsTimeOut() {
        final List<FakePeer.Sent> unanswered = new ArrayList<>();
        try (Rig busy = new Rig().limits(1_000, 1 << 20, 2)) {
            busy.start();
            final List<FakePeer> peers = busy.replicas(KEY);
            for (int i = 0; i < 20; i++) {
                final Outcome outcome = busy.get(KEY);
                unanswered.add(peers.get(2).next());
                peers.get(0).next().reply(absent());
                peers.get(1).next().reply(absent());
                outcome.assertOk();
                busy.env.advance(100 * MS);
                while (unanswered.get(0).deadlineNs - busy.env.nowNs() <= 0) {
                    unanswered
                            .remove(0)
                            .fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, "no answer");
                }
            }
            assertTrue(busy.count(Counter.DISOWNED) > 0);
            assertTrue(busy.status(peers.get(2).name()).sick());
            unanswered.forEach(sent -> sent.reply(absent()));
            assertFalse(busy.status(peers.get(2).name()).sick(), "late answers are answers");
        }
    }

    @Test
    void shouldRememberTheLastSuccess() {
        getFromAll();
        rig.env.advance(7 * MS);
        assertEquals(7 * MS, rig.status(first.name()).lastSuccessAgoNs());
        failFirst(ReplicaListener.CODE_NODE_FAULT);
        assertEquals(7 * MS, rig.status(first.name()).lastSuccessAgoNs());
        assertEquals(1, rig.status(first.name()).replyLatency().count());
    }

    // ---- what sickness means

    @Test
    void shouldStillAskASickNode() {
        makeFirstSick();
        final Outcome outcome = rig.get(KEY);
        first.next().reply(absent());
        second.next().reply(absent());
        outcome.assertOk();
        assertFalse(rig.status(first.name()).sick(), "an answer is a sign of health");
        assertEquals(1, rig.count(Counter.NODES_RECOVERED));
        assertEquals(List.of("recovered " + first.name()), rig.events.of("recovered"));
    }

    @Test
    void shouldRetryASickNodeOnlyWhenTheQuorumNeedsIt() {
        final Rig patient = new Rig().start();
        final List<FakePeer> peers = patient.replicas(KEY);
        final FakePeer sick = peers.get(0);
        for (int i = 0; i < 3; i++) {
            patient.get(KEY);
            sick.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "oops");
            peers.get(1).next().reply(absent());
            peers.get(2).next().reply(absent());
        }
        assertTrue(patient.status(sick.name()).sick());
        final Outcome outcome = patient.get(KEY);
        sick.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "oops");
        patient.env.advance(40 * MS);
        assertTrue(sick.pending.isEmpty(), "the other two can make the quorum");
        peers.get(1).next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "no");
        outcome.assertUndecided();
        sick.next().reply(absent());
        peers.get(2).next().reply(absent());
        outcome.assertOk();
        patient.close();
    }

    // ---- probes

    @Test
    void shouldProbeASickNodeWithGrowingCappedJitteredDelays() {
        first.ring = null;
        makeFirstSick();
        final List<Long> gapsNs = probeGaps(first, 12);
        assertWithin(50 * MS, 100 * MS, gapsNs.get(0));
        assertWithin(100 * MS, 200 * MS, gapsNs.get(1));
        assertWithin(200 * MS, 400 * MS, gapsNs.get(2));
        assertWithin(400 * MS, 800 * MS, gapsNs.get(3));
        for (int i = 7; i < gapsNs.size(); i++) {
            assertWithin(5_000 * MS, 10_000 * MS, gapsNs.get(i));
        }
        assertEquals(12, rig.count(Counter.PROBES));
        assertTrue(rig.status(first.name()).sick());
    }

    @Test
    void shouldRecoverByAProbe() {
        first.ring = null;
        makeFirstSick();
        rig.env.advance(10 * MS);
        first.pendingAsks.clear();
        while (first.pendingAsks.isEmpty()) {
            rig.env.advance(10 * MS);
        }
        assertEquals(1, rig.count(Counter.PROBES));
        first.nextAsk().reply(FakeReply.ring(RingStateCodec.encode(rig.state(1, "a:1", "b:1", "c:1"))));
        assertFalse(rig.status(first.name()).sick());
        assertEquals(1, rig.count(Counter.NODES_RECOVERED));
        rig.env.advance(60_000 * MS);
        assertEquals(1, rig.count(Counter.PROBES), "a healthy node is not probed");
    }

    @Test
    void shouldStartWithShortDelaysWhenItBecomesSickAgain() {
        first.ring = null;
        makeFirstSick();
        probeGaps(first, 6);
        getFromAll();
        assertFalse(rig.status(first.name()).sick());
        makeFirstSick();
        assertWithin(50 * MS, 100 * MS, probeGaps(first, 1).get(0));
    }

    // ---- connections

    @Test
    void shouldNoteADisconnectAndRedialWithGrowingDelaysForEver() {
        second.dial = FakePeer.Dial.REFUSE;
        second.breakDown("reset by peer");
        assertFalse(rig.status(second.name()).connected());
        assertEquals("reset by peer", rig.status(second.name()).lastProblem());
        assertEquals(1, rig.count(Counter.DISCONNECTS));
        assertEquals(List.of("disconnected " + second.name() + ": reset by peer"), rig.events.of("disconnected"));
        final List<Long> gapsNs = dialGaps(second, 12);
        assertWithin(50 * MS, 100 * MS, gapsNs.get(0));
        assertWithin(100 * MS, 200 * MS, gapsNs.get(1));
        assertWithin(200 * MS, 400 * MS, gapsNs.get(2));
        for (int i = 8; i < gapsNs.size(); i++) {
            assertWithin(5_000 * MS, 10_000 * MS, gapsNs.get(i));
        }
        assertEquals(
                "connection refused: " + second.name(),
                rig.status(second.name()).lastProblem());
        assertTrue(rig.status(second.name()).sick());
        rig.env.advance(24 * 3_600_000 * MS);
        assertTrue(second.connects.get() > 8_640, "it is still being redialled after a day");
        assertEquals(1, rig.count(Counter.DISCONNECTS), "a dial that fails breaks no connection");
    }

    @Test
    void shouldUseANodeAgainOnceItIsBack() {
        second.dial = FakePeer.Dial.REFUSE;
        second.breakDown("reset by peer");
        rig.env.advance(60_000 * MS);
        second.dial = FakePeer.Dial.ACCEPT;
        rig.env.advance(10_000 * MS);
        assertTrue(rig.status(second.name()).connected());
        assertFalse(rig.status(second.name()).sick());
        assertNull(rig.status(second.name()).lastProblem());
        final Outcome outcome = rig.get(KEY);
        second.next().reply(absent());
        third.next().reply(absent());
        outcome.assertOk();
        assertEquals(4, rig.count(Counter.CONNECTS));
    }

    @Test
    void shouldRecoverOnceWhenANodeThatIsBackHasToldItsRing() {
        second.dial = FakePeer.Dial.REFUSE;
        second.breakDown("reset by peer");
        rig.env.advance(5_000 * MS);
        assertEquals(1, rig.events.of("sick").size());
        final RingState ring = Objects.requireNonNull(second.ring);
        second.ring = null;
        second.dial = FakePeer.Dial.ACCEPT;
        for (int i = 0; i < 200 && !rig.status(second.name()).connected(); i++) {
            rig.env.advance(50 * MS);
        }

        for (int i = 0; i < 5; i++) {
            final Outcome outcome = rig.get(KEY);
            first.next().reply(absent());
            third.next().reply(absent());
            outcome.assertOk();
        }
        assertTrue(rig.status(second.name()).connected());
        assertTrue(rig.status(second.name()).sick(), "nothing may be sent to it yet");
        assertEquals(List.of(), rig.events.of("recovered"));

        second.nextAsk().reply(EngineStartTest.reply(ring));
        assertFalse(rig.status(second.name()).sick());
        assertEquals(List.of("recovered " + second.name()), rig.events.of("recovered"));
        assertEquals(1, rig.events.of("sick").size());
    }

    @Test
    void shouldRedialSoonAfterAConnectionThatHadLasted() {
        second.dial = FakePeer.Dial.REFUSE;
        second.breakDown("reset");
        dialGaps(second, 6);
        second.dial = FakePeer.Dial.ACCEPT;
        rig.env.advance(10_000 * MS);
        second.dial = FakePeer.Dial.REFUSE;
        second.breakDown("reset");
        assertWithin(50 * MS, 100 * MS, dialGaps(second, 1).get(0));
    }

    @Test
    void shouldDialAgainOnlyWhenADialIsGivenUpWhoseEndIsNeverTold() {
        final long dialNs = rig.timing().dialTimeoutNs();
        final long dials = rig.count(Counter.DIALS);
        second.dial = FakePeer.Dial.IGNORE;
        second.breakDown("reset");
        final List<Long> gapsNs = dialGaps(second, 4);
        assertWithin(50 * MS, 100 * MS, gapsNs.get(0));
        assertWithin(dialNs, dialNs, gapsNs.get(1));
        assertWithin(dialNs, dialNs, gapsNs.get(2));
        assertWithin(dialNs, dialNs, gapsNs.get(3));
        assertEquals(dials + 4, rig.count(Counter.DIALS));
        assertFalse(rig.status(second.name()).connected());
    }

    @Test
    void shouldDialOnceWhenADialTakesItsTime() {
        final long dials = rig.count(Counter.DIALS);
        second.dial = FakePeer.Dial.IGNORE;
        second.breakDown("reset");
        dialGaps(second, 1);
        rig.env.advance(rig.timing().dialTimeoutNs() - MS);
        second.comeUp();
        rig.env.advance(60_000 * MS);
        assertTrue(rig.status(second.name()).connected());
        assertEquals(dials + 1, rig.count(Counter.DIALS));
    }

    @Test
    void shouldDialSoonAgainWhenASlowDialFails() {
        second.dial = FakePeer.Dial.IGNORE;
        second.breakDown("reset");
        dialGaps(second, 1);
        rig.env.advance(1_000 * MS);
        second.breakDown("no answer to the handshake");
        assertWithin(100 * MS, 400 * MS, dialGaps(second, 1).get(0));
    }

    @Test
    void shouldNotDelayOperationsForAMissingNode() {
        second.dial = FakePeer.Dial.REFUSE;
        second.breakDown("reset");
        final Outcome outcome = rig.get(KEY);
        first.next().reply(absent());
        third.next().reply(absent());
        outcome.assertOk();
        rig.assertIdle();
    }

    // ---- helpers

    private void failFirst(final int code) {
        rig.get(KEY);
        first.next().fail(ReplicaListener.MAYBE_APPLIED, code, "oops");
        second.next().reply(absent());
        third.next().reply(absent());
    }

    private void getFromAll() {
        final Outcome outcome = rig.get(KEY);
        replicas.forEach(peer -> peer.next().reply(absent()));
        outcome.assertOk();
    }

    private void makeFirstSick() {
        for (int i = 0; i < 3; i++) {
            failFirst(ReplicaListener.CODE_NODE_FAULT);
        }
    }

    /** Times from now to the first probe and between probes, each of which fails, as do the questions of refreshes. */
    private List<Long> probeGaps(final FakePeer peer, final int count) {
        final List<Long> gapsNs = new ArrayList<>();
        long lastNs = rig.env.nowNs();
        long probes = rig.count(Counter.PROBES);
        while (gapsNs.size() < count) {
            rig.env.advance(MS / 10);
            if (rig.count(Counter.PROBES) > probes) {
                probes = rig.count(Counter.PROBES);
                gapsNs.add(rig.env.nowNs() - lastNs);
                lastNs = rig.env.nowNs();
            }
            while (!peer.pendingAsks.isEmpty()) {
                peer.nextAsk().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, "no answer");
            }
        }
        return gapsNs;
    }

    private List<Long> dialGaps(final FakePeer peer, final int count) {
        final List<Long> gapsNs = new ArrayList<>();
        long lastNs = rig.env.nowNs();
        int connects = peer.connects.get();
        while (gapsNs.size() < count) {
            rig.env.advance(MS / 10);
            if (peer.connects.get() > connects) {
                gapsNs.add(rig.env.nowNs() - lastNs);
                lastNs = rig.env.nowNs();
                connects = peer.connects.get();
            }
        }
        return gapsNs;
    }

    private static void assertWithin(final long minNs, final long maxNs, final long actualNs) {
        assertTrue(
                actualNs >= minNs && actualNs <= maxNs + MS / 10,
                actualNs / MS + " ms is not in [" + minNs / MS + ", " + maxNs / MS + "] ms");
    }
}
