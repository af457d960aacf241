package io.quorate.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.error.QuorateException;
import io.quorate.metrics.ClientListener;
import io.quorate.metrics.Counter;
import io.quorate.metrics.Gauges;
import io.quorate.quorum.Consistency;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingFingerprint;
import io.quorate.ring.RingMember;
import io.quorate.ring.RingState;
import io.quorate.transport.Capabilities;
import io.quorate.validation.KeyValuePolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An engine over scripted peers and manual time. Without further words: three Quorate nodes, N = 3, R = W = 2, all reachable. */
final class Rig implements AutoCloseable {

    static final long MS = ManualEnv.MS;
    static final byte[] NOTHING = {};
    static final String KEY = "user/42";

    final ManualEnv env = new ManualEnv();
    final FakeTransport transport = new FakeTransport();
    final EventLog events = new EventLog();
    final AtomicInteger starts = new AtomicInteger();
    volatile @Nullable QuorateException startError;
    private @Nullable QuorumEngine engine;
    private boolean scripted;

    private List<String> seeds = List.of("a:1", "b:1", "c:1");
    private RingConfig ring = RingConfig.DEFAULT.withVnodesPerWeight(16);
    private int readQuorum = 2;
    private int writeQuorum = 2;
    private Consistency consistency = Consistency.QUORUM;
    private KeyValuePolicy policy = KeyValuePolicy.original();
    private EngineConfig.Timing timing = EngineConfig.Timing.DEFAULT;
    private EngineConfig.Limits limits = EngineConfig.Limits.DEFAULT;
    private ClientListener listener = events;

    // ---- settings, before start

    Rig seeds(final String... newSeeds) {
        seeds = List.of(newSeeds);
        return this;
    }

    Rig replicationFactor(final int n) {
        ring = ring.withReplicationFactor(n);
        return this;
    }

    Rig quorums(final int r, final int w) {
        readQuorum = r;
        writeQuorum = w;
        return this;
    }

    Rig linearizable() {
        consistency = Consistency.LINEARIZABLE;
        return this;
    }

    Rig eventual() {
        consistency = Consistency.EVENTUAL;
        return this;
    }

    Rig policy(final KeyValuePolicy newPolicy) {
        policy = newPolicy;
        return this;
    }

    Rig silent() {
        listener = ClientListener.NONE;
        return this;
    }

    Rig listener(final ClientListener newListener) {
        listener = newListener;
        return this;
    }

    Rig maxRetries(final int maxRetries) {
        timing = new EngineConfig.Timing(
                timing.dialTimeoutNs(),
                timing.requestTimeoutNs(),
                timing.attemptTimeoutNs(),
                maxRetries,
                timing.backoffBaseNs(),
                timing.backoffCapNs(),
                timing.refreshIntervalNs(),
                timing.refreshGapNs(),
                timing.probeBaseNs(),
                timing.probeCapNs());
        return this;
    }

    Rig limits(final int maxInFlight, final long maxInFlightBytes, final int maxLingering) {
        limits = new EngineConfig.Limits(
                maxInFlight,
                maxInFlightBytes,
                maxLingering,
                limits.maxPendingRepairs(),
                limits.repairsPerSecond(),
                limits.failuresUntilSick());
        return this;
    }

    Rig repairs(final int maxPending, final int perSecond) {
        limits = new EngineConfig.Limits(
                limits.maxInFlight(),
                limits.maxInFlightBytes(),
                limits.maxLingering(),
                maxPending,
                perSecond,
                limits.failuresUntilSick());
        return this;
    }

    /** Sets up every peer that is opened; the test says all of it. */
    Rig peers(final Consumer<FakePeer> setUp) {
        scripted = true;
        transport.setUp = setUp;
        return this;
    }

    /** What all nodes can do; those that know epochs tell the ring of epoch 1, the others only a list. */
    Rig capabilities(final long capabilities) {
        scripted = true;
        final RingState state = Capabilities.has(capabilities, Capabilities.EPOCH) ? state(1, seeds) : legacy(seeds);
        transport.setUp = peer -> {
            peer.capabilities = capabilities;
            peer.ring = state;
        };
        return this;
    }

    // ---- start

    /** Starts, and expects that it worked. */
    Rig start() {
        begin();
        assertEquals(1, starts.get(), "the start has not ended");
        assertNull(startError);
        return this;
    }

    /** Starts, and leaves the rest to the test. */
    Rig begin() {
        return begin(error -> {
            startError = error;
            starts.incrementAndGet();
        });
    }

    Rig begin(final StartHandler handler) {
        final EngineConfig config =
                new EngineConfig(seeds, ring, readQuorum, writeQuorum, consistency, policy, timing, limits);
        engine = new QuorumEngine(config, env, transport, listener);
        if (!scripted) {
            capabilities(Capabilities.QUORATE_NODE);
        }
        engine.start(handler);
        return this;
    }

    QuorumEngine engine() {
        if (engine == null) {
            throw new IllegalStateException("start the rig first");
        }
        return engine;
    }

    EngineConfig.Timing timing() {
        return timing;
    }

    RingConfig ring() {
        return ring;
    }

    // ---- ring states

    RingState state(final long epoch, final List<String> members) {
        return state(epoch, null, ring, members);
    }

    RingState state(final long epoch, final String... members) {
        return state(epoch, List.of(members));
    }

    static RingState state(
            final long epoch, final @Nullable String self, final RingConfig config, final List<String> members) {
        final List<NodeDescriptor> nodes =
                members.stream().map(NodeDescriptor::of).toList();
        return new RingState(
                false,
                epoch,
                self,
                nodes.stream().map(node -> new RingMember(node, true)).toList(),
                RingFingerprint.of(config, nodes, false).text(),
                0);
    }

    /** Of a cluster whose puts are linearizable. */
    RingState linearizableState(final long epoch, final String... members) {
        final List<NodeDescriptor> nodes =
                Arrays.stream(members).map(NodeDescriptor::of).toList();
        return new RingState(
                false,
                epoch,
                null,
                nodes.stream().map(node -> new RingMember(node, true)).toList(),
                RingFingerprint.of(ring, nodes, true).text(),
                0);
    }

    static RingState legacy(final List<String> members) {
        return RingState.ofLegacy(members.stream()
                .map(name -> new RingMember(NodeDescriptor.of(name), true))
                .toList());
    }

    // ---- operations

    Outcome get(final String key) {
        return begin(QuorumEngine.GET, key, "", false);
    }

    Outcome put(final String key, final String value) {
        return begin(QuorumEngine.PUT, key, value, true);
    }

    Outcome delete(final String key) {
        return begin(QuorumEngine.DELETE, key, "", true);
    }

    Outcome begin(final byte operation, final String key, final String value, final boolean wantPrevious) {
        return begin(operation, key, value, wantPrevious, timing.requestTimeoutNs());
    }

    Outcome begin(
            final byte operation,
            final String key,
            final String value,
            final boolean wantPrevious,
            final long timeoutNs) {
        final Outcome outcome = new Outcome();
        begin(outcome, operation, key, value, wantPrevious, timeoutNs);
        return outcome;
    }

    /** Begins with an array that holds more than the key and the value, and spoils it afterwards. */
    void begin(
            final Outcome outcome,
            final byte operation,
            final String key,
            final String value,
            final boolean wantPrevious,
            final long timeoutNs) {
        final byte[] keyBytes = ("<" + key + ">").getBytes(StandardCharsets.ISO_8859_1);
        final byte[] valueBytes = ("<<" + value + ">>").getBytes(StandardCharsets.ISO_8859_1);
        outcome.name = engine().begin(
                        operation,
                        keyBytes,
                        1,
                        keyBytes.length - 2,
                        valueBytes,
                        2,
                        valueBytes.length - 4,
                        wantPrevious,
                        timeoutNs,
                        outcome,
                        outcome);
        Arrays.fill(keyBytes, (byte) '!');
        Arrays.fill(valueBytes, (byte) '!');
    }

    /** The peers that replicate a key, in order. */
    List<FakePeer> replicas(final String key) {
        final byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        final List<FakePeer> peers = new ArrayList<>();
        for (final NodeStatus status : engine().explain(bytes, 0, bytes.length).replicas()) {
            peers.add(transport.peer(status.address()));
        }
        return peers;
    }

    FakePeer peer(final String address) {
        return transport.peer(address);
    }

    NodeStatus status(final String name) {
        return engine().nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    // ---- what is left

    long count(final Counter counter) {
        return engine().metrics().value(counter);
    }

    Gauges gauges() {
        return engine().metrics().gauges();
    }

    void assertIdle() {
        assertEquals(0, gauges().inFlight(), "in flight");
        assertEquals(0, gauges().inFlightBytes(), "bytes in flight");
        assertEquals(0, gauges().lingering(), "lingering");
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close(0);
            assertTrue(env.isClosed(), "the environment stays open");
            assertEquals(1, transport.closes.get(), "the transport is closed once");
            assertIdle();
        }
    }
}
