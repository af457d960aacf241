package io.quorate.transport.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.node.StorageNode;
import io.quorate.ring.KeyHash;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingFingerprint;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.testkit.RecordingListener;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class EmbeddedClusterTest {
    private static Link connect(final EmbeddedCluster cluster, final int number) {
        return Link.connected(cluster.transport(), cluster.node(number).descriptor(), System::nanoTime);
    }

    @Test
    void shouldStartNodesThatAgreeOnTheirRing() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(3)) {
            assertEquals(List.of("embedded-0:7000", "embedded-1:7000", "embedded-2:7000"), cluster.addresses());
            for (int i = 0; i < 3; i++) {
                final Link link = connect(cluster, i);
                final TestReply reply = link.reply(link.send(TestRequest.ringState()));
                final RingState state = RingStateCodec.decode(reply.bytes(), reply.valueOffset(), reply.valueLength());
                assertEquals(cluster.members(), state.nodes());
                assertEquals("embedded-" + i + ":7000", state.selfName());
                assertEquals(1, state.epoch());
            }
        }
    }

    @Test
    void shouldGiveNodesWhatTheBuilderSays() {
        final List<NodeDescriptor> members =
                List.of(NodeDescriptor.of("x:1").withAddress("dial-x:9").withWeight(3), NodeDescriptor.of("y:1"));
        final RingConfig placement = new RingConfig(KeyHash.MURMUR3_32, 8, 2);
        try (EmbeddedCluster cluster = EmbeddedCluster.builder()
                .members(members)
                .epoch(5)
                .placement(placement, true)
                .limits(10, 20)
                .storeLimits(1, 1 << 20)
                .start()) {
            final StorageNode storage = cluster.node(0).storage();
            assertNotNull(storage);
            assertEquals(List.of("dial-x:9", "y:1"), cluster.addresses());
            assertEquals(5, storage.ringState().epoch());
            assertEquals(
                    RingFingerprint.of(placement, members, true).text(),
                    storage.ringState().fingerprintText());
            final Link link = connect(cluster, 0);
            link.reply(link.send(Link.storing("k", "v", 1)));
            link.assertFailed(
                    link.send(Link.storing("l", "v", 1)), ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED);
            link.assertFailed(
                    link.send(Link.reading("k".repeat(11))), ReplicaListener.REFUSED, ReplicaListener.CODE_TOO_LARGE);
            link.assertFailed(
                    link.send(Link.storing("k", "v".repeat(21), 1)),
                    ReplicaListener.REFUSED,
                    ReplicaListener.CODE_TOO_LARGE);
        }
    }

    @Test
    void shouldChangeMembersInNextEpochOnly() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(2)) {
            final EmbeddedNode added = cluster.addNode(NodeDescriptor.of("new:1"));
            final StorageNode storage = added.storage();

            assertEquals(2, cluster.epoch());
            assertEquals(3, cluster.addresses().size());
            assertNotNull(storage);
            for (final EmbeddedNode node : cluster.nodes()) {
                assertEquals(2, node.storage().ringState().epoch());
                assertEquals(cluster.members(), node.storage().ringState().nodes());
                assertEquals(
                        node.descriptor().name(), node.storage().ringState().selfName());
            }
            final Link link = connect(cluster, 2);
            link.assertAbsent("k");

            cluster.retireNode(cluster.node(0));
            assertEquals(3, cluster.epoch());
            assertEquals(List.of("embedded-1:7000", "new:1"), cluster.addresses());
            assertEquals(3, cluster.node(0).storage().ringState().epoch());
            assertThrows(IllegalArgumentException.class, () -> cluster.retireNode(cluster.node(0)));
            cluster.node(0).crash();
            assertThrows(IllegalStateException.class, () -> cluster.node(0).restart());
            cluster.node(1).crash();
            cluster.node(1).restart();
            assertEquals(3, cluster.node(1).storage().ringState().epoch());
            assertThrows(IllegalArgumentException.class, () -> cluster.addNode(NodeDescriptor.of("new:1")));
        }
    }

    @Test
    void shouldTellCauseWhenAddressIsUnknown() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(1)) {
            final Link link = new Link(cluster.transport(), NodeDescriptor.of("nowhere:1"), System::nanoTime);

            link.connection.connect();

            assertEquals(List.of(ReplicaListener.DISCONNECTED), link.listener.states());
            assertTrue(link.listener.details().get(0).contains("nowhere:1"));
        }
    }

    @Test
    void shouldHearOfACrashWhenADialTimesOutJustAsItIsAnswered() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(1)) {
            final EmbeddedNode node = cluster.node(0);
            final Link link = new Link(cluster.transport(), node.descriptor(), System::nanoTime);
            node.pause();
            link.connection.connect();
            node.resume();
            assertEquals(List.of(ReplicaListener.CONNECTED), link.listener.states());

            // As the scheduler does if it took the timeout from its queue before the answer could cancel it.
            assertInstanceOf(InProcessConnection.class, link.connection).giveUpDial();

            assertEquals(List.of(ReplicaListener.CONNECTED), link.listener.states());
            node.crash();
            assertEquals(List.of(ReplicaListener.CONNECTED, ReplicaListener.DISCONNECTED), link.listener.states());
            assertEquals(ReplicaConnection.NOT_CONNECTED, link.trySend(Link.reading("k"), Link.SECOND_NS));
        }
    }

    @Test
    void shouldBackPressureWhenTooManySendsWait() {
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().maxInFlight(2).start()) {
            final Link link = connect(cluster, 0);
            cluster.node(0).pause();
            link.send(Link.reading("a"));
            link.send(Link.reading("b"));

            assertEquals(ReplicaConnection.BACK_PRESSURED, link.trySend(Link.reading("c"), Link.SECOND_NS));
            cluster.node(0).resume();
            link.listener.awaitEnds(2, 10 * Link.SECOND_NS);
            assertNotNull(link.listener
                    .await(link.send(Link.reading("c")), 10 * Link.SECOND_NS)
                    .reply());
        }
    }

    @Test
    void shouldNotExhaustStackWhenEachCallbackSendsAgain() throws InterruptedException {
        final int links = 200_000;
        try (EmbeddedCluster cluster = EmbeddedCluster.start(1)) {
            final AtomicInteger left = new AtomicInteger(links);
            final AtomicInteger deepest = new AtomicInteger();
            final CountDownLatch done = new CountDownLatch(1);
            final ChainListener listener = new ChainListener(left, deepest, done);
            final InProcessTransport transport = cluster.transport();
            listener.connection = transport.open(cluster.node(0).descriptor(), listener);
            listener.connection.connect();

            listener.sendNext();

            assertTrue(done.await(20, TimeUnit.SECONDS), () -> left + " of " + links + " sends are left");
            assertEquals(0, left.get());
            assertTrue(deepest.get() <= CallStack.MAX_DEPTH + 1, "depth " + deepest);
        }
    }

    @Test
    void shouldKnowItsThreadsOnly() throws InterruptedException {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(1)) {
            final InProcessTransport transport = cluster.transport();
            final Link link = Link.connected(transport, cluster.node(0).descriptor(), System::nanoTime);
            final BlockingQueue<Boolean> onTransportThread = new LinkedBlockingQueue<>();
            link.listener.onEachEnd(end -> onTransportThread.add(transport.onTransportThread()));

            link.assertAbsent("k");
            assertEquals(false, onTransportThread.poll());
            cluster.node(0).faults().requests(FaultPlan.NONE.withDelay(Delay.fixed(Duration.ofMillis(1))));
            link.send(Link.reading("k"));

            assertEquals(true, onTransportThread.poll(10, TimeUnit.SECONDS));
            assertFalse(transport.onTransportThread());
        }
    }

    @Test
    void shouldEndEverythingWhenClosed() {
        final EmbeddedCluster cluster = EmbeddedCluster.start(2);
        final InProcessTransport transport = cluster.transport();
        final Link link = Link.connected(transport, cluster.node(0).descriptor(), System::nanoTime);
        cluster.node(0).pause();
        final long waiting = link.send(Link.reading("k"));

        cluster.close();
        cluster.close();

        link.assertFailed(waiting, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_CLOSED);
        assertEquals(List.of(ReplicaListener.CONNECTED, ReplicaListener.CLOSED), link.listener.states());
        assertEquals(ReplicaConnection.CLOSED, link.trySend(Link.reading("k"), Link.SECOND_NS));
        assertNull(cluster.node(0).storage());
        assertThrows(IllegalStateException.class, cluster::transport);
        assertThrows(IllegalStateException.class, () -> cluster.node(0).restart());
        assertThrows(
                IllegalStateException.class,
                () -> transport.open(cluster.node(0).descriptor(), new RecordingListener()));
    }

    @Test
    void shouldAllowCloseOfTransportInsideCallback() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(1)) {
            final InProcessTransport transport = cluster.transport();
            final Link link = Link.connected(transport, cluster.node(0).descriptor(), System::nanoTime);
            final AtomicBoolean closedFast = new AtomicBoolean();
            link.listener.onEachEnd(end -> {
                final long startNs = System.nanoTime();
                transport.close();
                closedFast.set(System.nanoTime() - startNs < Link.SECOND_NS);
            });

            link.assertAbsent("k");

            assertTrue(closedFast.get());
            assertEquals(List.of(ReplicaListener.CONNECTED, ReplicaListener.CLOSED), link.listener.states());
        }
    }

    @Test
    void shouldNameProblemWhenMisused() {
        assertThrows(IllegalArgumentException.class, () -> EmbeddedCluster.start(0));
        final EmbeddedClusterBuilder builder = EmbeddedCluster.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.epoch(0));
        assertThrows(IllegalArgumentException.class, () -> builder.maxInFlight(0));
        assertThrows(IllegalArgumentException.class, () -> builder.storeLimits(0, 1));
        assertThrows(IllegalArgumentException.class, () -> builder.dialTimeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.limits(0, 1).start());
        final NodeDescriptor twice = NodeDescriptor.of("a:1");
        assertThrows(
                IllegalArgumentException.class,
                () -> EmbeddedCluster.builder().members(List.of(twice, twice)).start());
        try (EmbeddedCluster cluster = EmbeddedCluster.start(1)) {
            final EmbeddedNode node = cluster.node(0);
            assertThrows(IllegalStateException.class, node::restart);
            assertThrows(IllegalArgumentException.class, () -> cluster.node(1));
            assertThrows(IllegalArgumentException.class, () -> cluster.retireNode(node));
            assertEquals("embedded-0:7000 running", node.toString());
            node.pause();
            assertEquals("embedded-0:7000 paused", node.toString());
            node.crash();
            assertEquals("embedded-0:7000 down", node.toString());
            assertThrows(IllegalStateException.class, node::pause);
            assertThrows(IllegalStateException.class, node::resume);
        }
    }

    /** Sends once more from inside each callback, until enough was sent. */
    private static final class ChainListener implements ReplicaListener {
        private final AtomicInteger left;
        private final AtomicInteger deepest;
        private final CountDownLatch done;
        private final ThreadLocal<int[]> depth = ThreadLocal.withInitial(() -> new int[1]);
        private ReplicaConnection connection;

        ChainListener(final AtomicInteger left, final AtomicInteger deepest, final CountDownLatch done) {
            this.left = left;
            this.deepest = deepest;
            this.done = done;
        }

        void sendNext() {
            assertEquals(
                    ReplicaConnection.ACCEPTED,
                    connection.send(left.get(), Link.reading("k"), System.nanoTime() + 30 * Link.SECOND_NS));
        }

        @Override
        public void onReply(final long correlationId, final ReplicaReply reply) {
            final int now = ++depth.get()[0];
            deepest.accumulateAndGet(now, Math::max);
            if (left.decrementAndGet() == 0) {
                done.countDown();
            } else {
                sendNext();
            }
            depth.get()[0]--;
        }

        @Override
        public void onFailure(final long correlationId, final int fate, final int code, final String detail) {
            throw new AssertionError(detail);
        }

        @Override
        public void onState(final NodeDescriptor node, final int state, final String detail) {}
    }
}
