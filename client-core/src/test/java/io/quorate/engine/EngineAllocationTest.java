package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.AllocationMeter;
import io.quorate.metrics.ClientListener;
import io.quorate.metrics.Counter;
import io.quorate.metrics.OperationKind;
import io.quorate.metrics.ReplyListener;
import io.quorate.quorum.Consistency;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingMember;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.transport.Transport;
import io.quorate.validation.KeyValuePolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No byte per operation in steady state, with metrics on: against nodes that answer inside send, also when they disagree or answer late. */
class EngineAllocationTest {

    private static final byte[] KEY = "user/42".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    private static final byte[] PAYLOAD = "a value of some length".getBytes(StandardCharsets.US_ASCII);
    private static final long TIMEOUT_NS = 2_000_000_000L;

    private final ManualEnv env = new ManualEnv();
    private final InlineTransport transport = new InlineTransport();
    private QuorumEngine engine;
    private long decided;
    private long failed;
    private final DecisionHandler handler = (view, attachment) -> {
        decided++;
        if (view.error() != null) {
            failed++;
        }
    };

    @AfterEach
    void close() {
        engine.close(0);
        assertEquals(0, engine.metrics().gauges().inFlight());
        assertEquals(0, engine.metrics().gauges().lingering());
    }

    @Test
    void shouldNotAllocateForGets() {
        start(Consistency.QUORUM, ClientListener.NONE);
        assertNothingAllocated(QuorumEngine.GET);
        assertEquals(decided, engine.metrics().value(Counter.GETS));
        assertEquals(3 * decided, engine.metrics().value(Counter.SENDS));
        assertEquals(decided, engine.metrics().decisions(OperationKind.GET).count());
    }

    @Test
    void shouldNotAllocateForPutsThatBringThePreviousValue() {
        start(Consistency.QUORUM, ClientListener.NONE);
        assertNothingAllocated(QuorumEngine.PUT);
        assertEquals(decided, engine.metrics().value(Counter.PUTS));
    }

    @Test
    void shouldNotAllocateForDeletes() {
        start(Consistency.QUORUM, ClientListener.NONE);
        assertNothingAllocated(QuorumEngine.DELETE);
    }

    @Test
    void shouldNotAllocateForLinearizablePuts() {
        start(Consistency.LINEARIZABLE, ClientListener.NONE);
        assertNothingAllocated(QuorumEngine.PUT);
        assertEquals(6 * decided, engine.metrics().value(Counter.SENDS), "two phases");
    }

    @Test
    void shouldNotAllocateForEventualGets() {
        start(Consistency.EVENTUAL, ClientListener.NONE);
        assertNothingAllocated(QuorumEngine.GET);
    }

    @Test
    void shouldNotAllocateForGetsThatWriteBack() {
        start(Consistency.QUORUM, ClientListener.NONE);
        transport.disagree = true;
        assertNothingAllocated(QuorumEngine.GET);
        assertEquals(decided, engine.metrics().value(Counter.CONFIRMING_GETS));
    }

    @Test
    void shouldNotAllocateForAListenerThatOnlyListens() {
        start(Consistency.QUORUM, new ClientListener() {});
        assertNothingAllocated(QuorumEngine.GET);
        assertNothingAllocated(QuorumEngine.PUT);
    }

    @Test
    void shouldNotAllocateForAListenerOfReplies() {
        start(Consistency.QUORUM, new ReplyListener() {});
        assertNothingAllocated(QuorumEngine.GET);
        assertNothingAllocated(QuorumEngine.PUT);
        transport.disagree = true;
        assertNothingAllocated(QuorumEngine.GET);
    }

    @Test
    void shouldNotAllocateForRepliesThatComeLater() {
        start(Consistency.QUORUM, ClientListener.NONE);
        transport.hold = true;
        assertEquals(0, AllocationMeter.bytesPerThousandCalls(i -> {
            begin(i % 2 == 0 ? QuorumEngine.GET : QuorumEngine.PUT);
            transport.answerHeld();
            return decided;
        }));
        assertEquals(0, failed);
        assertEquals(
                decided, engine.metrics().value(Counter.GETS) + engine.metrics().value(Counter.PUTS));
        assertEquals(decided, engine.metrics().value(Counter.LATE_REPLIES));
    }

    @Test
    void shouldNotAllocateForTheTimer() {
        start(Consistency.QUORUM, ClientListener.NONE);
        transport.hold = true;
        assertEquals(0, AllocationMeter.bytesPerThousandCalls(i -> {
            begin(QuorumEngine.GET);
            engine.slots().getIfMade(0).tick();
            transport.answerHeld();
            return decided;
        }));
        assertEquals(0, failed);
    }

    private void assertNothingAllocated(final byte operation) {
        assertEquals(0, AllocationMeter.bytesPerThousandCalls(i -> begin(operation)), "bytes per thousand operations");
        assertEquals(0, failed);
    }

    private long begin(final byte operation) {
        final boolean isPut = operation == QuorumEngine.PUT;
        engine.begin(
                operation,
                KEY,
                0,
                KEY.length,
                isPut ? PAYLOAD : NOTHING,
                0,
                isPut ? PAYLOAD.length : 0,
                true,
                TIMEOUT_NS,
                handler,
                this);
        return decided;
    }

    private void start(final Consistency consistency, final ClientListener listener) {
        final RingConfig ring = RingConfig.DEFAULT.withVnodesPerWeight(16);
        engine = new QuorumEngine(
                new EngineConfig(
                        List.of("a:1", "b:1", "c:1"),
                        ring,
                        2,
                        2,
                        consistency,
                        KeyValuePolicy.original(),
                        EngineConfig.Timing.DEFAULT,
                        EngineConfig.Limits.DEFAULT),
                env,
                transport,
                listener);
        engine.start(error -> assertEquals(null, error));
    }

    /** Allocates nothing per send; one thread only. */
    private static final class InlineTransport implements Transport {

        private final ByteBuffer ring = RingStateCodec.encode(new RingState(
                false,
                1,
                null,
                List.of(
                        new RingMember(NodeDescriptor.of("a:1"), true),
                        new RingMember(NodeDescriptor.of("b:1"), true),
                        new RingMember(NodeDescriptor.of("c:1"), true)),
                null,
                0));
        private final Reply reply = new Reply();
        private final long[] heldIds = new long[16];
        private final ReplicaListener[] heldListeners = new ReplicaListener[16];
        private final byte[] heldKinds = new byte[16];
        private int held;
        private boolean hold;
        private boolean disagree;

        @Override
        public ReplicaConnection open(final NodeDescriptor node, final ReplicaListener listener) {
            return new Connection(node, listener);
        }

        @Override
        public boolean onTransportThread() {
            return false;
        }

        @Override
        public void close() {}

        private void answerHeld() {
            final int count = held;
            held = 0;
            for (int i = 0; i < count; i++) {
                reply.set(heldKinds[i], 5);
                heldListeners[i].onReply(heldIds[i], reply);
            }
        }

        private final class Connection implements ReplicaConnection {

            private final NodeDescriptor node;
            private final ReplicaListener listener;
            private boolean connected;

            private Connection(final NodeDescriptor node, final ReplicaListener listener) {
                this.node = node;
                this.listener = listener;
            }

            @Override
            public int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
                if (request.kind() == ReplicaRequest.RING_STATE) {
                    reply.ring(ring);
                    listener.onReply(correlationId, reply);
                } else if (hold) {
                    heldIds[held] = correlationId;
                    heldListeners[held] = listener;
                    heldKinds[held++] = request.kind();
                } else {
                    // When they disagree, one of three holds something newer, so that the two others must be written
                    // to.
                    final boolean newer = disagree && node.name().equals("a:1");
                    reply.set(request.kind(), newer ? 9 : 5);
                    listener.onReply(correlationId, reply);
                }
                return ACCEPTED;
            }

            @Override
            public void flush() {}

            @Override
            public void cancel(final long correlationId) {}

            @Override
            public void connect() {
                if (!connected) {
                    connected = true;
                    listener.onState(node, ReplicaListener.CONNECTED, null);
                }
            }

            @Override
            public long capabilities() {
                return Capabilities.QUORATE_NODE;
            }

            @Override
            public void close() {}
        }
    }

    private static final class Reply implements ReplicaReply {

        private final ByteBuffer value = ByteBuffer.wrap(PAYLOAD);
        private ByteBuffer bytes = value;
        private int length;
        private int result;
        private long timestamp;

        private void ring(final ByteBuffer state) {
            result = VALUE;
            bytes = state;
            length = state.limit();
        }

        private void set(final byte kind, final long newTimestamp) {
            result = kind == ReplicaRequest.READ || kind == ReplicaRequest.READ_VERSION ? VALUE : STORED;
            bytes = value;
            length = PAYLOAD.length;
            timestamp = newTimestamp;
        }

        @Override
        public int result() {
            return result;
        }

        @Override
        public long timestamp() {
            return timestamp;
        }

        @Override
        public long writerId() {
            return 1;
        }

        @Override
        public long incarnationHigh() {
            return 0;
        }

        @Override
        public long incarnationLow() {
            return 0;
        }

        @Override
        public long ringEpoch() {
            return 1;
        }

        @Override
        public long nodeWallMs() {
            return 0;
        }

        @Override
        public int previous() {
            return VALUE;
        }

        @Override
        public long previousTimestamp() {
            return 1;
        }

        @Override
        public long previousWriterId() {
            return 1;
        }

        @Override
        public ByteBuffer bytes() {
            return bytes;
        }

        @Override
        public int valueOffset() {
            return 0;
        }

        @Override
        public int valueLength() {
            return length;
        }
    }
}
