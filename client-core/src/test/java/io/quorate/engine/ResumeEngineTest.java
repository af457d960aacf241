package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.equal;
import static io.quorate.transport.FakeReply.keptNewer;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.tombstone;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.ClientClosedException;
import io.quorate.error.OverloadedException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.error.UnsupportedException;
import io.quorate.error.ValidationException;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the engine does with a version that was chosen before. */
@Timeout(30)
class ResumeEngineTest {

    private static final long T = (ManualEnv.WALL_MS - 5_000) << 16;
    private static final long WRITER = 0xBEEF;

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldStoreTheGivenVersion() {
        rig.start();
        final Outcome outcome = resume(QuorumEngine.PUT, "v");
        for (final FakePeer replica : rig.replicas(KEY)) {
            final FakePeer.Sent sent = replica.next();
            assertEquals(ReplicaRequest.STORE, sent.kind);
            assertEquals(T, sent.timestamp);
            assertEquals(WRITER, sent.writerId);
            assertEquals("v", sent.value);
            sent.reply(equal(T, WRITER));
        }
        outcome.assertOk();
        assertEquals(T, outcome.timestamp);
        assertEquals(WRITER, outcome.writerId);
        assertFalse(outcome.superseded);
        rig.assertIdle();
    }

    @Test
    void shouldNotLookForNewerVersionsBeforeItStoresInALinearizableCluster() {
        rig.linearizable()
                .peers(peer -> peer.ring = rig.linearizableState(1, "a:1", "b:1", "c:1"))
                .start();
        resume(QuorumEngine.PUT, "v");
        assertEquals(ReplicaRequest.STORE, rig.replicas(KEY).get(0).next().kind);
    }

    @Test
    void shouldSayThatSomethingNewerIsThere() {
        rig.start();
        final Outcome outcome = resume(QuorumEngine.DELETE, "");
        rig.replicas(KEY).forEach(peer -> {
            final FakePeer.Sent sent = peer.next();
            assertTrue((sent.flags & ReplicaRequest.FLAG_TOMBSTONE) != 0);
            sent.reply(keptNewer(T + 1, WRITER));
        });
        outcome.assertOk();
        assertTrue(outcome.superseded);
    }

    @Test
    void shouldKeepTheVersionOnEveryRetryAndNameItInTheFailure() {
        rig.start();
        final Outcome outcome = resume(QuorumEngine.PUT, "v");
        final FakePeer first = rig.replicas(KEY).get(0);
        first.next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DISCONNECTED, "reset");
        rig.env.advance(100 * Rig.MS);
        assertEquals(T, first.next().timestamp);
        rig.env.advance(rig.timing().requestTimeoutNs());
        final QuorumNotMetException error = outcome.failure(QuorumNotMetException.class);
        assertEquals(T, error.version().timestamp());
        assertEquals(io.quorate.error.Outcome.INDETERMINATE, error.outcome());
    }

    @Test
    void shouldStayInDoubtWhenNoReplicaTakesTheWriteAgain() {
        rig.start();
        final Outcome outcome = resume(QuorumEngine.PUT, "v");
        rig.replicas(KEY)
                .forEach(peer -> peer.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID, "no"));
        final ValidationException error = outcome.failure(ValidationException.class);
        assertEquals(io.quorate.error.Outcome.INDETERMINATE, error.outcome());
        assertEquals(T, error.version().timestamp());
    }

    @Test
    void shouldStayInDoubtWhenItIsRefusedBeforeItIsSent() {
        rig.limits(1, 1 << 20, 16).start();
        rig.get("another");
        final OverloadedException full = resume(QuorumEngine.PUT, "v").failure(OverloadedException.class);
        assertEquals(io.quorate.error.Outcome.INDETERMINATE, full.outcome());
        assertEquals(T, full.version().timestamp());
        assertTrue(full.retryable());
        rig.engine().close(0);
        final ClientClosedException closed = resume(QuorumEngine.PUT, "v").failure(ClientClosedException.class);
        assertEquals(io.quorate.error.Outcome.INDETERMINATE, closed.outcome());
        final ValidationException invalid =
                resume(QuorumEngine.PUT, "v".repeat(5_000)).failure(ValidationException.class);
        assertEquals(io.quorate.error.Outcome.INDETERMINATE, invalid.outcome());
    }

    @Test
    void shouldConfirmWhatItTellsAboutAVersionAlsoForAnEventualClient() {
        rig.eventual().start();
        final Outcome outcome = new Outcome();
        rig.engine().getConfirmed(bytes(KEY), rig.timing().requestTimeoutNs(), outcome, outcome);
        final List<FakePeer> replicas = rig.replicas(KEY);
        replicas.get(0).next().reply(value(T, WRITER, "v"));
        replicas.get(1).next().reply(absent());
        outcome.assertUndecided();
        final FakePeer.Sent writeBack = replicas.get(1).next();
        assertEquals(ReplicaRequest.REPAIR, writeBack.kind);
        writeBack.reply(stored(T, WRITER));
        outcome.assertOk();
        assertTrue(outcome.confirmed);
        assertEquals(T, outcome.timestamp);
    }

    @Test
    void shouldTellTheVersionOfATombstone() {
        rig.start();
        final Outcome outcome = new Outcome();
        rig.engine().getConfirmed(bytes(KEY), rig.timing().requestTimeoutNs(), outcome, outcome);
        rig.replicas(KEY).forEach(peer -> peer.next().reply(tombstone(T, WRITER)));
        outcome.assertOk();
        assertFalse(outcome.exists);
        assertEquals(T, outcome.timestamp);
        assertEquals(WRITER, outcome.writerId);
    }

    @Test
    void shouldRefuseWhereAReplicaKeepsNoWriterIds() {
        rig.capabilities(0).start();
        resume(QuorumEngine.PUT, "v").failure(UnsupportedException.class);
        final Outcome fate = new Outcome();
        rig.engine().getConfirmed(bytes(KEY), rig.timing().requestTimeoutNs(), fate, fate);
        fate.failure(UnsupportedException.class);
        assertFalse(Capabilities.has(0, Capabilities.WRITER_ID));
    }

    private Outcome resume(final byte operation, final String value) {
        final Outcome outcome = new Outcome();
        rig.engine()
                .resume(
                        operation,
                        T,
                        WRITER,
                        bytes(KEY),
                        bytes(value),
                        rig.timing().requestTimeoutNs(),
                        outcome,
                        outcome);
        return outcome;
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
