package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.engine.Rig.MS;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.QuorumNotMetException;
import io.quorate.metrics.Counter;
import io.quorate.metrics.OperationKind;
import io.quorate.metrics.ReplyListener;
import io.quorate.transport.FakeReply;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a listener of replies hears of each replica and of the end of each operation. */
class ReplyListenerTest {

    private static final long A = 0xA;

    private final List<String> lines = new ArrayList<>();
    private final Rig rig = new Rig().listener(new Lines());

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldTellOfEachReplyAndThenWhoDecidedAndWhoWasLast() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        final Outcome outcome = rig.get(KEY);
        outcome.then = () -> lines.add("decided");
        after(1, replicas.get(2), absent());
        after(2, replicas.get(0), absent());
        assertEquals(
                List.of(
                        "reply " + replicas.get(2).name() + " GET 1 1ms",
                        "reply " + replicas.get(0).name() + " GET 1 3ms",
                        "decided"),
                lines,
                "nothing of the whole before its last send has ended");
        after(4, replicas.get(1), absent());
        assertEquals("reply " + replicas.get(1).name() + " GET 1 7ms", lines.get(3));
        assertEquals(ended(OperationKind.GET, replicas.get(0), 3, replicas.get(1), 7, true), lines.get(4));
        assertEquals(5, lines.size(), lines.toString());
    }

    @Test
    void shouldNameOneNodeForBothWhenTheLastReplyDecides() {
        rig.quorums(2, 3).start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        rig.put(KEY, "v");
        for (final FakePeer peer : replicas) {
            after(1, peer, ack(peer));
        }
        assertEquals(
                ended(OperationKind.PUT, replicas.get(2), 3, replicas.get(2), 3, true), lines.get(lines.size() - 1));
    }

    @Test
    void shouldTellOfFailuresWithTheirCodes() {
        rig.maxRetries(0).start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        replicas.get(1).sendResult = ReplicaConnection.NOT_CONNECTED;
        final Outcome outcome = rig.delete(KEY);
        after(1, replicas.get(0), ack(replicas.get(0)));
        rig.env.advance(MS);
        replicas.get(2).next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT, "broken");
        outcome.failure(QuorumNotMetException.class);
        assertEquals(
                List.of(
                        "none " + replicas.get(1).name() + " DELETE 3 " + ReplicaListener.CODE_DISCONNECTED,
                        "reply " + replicas.get(0).name() + " DELETE 3 1ms",
                        "none " + replicas.get(2).name() + " DELETE 3 " + ReplicaListener.CODE_NODE_FAULT),
                lines,
                "a failed operation was not decided by a reply");
    }

    @Test
    void shouldSayThatAnOperationIsIncompleteWhenANodeFailed() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        rig.get(KEY);
        after(1, replicas.get(0), absent());
        after(1, replicas.get(1), absent());
        replicas.get(2).next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, null);
        assertEquals("none " + replicas.get(2).name() + " GET 1 " + ReplicaListener.CODE_DEADLINE, lines.get(2));
        assertEquals(ended(OperationKind.GET, replicas.get(1), 2, replicas.get(1), 2, false), lines.get(3));
    }

    @Test
    void shouldMeasureARetryFromItsOwnSend() {
        rig.quorums(3, 3).start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        rig.get(KEY);
        after(1, replicas.get(0), absent());
        after(1, replicas.get(1), absent());
        replicas.get(2).next().fail(ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED, null);
        while (replicas.get(2).pending.isEmpty()) {
            rig.env.advance(MS);
        }
        lines.clear();
        after(5, replicas.get(2), absent());
        assertEquals("reply " + replicas.get(2).name() + " GET 1 5ms", lines.get(0));
        assertTrue(lines.get(1).endsWith("incomplete"), lines.get(1));
        assertEquals(1, rig.count(Counter.RETRIES));
    }

    @Test
    void shouldShowTheWriteBackThatDecidesAGet() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        rig.get(KEY);
        after(1, replicas.get(0), value(5, A, "v"));
        after(1, replicas.get(1), absent());
        after(3, replicas.get(1), stored(5, A));
        after(1, replicas.get(2), value(5, A, "v"));
        assertEquals("reply " + replicas.get(1).name() + " GET " + ReplicaRequest.REPAIR + " 3ms", lines.get(2));
        assertEquals(ended(OperationKind.GET, replicas.get(1), 5, replicas.get(2), 6, true), lines.get(4));
    }

    @Test
    void shouldShowBothRoundsOfALinearizablePut() {
        rig.linearizable()
                .peers(peer -> peer.ring = rig.linearizableState(1, "a:1", "b:1", "c:1"))
                .start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        rig.put(KEY, "v");
        for (final FakePeer peer : replicas) {
            after(1, peer, absent());
        }
        for (final FakePeer peer : replicas) {
            after(1, peer, ack(peer));
        }
        assertEquals(
                List.of(
                        "reply " + replicas.get(0).name() + " PUT 2 1ms",
                        "reply " + replicas.get(1).name() + " PUT 2 2ms",
                        "reply " + replicas.get(2).name() + " PUT 2 3ms",
                        "reply " + replicas.get(0).name() + " PUT 3 2ms",
                        "reply " + replicas.get(1).name() + " PUT 3 3ms",
                        "reply " + replicas.get(2).name() + " PUT 3 4ms",
                        ended(OperationKind.PUT, replicas.get(1), 5, replicas.get(2), 6, true)),
                lines,
                "decided in the second round");
    }

    @Test
    void shouldNotTellOfReadRepairs() {
        rig.start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        rig.get(KEY);
        after(1, replicas.get(0), value(5, A, "v"));
        after(1, replicas.get(1), value(5, A, "v"));
        after(1, replicas.get(2), absent());
        final int before = lines.size();
        after(1, replicas.get(2), stored(5, A));
        assertEquals(1, rig.count(Counter.REPAIRS_SENT));
        assertEquals(before, lines.size(), lines.toString());
    }

    @Test
    void shouldSayThatAnOperationIsIncompleteWhenItsLateRepliesWereGivenUp() {
        rig.limits(10, 1 << 20, 2).start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        for (int i = 0; i < 3; i++) {
            rig.get(KEY);
            after(1, replicas.get(0), absent());
            after(1, replicas.get(1), absent());
        }
        assertEquals(1, rig.count(Counter.DISOWNED));
        assertEquals(
                List.of(ended(OperationKind.GET, replicas.get(1), 2, replicas.get(1), 2, false)),
                lines.stream().filter(line -> line.startsWith("ended")).toList());
    }

    @Test
    void shouldSurviveAListenerThatThrows() {
        rig.listener(new ReplyListener() {
                    @Override
                    public void onReply(
                            final String node, final OperationKind operation, final byte request, final long ns) {
                        throw new IllegalStateException("onReply");
                    }

                    @Override
                    public void onNoReply(
                            final String node, final OperationKind operation, final byte request, final int code) {
                        throw new IllegalStateException("onNoReply");
                    }

                    @Override
                    public void onReplies(
                            final OperationKind operation,
                            final String decider,
                            final long decidedNs,
                            final String last,
                            final long lastNs,
                            final boolean complete) {
                        throw new IllegalStateException("onReplies");
                    }
                })
                .start();
        final List<FakePeer> replicas = rig.replicas(KEY);
        final Outcome outcome = rig.get(KEY);
        after(1, replicas.get(0), absent());
        after(1, replicas.get(1), absent());
        replicas.get(2).next().fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, null);
        outcome.assertOk();
        assertEquals(4, rig.count(Counter.LISTENER_FAULTS));
    }

    private void after(final int ms, final FakePeer peer, final FakeReply reply) {
        rig.env.advanceLate(ms * MS);
        peer.next().reply(reply);
    }

    private static FakeReply ack(final FakePeer peer) {
        final FakePeer.Sent sent = peer.pending.element();
        return stored(sent.timestamp, sent.writerId).overAbsent();
    }

    private static String ended(
            final OperationKind operation,
            final FakePeer decider,
            final int decidedMs,
            final FakePeer last,
            final int lastMs,
            final boolean complete) {
        return "ended " + operation + ' ' + decider.name() + ' ' + decidedMs + "ms " + last.name() + ' ' + lastMs + "ms"
                + (complete ? "" : " incomplete");
    }

    /** Writes down every call as one line. */
    private final class Lines implements ReplyListener {

        @Override
        public void onReply(final String node, final OperationKind operation, final byte request, final long ns) {
            lines.add("reply " + node + ' ' + operation + ' ' + request + ' ' + ns / MS + "ms");
        }

        @Override
        public void onNoReply(final String node, final OperationKind operation, final byte request, final int code) {
            lines.add("none " + node + ' ' + operation + ' ' + request + ' ' + code);
        }

        @Override
        public void onReplies(
                final OperationKind operation,
                final String decider,
                final long decidedNs,
                final String last,
                final long lastNs,
                final boolean complete) {
            lines.add("ended " + operation + ' ' + decider + ' ' + decidedNs / MS + "ms " + last + ' ' + lastNs / MS
                    + "ms" + (complete ? "" : " incomplete"));
        }
    }
}
