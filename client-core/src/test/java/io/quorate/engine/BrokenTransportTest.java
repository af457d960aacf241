package io.quorate.engine;

import static io.quorate.engine.Rig.KEY;
import static io.quorate.transport.FakeReply.absent;
import static io.quorate.transport.FakeReply.stored;
import static io.quorate.transport.FakeReply.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.QuorumNotMetException;
import io.quorate.metrics.ClientListener;
import io.quorate.metrics.Counter;
import io.quorate.metrics.OperationKind;
import io.quorate.transport.ReplicaListener;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A transport that breaks its contract costs the operations that it touches, never the engine. */
class BrokenTransportTest {

    private static final long A = 0xA;

    private final Rig rig = new Rig().start();
    private final List<FakePeer> replicas = rig.replicas(KEY);
    private final FakePeer first = replicas.get(0);
    private final FakePeer second = replicas.get(1);
    private final FakePeer third = replicas.get(2);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldIgnoreASecondCallback() {
        final Outcome outcome = rig.get(KEY);
        final FakePeer.Sent sent = first.next();
        sent.reply(absent());
        sent.again(absent());
        sent.again(value(9, A, "other"));
        outcome.assertUndecided();
        assertEquals(2, rig.count(Counter.STRAY_REPLIES));
        second.next().reply(absent());
        outcome.assertOk();
        third.next().reply(absent());
        rig.assertIdle();
        sent.again(absent());
        assertEquals(3, rig.count(Counter.STRAY_REPLIES));
    }

    @Test
    void shouldIgnoreCallbacksForSendsThatNeverWere() {
        final Outcome outcome = rig.get(KEY);
        for (final long correlationId : new long[] {0, 1, 0x7FF, Long.MAX_VALUE, Long.MIN_VALUE, -1, 1L << 40}) {
            first.listener.onReply(correlationId, absent());
            first.listener.onFailure(correlationId, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_UNKNOWN, "x");
        }
        outcome.assertUndecided();
        assertEquals(14, rig.count(Counter.STRAY_REPLIES));
    }

    @Test
    void shouldTakeAThrowingSendForOneInDoubt() {
        first.answer = sent -> {
            throw new IllegalStateException("transport bug");
        };
        final Outcome outcome = rig.put(KEY, "v");
        assertEquals(1, rig.count(Counter.TRANSPORT_FAULTS));
        assertTrue(rig.events.of("fault").get(0).contains("transport bug"));
        second.next().reply(stored(1, A));
        third.next().reply(stored(1, A));
        outcome.assertOk();
        rig.assertIdle();
    }

    @Test
    void shouldCountAReplyOfASendThatThrewAfterwards() {
        first.answer = sent -> {
            sent.reply(absent());
            throw new IllegalStateException("transport bug");
        };
        final Outcome outcome = rig.get(KEY);
        second.next().reply(absent());
        outcome.assertOk();
        third.next().reply(absent());
        rig.assertIdle();
    }

    @Test
    void shouldFailAReplyWhoseValueIsNotThere() {
        final Outcome outcome = rig.get(KEY);
        first.next().reply(value(5, A, "longer than its buffer").truncated());
        outcome.assertUndecided();
        rig.env.advance(10 * Rig.MS);
        second.next().reply(absent());
        third.next().fail(ReplicaListener.REFUSED, ReplicaListener.CODE_NODE_FAULT, "no");
        first.next().reply(absent());
        outcome.assertOk();
        rig.assertIdle();
    }

    @Test
    void shouldDecideByTimerWhenCallbacksNeverCome() {
        final Outcome outcome = rig.get(KEY);
        rig.env.advance(rig.timing().requestTimeoutNs());
        outcome.failure(QuorumNotMetException.class);
        assertEquals(0, rig.gauges().inFlight());
    }

    @Test
    void shouldSurviveAListenerThatThrows() {
        final Rig other = new Rig()
                .listener(new ClientListener() {
                    @Override
                    public void onSuccess(final OperationKind operation, final long latencyNs) {
                        throw new IllegalStateException("listener bug");
                    }

                    @Override
                    public void onConnected(final String node) {
                        throw new IllegalStateException("listener bug");
                    }
                })
                .start();
        final Outcome outcome = other.get(KEY);
        other.replicas(KEY).forEach(peer -> peer.next().reply(absent()));
        outcome.assertOk();
        assertEquals(4, other.count(Counter.LISTENER_FAULTS));
        assertFalse(other.engine().nodes().isEmpty());
        other.close();
    }
}
