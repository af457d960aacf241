package io.quorate.engine;

import io.quorate.metrics.ClientListener;
import io.quorate.quorum.Consistency;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingFingerprint;
import io.quorate.ring.RingMember;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.testkit.TestReply;
import io.quorate.time.Env;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.transport.Transport;
import io.quorate.validation.KeyValuePolicy;
import io.quorate.version.Version;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One engine for all states of a test, over three nodes that take every send and leave the answer to the test. Nothing here locks or
 * publishes, so that it hides no race; time stands still.
 */
final class StressCluster {

    static final int REPLICAS = 3;
    static final QuorumEngine ENGINE = startEngine();

    private static final byte[] KEY = "key".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    private static final int MANY = 400_000;
    private static final long TIMEOUT_NS = 1_000_000_000_000L;

    /** What an operation of this thread has sent, in the order of its sends. */
    private static final ThreadLocal<Sends> SENDS = ThreadLocal.withInitial(Sends::new);

    private StressCluster() {}

    /** The sends of one operation: ids, and who hears the answers. */
    private static final class Sends {
        private final long[] ids = new long[REPLICAS];
        private final ReplicaListener[] listeners = new ReplicaListener[REPLICAS];
        private int count;
    }

    /** A get that has been sent to all replicas, and what its caller was told. */
    static final class Get implements DecisionHandler {
        private final long[] ids;
        private final ReplicaListener[] listeners;
        private long name;
        private volatile int decisions;
        private volatile boolean exists;
        private volatile boolean failed;

        private Get(final long[] ids, final ReplicaListener[] listeners) {
            this.ids = ids;
            this.listeners = listeners;
        }

        @Override
        @SuppressWarnings({"NonAtomicVolatileUpdate", "NonAtomicOperationOnVolatileField"
        }) // decisions come one at a time, or the test fails
        public void onDecided(final OperationView view, final Object attachment) {
            exists = view.exists();
            failed = view.error() != null;
            decisions++;
        }

        void absent(final int replica) {
            reply(replica, TestReply.of(ReplicaReply.ABSENT, Version.NONE));
        }

        void value(final int replica) {
            reply(replica, TestReply.of(ReplicaReply.VALUE, new Version(1, 1), KEY));
        }

        void cancel() {
            ENGINE.cancel(name);
        }

        int decisions() {
            return decisions;
        }

        boolean exists() {
            return exists;
        }

        boolean failed() {
            return failed;
        }

        private void reply(final int replica, final ReplicaReply reply) {
            listeners[replica].onReply(ids[replica], reply);
        }
    }

    /** Begins a get; its answers are up to the caller. */
    static Get get() {
        final Sends sends = SENDS.get();
        sends.count = 0;
        final Get get = new Get(new long[REPLICAS], new ReplicaListener[REPLICAS]);
        get.name = ENGINE.begin(QuorumEngine.GET, KEY, 0, KEY.length, NOTHING, 0, 0, false, TIMEOUT_NS, get, get);
        if (sends.count != REPLICAS) {
            throw new IllegalStateException("the get was sent " + sends.count + " times: " + ENGINE.nodes());
        }
        System.arraycopy(sends.ids, 0, get.ids, 0, REPLICAS);
        System.arraycopy(sends.listeners, 0, get.listeners, 0, REPLICAS);
        return get;
    }

    private static QuorumEngine startEngine() {
        final EngineConfig.Limits limits = new EngineConfig.Limits(MANY, Long.MAX_VALUE, MANY, 1, 1, 3);
        final EngineConfig config = new EngineConfig(
                List.of("a:1", "b:1", "c:1"),
                RingConfig.DEFAULT.withVnodesPerWeight(4),
                2,
                2,
                Consistency.QUORUM,
                KeyValuePolicy.original(),
                EngineConfig.Timing.DEFAULT,
                limits);
        final QuorumEngine engine =
                new QuorumEngine(config, new StillEnv(), new AllTaking(config), ClientListener.NONE);
        engine.start(error -> {
            if (error != null) {
                throw error;
            }
        });
        return engine;
    }

    /** Time stands still, wake-ups never come. */
    private static final class StillEnv implements Env {
        private static final long WALL_MS = 1_700_000_000_000L;

        @Override
        public long nowNs() {
            return 0;
        }

        @Override
        public long wallMs() {
            return WALL_MS;
        }

        @Override
        public long random() {
            return 1;
        }

        @Override
        public void wakeAt(final long atNs) {
            // Time never comes so far.
        }

        @Override
        public void start(final Runnable onWake) {
            // There is nothing to wake up for.
        }

        @Override
        public void close() {
            // The engine lives as long as the JVM.
        }
    }

    /** Connects at once, tells the ring at once, and takes everything else. */
    private static final class AllTaking implements Transport {
        private final byte[] ring;

        AllTaking(final EngineConfig config) {
            final List<NodeDescriptor> nodes =
                    config.seeds().stream().map(NodeDescriptor::of).toList();
            final ByteBuffer encoded = RingStateCodec.encode(new RingState(
                    false,
                    1,
                    null,
                    nodes.stream().map(node -> new RingMember(node, true)).toList(),
                    RingFingerprint.of(config.ring(), nodes, false).text(),
                    0));
            ring = new byte[encoded.remaining()];
            encoded.get(ring);
        }

        @Override
        public ReplicaConnection open(final NodeDescriptor node, final ReplicaListener listener) {
            return new Connection(node, listener, ring);
        }

        @Override
        public boolean onTransportThread() {
            return false;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private static final class Connection implements ReplicaConnection {
        private final NodeDescriptor node;
        private final ReplicaListener listener;
        private final byte[] ring;

        Connection(final NodeDescriptor node, final ReplicaListener listener, final byte[] ring) {
            this.node = node;
            this.listener = listener;
            this.ring = Arrays.copyOf(ring, ring.length);
        }

        @Override
        public int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
            if (request.kind() == ReplicaRequest.RING_STATE) {
                listener.onReply(correlationId, TestReply.of(ReplicaReply.VALUE, Version.NONE, ring));
            } else {
                final Sends sends = SENDS.get();
                if (sends.count < REPLICAS) {
                    sends.ids[sends.count] = correlationId;
                    sends.listeners[sends.count] = listener;
                }
                sends.count++;
            }
            return ACCEPTED;
        }

        @Override
        public void flush() {
            // Every send has arrived already.
        }

        @Override
        public void cancel(final long correlationId) {
            // A hint, which may be ignored.
        }

        @Override
        public void connect() {
            listener.onState(node, ReplicaListener.CONNECTED, null);
        }

        @Override
        public long capabilities() {
            return Capabilities.QUORATE_NODE;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
