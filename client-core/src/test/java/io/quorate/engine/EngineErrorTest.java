package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.error.Outcome.INDETERMINATE;
import static io.quorate.error.Outcome.NOT_APPLIED;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.NodeAnswer;
import io.quorate.error.OverloadedException;
import io.quorate.error.QuorateException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.error.UnsupportedException;
import io.quorate.error.ValidationException;
import io.quorate.metrics.Counter;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.validation.KeyValuePolicy;
import io.quorate.version.Version;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a failed operation tells its caller. */
class EngineErrorTest {

    private static final long A = 0xA;
    private static final String SECRET = "hunter2";

    private final Rig rig =
            new Rig().maxRetries(0).policy(KeyValuePolicy.binary(1_000, 1_000)).start();
    private final List<FakePeer> replicas = rig.replicas(KEY);
    private final FakePeer first = replicas.get(0);
    private final FakePeer second = replicas.get(1);
    private final FakePeer third = replicas.get(2);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldNameNumbersTimeAndEveryNodesAnswer() {
        final Outcome outcome = rig.get(KEY);
        rig.env.advance(7 * Rig.MS);
        first.next().reply(value(5L << 16, A, SECRET));
        second.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "disk on fire");
        third.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "go away");
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(QuorumNotMetException.Reason.REPLICAS, error.reason());
        assertEquals(2, error.needed());
        assertEquals(1, error.got());
        assertTrue(error.retryable());
        assertEquals(NOT_APPLIED, error.outcome());
        assertNull(error.version());
        assertEquals(
                List.of(
                        new NodeAnswer(
                                first.name(), NodeAnswer.Kind.ANSWERED, 1, false, new Version(5L << 16, A), null),
                        new NodeAnswer(second.name(), NodeAnswer.Kind.FAILED, 1, false, null, "disk on fire"),
                        new NodeAnswer(third.name(), NodeAnswer.Kind.REFUSED, 1, false, null, "go away")),
                error.answers());
        assertEquals(
                "get of key \"user/42\" did not reach its quorum: needed 2 of 3 replicas, got 1 (REPLICAS) after 7 ms: "
                        + first.name() + " ANSWERED version 1970-01-01T00:00:00.005Z+0@000000000000000a; "
                        + second.name() + " FAILED (disk on fire); " + third.name() + " REFUSED (go away)",
                error.getMessage());
        assertHidesValues(error);
    }

    @Test
    void shouldTellTheSilentFromTheFailed() {
        final Outcome outcome = rig.put(KEY, SECRET);
        first.next().reply(stored(1, A));
        second.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "disk on fire");
        rig.env.advance(rig.timing().requestTimeoutNs());
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(QuorumNotMetException.Reason.DEADLINE, error.reason());
        assertEquals(NodeAnswer.Kind.FAILED, error.answers().get(1).kind());
        assertEquals(NodeAnswer.Kind.SILENT, error.answers().get(2).kind());
        assertNull(error.answers().get(2).detail());
        assertEquals(INDETERMINATE, error.outcome());
        assertNotNull(error.version());
        assertTrue(error.getMessage().startsWith("put of key \"user/42\" (INDETERMINATE) "), error.getMessage());
        assertHidesValues(error);
    }

    @Test
    void shouldCallAReplicaSilentThatIsBeingAskedAgain() {
        final Rig patient = new Rig().start();
        final List<FakePeer> peers = patient.replicas(KEY);
        final Outcome outcome = patient.get(KEY);
        peers.get(0).next().fail(ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED, "busy");
        patient.env.advance(patient.timing().requestTimeoutNs());
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(
                new NodeAnswer(peers.get(0).name(), NodeAnswer.Kind.SILENT, 2, false, null, "busy"),
                error.answers().get(0));
        assertTrue(error.getMessage().contains("SILENT after 2 attempts (busy)"), error.getMessage());
        patient.close();
    }

    @Test
    void shouldSayWhenNothingWasEverSent() {
        final Rig patient = new Rig().start();
        final List<FakePeer> peers = patient.replicas(KEY);
        peers.forEach(peer -> {
            peer.dial = FakePeer.Dial.REFUSE;
            peer.breakDown("connection refused");
        });
        final Outcome outcome = patient.put(KEY, SECRET);
        patient.env.advance(patient.timing().requestTimeoutNs());
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(NOT_APPLIED, error.outcome());
        error.answers().forEach(answer -> assertTrue(answer.neverSent() && answer.attempts() > 1, answer.toString()));
        final String text =
                " FAILED, never sent in " + error.answers().get(0).attempts() + " attempts (connection refused";
        assertTrue(error.getMessage().contains(peers.get(0).name() + text), error.getMessage());
        patient.close();
    }

    @Test
    void shouldNotSayNeverSentWhenOneAttemptWasSent() {
        final Rig patient = new Rig().start();
        final List<FakePeer> peers = patient.replicas(KEY);
        final Outcome outcome = patient.put(KEY, SECRET);
        peers.forEach(peer -> {
            peer.dial = FakePeer.Dial.REFUSE;
            peer.breakDown("reset by peer");
        });
        patient.env.advance(patient.timing().requestTimeoutNs());
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(INDETERMINATE, error.outcome());
        error.answers().forEach(answer -> assertFalse(answer.neverSent(), answer.toString()));
        assertTrue(error.getMessage().matches(".* FAILED after [2-4] attempts \\(.*"), error.getMessage());
        patient.close();
    }

    @Test
    void shouldShowNoVersionForAReplicaThatHasNone() {
        final Outcome outcome = rig.get(KEY);
        first.next().reply(absent());
        second.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "no");
        third.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "no");
        final QuorateException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(
                new NodeAnswer(first.name(), NodeAnswer.Kind.ANSWERED, 1, false, null, null),
                error.answers().get(0));
    }

    @Test
    void shouldSayWhyAWriteBackFailedBesideWhatTheReplicaHolds() {
        final Outcome outcome = rig.get(KEY);
        first.next().reply(value(9, A, SECRET));
        second.next().reply(value(5, A, "old"));
        third.next().reply(absent());
        second.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "disk full");
        third.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "read-only");
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(QuorumNotMetException.Reason.CONFIRM, error.reason());
        assertTrue(
                error.getMessage()
                        .contains("found a version that too few replicas could be brought to hold: needed 2 of 3"),
                error.getMessage());
        assertEquals("disk full", error.answers().get(1).detail());
        assertEquals(NodeAnswer.Kind.ANSWERED, error.answers().get(1).kind());
        assertEquals(new Version(5, A), error.answers().get(1).version());
        assertTrue(error.getMessage().contains("(read-only)"), error.getMessage());
        assertHidesValues(error);
    }

    @Test
    void shouldEscapeAndCutTheKey() {
        final String key = "line\nbreak\u001b[31m\\" + "x".repeat(200);
        final Outcome outcome = rig.put(key, SECRET);
        rig.env.advance(rig.timing().requestTimeoutNs());
        final String message = outcome.failure(QuorumNotMetException.class).getMessage();
        assertTrue(message.startsWith("put of key \"line\\x0abreak\\x1b[31m\\x5cxxx"), message);
        assertFalse(message.contains("\n"), message);
        assertFalse(message.contains("\u001b"), message);
        assertTrue(message.contains("xxx...(216 bytes, #"), message);
        assertFalse(message.contains("x".repeat(65)), message);
    }

    // ---- errors with a name of their own

    @Test
    void shouldReportARefusalAsAValidationErrorWithTheServersWords() {
        final Outcome outcome = rig.put(KEY, SECRET);
        first.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID, "key has a space");
        outcome.assertUndecided();
        second.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID, "key has a space");
        final ValidationException error = outcome.failure(ValidationException.class);
        assertFalse(error.retryable());
        assertTrue(error.getMessage().contains("was refused: "), error.getMessage());
        assertTrue(error.getMessage().contains("REFUSED (key has a space)"), error.getMessage());
        assertEquals(INDETERMINATE, error.outcome(), "the third replica may have taken it");
        assertEquals(1, rig.count(Counter.FAILED_VALIDATION));
        assertEquals(0, rig.count(Counter.FAILED_REPLICAS));
        assertHidesValues(error);
    }

    @Test
    void shouldReportTooLargeAsAValidationErrorThatWasSurelyNotApplied() {
        replicas.forEach(peer -> peer.answer =
                sent -> sent.fail(ReplicaListener.REFUSED, ReplicaListener.CODE_TOO_LARGE, "limit 10 bytes"));
        final ValidationException error = rig.put(KEY, SECRET).failure(ValidationException.class);
        assertEquals(NOT_APPLIED, error.outcome());
        rig.assertIdle();
    }

    @Test
    void shouldReportAnUnknownKindOfRequestAsUnsupported() {
        final Outcome outcome = rig.get(KEY);
        first.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_UNSUPPORTED, "UNIMPLEMENTED");
        second.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_UNSUPPORTED, "UNIMPLEMENTED");
        final UnsupportedException error = outcome.failure(UnsupportedException.class);
        assertTrue(error.getMessage().contains("is not supported by " + second.name()), error.getMessage());
        assertEquals(1, rig.count(Counter.FAILED_UNSUPPORTED));
    }

    @Test
    void shouldReportOverloadWhenAllThatFailedHadNoRoom() {
        final Outcome outcome = rig.put(KEY, SECRET);
        first.next().fail(ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED, "queue full");
        second.next().fail(ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED, "queue full");
        final OverloadedException error = outcome.failure(OverloadedException.class);
        assertTrue(error.retryable());
        assertTrue(error.getMessage().contains("met nodes without room"), error.getMessage());
        assertEquals(NodeAnswer.Kind.OVERLOADED, error.answers().get(0).kind());
        assertEquals(1, rig.count(Counter.FAILED_OVERLOADED));
        assertEquals(0, rig.count(Counter.OVERLOADED), "it was not this client that was full");
    }

    @Test
    void shouldReportOverloadWhenConnectionsAreFull() {
        replicas.forEach(peer -> peer.sendResult = ReplicaConnection.BACK_PRESSURED);
        final OverloadedException error = rig.put(KEY, SECRET).failure(OverloadedException.class);
        assertEquals(NOT_APPLIED, error.outcome());
        assertEquals(3, rig.count(Counter.BACK_PRESSURED));
        assertEquals(NodeAnswer.Kind.OVERLOADED, error.answers().get(0).kind());
        assertEquals("connection is full", error.answers().get(0).detail());
        assertFalse(rig.status(first.name()).failuresInRow() > 0, "a full connection is no failure of its node");
    }

    @Test
    void shouldReportAMissedQuorumWhenOnlySomeHadNoRoom() {
        final Outcome outcome = rig.get(KEY);
        first.next().fail(ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED, "queue full");
        second.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "oops");
        outcome.failure(QuorumNotMetException.class);
        assertEquals(1, rig.count(Counter.FAILED_REPLICAS));
    }

    @Test
    void shouldSayWhatIsWrongWithANodeThatIsNotConnected() {
        first.breakDown("connection reset by peer");
        second.breakDown("connection reset by peer");
        final Outcome outcome = rig.get(KEY);
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals("connection reset by peer", error.answers().get(0).detail());
        assertEquals(NodeAnswer.Kind.FAILED, error.answers().get(0).kind());
        assertEquals(2, rig.count(Counter.NOT_CONNECTED));
    }

    @Test
    void shouldNameAStaleRing() {
        final Outcome outcome = rig.put(KEY, SECRET);
        first.next().fail(ReplicaListener.STALE_EPOCH, ReplicaListener.CODE_STALE_EPOCH, "epoch is 2");
        second.next().fail(ReplicaListener.STALE_EPOCH, ReplicaListener.CODE_STALE_EPOCH, "epoch is 2");
        outcome.assertUndecided();
        rig.env.advance(rig.timing().requestTimeoutNs());
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(NodeAnswer.Kind.STALE_EPOCH, error.answers().get(0).kind());
        assertTrue(error.retryable());
    }

    @Test
    void shouldKeepAnErrorAfterItsOperationIsGone() {
        final Outcome outcome = rig.get(KEY);
        rig.env.advance(rig.timing().requestTimeoutNs());
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        final String message = error.getMessage();
        replicas.forEach(peer -> peer.next().reply(absent()));
        rig.get("another");
        assertEquals(message, error.getMessage());
        assertEquals(3, error.answers().size());
    }

    private static void assertHidesValues(final QuorateException error) {
        assertFalse(error.toString().contains(SECRET), error.toString());
        assertFalse(error.answers().toString().contains(SECRET), error.answers().toString());
    }
}
