package io.quorate.transport.inprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.node.MemoryEngine;
import io.quorate.node.NodeReply;
import io.quorate.node.StorageEngine;
import io.quorate.testkit.CallEnd;
import io.quorate.testkit.FakeEnv;
import io.quorate.testkit.TestReply;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every kind of fault, on a clock that the test moves. */
class FaultsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final FakeEnv env = new FakeEnv(1, 0);
    private final List<String> handled = new ArrayList<>();
    private final EmbeddedCluster cluster = cluster(42, env, handled);
    private final EmbeddedNode node = cluster.node(0);
    private final InProcessTransport transport = cluster.transport();
    private final Link link = Link.connected(transport, node.descriptor(), env::nowNs);

    private static EmbeddedCluster cluster(final long seed, final FakeEnv env, final List<String> handled) {
        return EmbeddedCluster.builder()
                .nodes(2)
                .seed(seed)
                .env(env)
                .engines((descriptor, nodeEnv) -> new Logbook(new MemoryEngine(nodeEnv, 1_000, 1 << 20), handled))
                .start();
    }

    @AfterEach
    void close() {
        cluster.close();
        assertEquals(List.of(), link.listener.repeated());
        assertEquals(
                1,
                link.listener.states().stream()
                        .filter(state -> state == ReplicaListener.CLOSED)
                        .count());
    }

    @Test
    void shouldAnswerInsideSendWhenThereAreNoFaults() {
        link.reply(link.send(Link.storing("k", "v", 1)));

        link.assertHolds("k", "v");
        assertFalse(env.isWakeWanted());
    }

    @Test
    void shouldDelayEachWay() {
        node.faults()
                .requests(FaultPlan.NONE.withDelay(Delay.fixed(Duration.ofMillis(3))))
                .replies(FaultPlan.NONE.withDelay(Delay.fixed(Duration.ofMillis(4))));
        final long id = link.send(Link.storing("k", "v", 1));

        env.advance(Duration.ofNanos(2_999_999));
        assertEquals(List.of(), handled);
        env.advance(Duration.ofNanos(1));
        assertEquals(List.of("k"), handled);
        env.advance(Duration.ofNanos(3_999_999));
        assertNull(link.end(id));
        env.advance(Duration.ofNanos(1));
        assertEquals(ReplicaReply.STORED, link.reply(id).result());
        env.advance(SECOND);
        assertEquals(1, link.listener.endCount());
    }

    @Test
    void shouldLoseRequestAndEndAtDeadline() {
        node.faults().requests(FaultPlan.NONE.withDrop(1));
        final long id = link.send(Link.storing("k", "v", 1));

        env.advance(SECOND.minusNanos(1));
        assertNull(link.end(id));
        env.advance(Duration.ofNanos(1));

        link.assertFailed(id, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE);
        node.faults().clear();
        link.assertAbsent("k");
    }

    @Test
    void shouldApplyStoreWhoseReplyIsLost() {
        node.faults().replies(FaultPlan.NONE.withDrop(1));
        final long id = link.send(Link.storing("k", "v", 1));

        env.advance(SECOND);

        link.assertFailed(id, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE);
        node.faults().clear();
        link.assertHolds("k", "v");
    }

    @Test
    void shouldDeliverTwiceButCallBackOnce() {
        node.faults()
                .requests(
                        FaultPlan.NONE.withDuplicate(1).withDelay(Delay.uniform(Duration.ZERO, Duration.ofMillis(10))));
        final long id = link.send(Link.storing("k", "v", 1));

        env.advance(SECOND);

        assertEquals(List.of("k", "k"), handled);
        // Which of both comes first is a matter of luck; only the original is answered.
        final int result = link.reply(id).result();
        assertTrue(result == ReplicaReply.STORED || result == ReplicaReply.EQUAL);
        assertEquals(1, link.listener.endCount());
        node.faults().clear();
        link.assertHolds("k", "v");
    }

    @Test
    void shouldDeliverDuplicateEvenWhenOriginalIsLost() {
        node.faults().requests(FaultPlan.NONE.withDuplicate(1).withDrop(1));
        final long id = link.send(Link.storing("k", "v", 1));

        env.advance(SECOND);

        link.assertFailed(id, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE);
        assertEquals(List.of("k"), handled);
    }

    @Test
    void shouldReorderWithoutLosing() {
        node.faults().requests(FaultPlan.NONE.withReorder(0.3, Duration.ofMillis(50)));
        final List<String> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add("k" + i);
            link.send(Link.storing("k" + i, "v", 1));
            env.advance(Duration.ofMillis(1));
        }
        env.advance(SECOND);

        assertNotEquals(sent, handled);
        assertEquals(sent.stream().sorted().toList(), handled.stream().sorted().toList());
        assertEquals(100, link.listener.endCount());
    }

    @Test
    void shouldRefuseAndOverloadWithoutApplying() {
        node.faults().requests(FaultPlan.NONE.withRefuse(1));
        final long refused = link.send(Link.storing("k", "v", 1));
        env.advance(Duration.ofMillis(1));
        link.assertFailed(refused, ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID);

        node.faults().requests(FaultPlan.NONE.withOverload(1));
        final long overloaded = link.send(Link.storing("k", "v", 1));
        env.advance(Duration.ofMillis(1));
        link.assertFailed(overloaded, ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED);

        assertEquals(List.of(), handled);
    }

    @Test
    void shouldFailInsideNodeBeforeOrAfterApplying() {
        node.faults().requests(FaultPlan.NONE.withFail(1));
        final int stores = 200;
        for (int i = 0; i < stores; i++) {
            final long id = link.send(Link.storing("k" + i, "v", 1));
            env.advance(Duration.ofMillis(1));
            link.assertFailed(id, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT);
        }

        assertTrue(handled.size() > stores / 4 && handled.size() < stores * 3 / 4, "applied " + handled.size());
    }

    @Test
    void shouldHoldRequestsWhilePausedAndServeThemInOrder() {
        node.pause();
        final long first = link.send(Link.storing("a", "1", 1));
        final long second = link.send(Link.storing("b", "2", 1));
        env.advance(Duration.ofMillis(500));
        assertEquals(0, link.listener.endCount());
        assertEquals(List.of(), handled);

        node.resume();
        // What was held comes first, although the node is running again.
        final long third = link.send(Link.storing("c", "3", 1));
        env.advance(Duration.ofMillis(1));

        assertEquals(List.of("a", "b", "c"), handled);
        for (final long id : List.of(first, second, third)) {
            assertEquals(ReplicaReply.STORED, link.reply(id).result());
        }
        link.reply(link.send(Link.storing("d", "4", 1)));
    }

    @Test
    void shouldApplyStoreThatWasGivenUpDuringPause() {
        node.pause();
        final long id = link.send(Link.storing("k", "v", 1));
        env.advance(SECOND);
        link.assertFailed(id, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE);

        node.resume();
        env.advance(Duration.ofMillis(1));

        link.assertHolds("k", "v");
        assertEquals(2, link.listener.endCount());
    }

    @Test
    void shouldBoundWhatWaitsAtPausedNode() {
        node.pause();
        final String value = "v".repeat(900_000);
        int accepted = 0;
        while (link.trySend(Link.storing("k", value, accepted), Link.SECOND_NS) == ReplicaConnection.ACCEPTED) {
            accepted++;
            assertTrue(accepted < 1_000, "64 MiB are full after 75 such stores");
        }

        assertEquals(DeliveryPool.MAX_BYTES_UNDER_WAY / 900_001, accepted);
        assertEquals(ReplicaConnection.BACK_PRESSURED, link.trySend(Link.storing("k", value, 1), Link.SECOND_NS));
        // The other node has room of its own.
        Link.connected(transport, cluster.node(1).descriptor(), env::nowNs).assertAbsent("k");

        node.resume();
        env.advance(Duration.ofMillis(1));
        assertEquals(accepted, link.listener.endCount());
        link.reply(link.send(Link.storing("k", value, accepted)));
    }

    @Test
    void shouldLeaveCallsInDoubtAndForgetEverythingWhenCrashed() {
        link.reply(link.send(Link.storing("k", "v", 1)));
        final TestReply before = link.reply(link.send(Link.reading("k")));
        node.pause();
        final long held = link.send(Link.storing("held", "v", 1));
        env.advance(Duration.ofMillis(1));
        final long onItsWay = link.send(Link.storing("on its way", "v", 1));

        node.crash();

        link.assertFailed(held, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DISCONNECTED);
        link.assertFailed(onItsWay, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DISCONNECTED);
        assertEquals(List.of(ReplicaListener.CONNECTED, ReplicaListener.DISCONNECTED), link.listener.states());
        assertEquals(ReplicaConnection.NOT_CONNECTED, link.trySend(Link.reading("k"), Link.SECOND_NS));
        assertEquals(0, link.connection.capabilities());
        assertFalse(node.isRunning());
        node.crash();
        link.connection.connect();
        assertEquals(ReplicaListener.DISCONNECTED, link.listener.states().get(2));

        node.restart();
        assertEquals(ReplicaConnection.NOT_CONNECTED, link.trySend(Link.reading("k"), Link.SECOND_NS));
        link.connection.connect();
        env.advance(SECOND);
        link.assertAbsent("k");
        link.assertAbsent("held");
        link.assertAbsent("on its way");
        final TestReply after = link.reply(link.send(Link.reading("k")));
        assertNotEquals(before.incarnationHigh(), after.incarnationHigh());
    }

    @Test
    void shouldLeaveDialUnansweredWhilePausedOrCutOff() {
        final Link other = new Link(transport, node.descriptor(), env::nowNs);
        node.pause();
        other.connection.connect();
        other.connection.connect();
        env.advance(Duration.ofSeconds(4));
        assertEquals(List.of(), other.listener.states());
        env.advance(SECOND);
        assertEquals(List.of(ReplicaListener.DISCONNECTED), other.listener.states());
        assertTrue(other.listener.details().get(0).contains("dial timeout"));

        other.connection.connect();
        node.faults().replies(FaultPlan.NONE.withDrop(1));
        node.resume();
        assertEquals(1, other.listener.states().size());
        node.faults().clear();

        assertEquals(List.of(ReplicaListener.DISCONNECTED, ReplicaListener.CONNECTED), other.listener.states());
        env.advance(Duration.ofSeconds(10));
        assertEquals(2, other.listener.states().size());
        other.connection.close();
        assertEquals(ReplicaListener.CLOSED, other.listener.states().get(2));
    }

    @Test
    void shouldRefuseWaitingDialWhenNodeCrashes() {
        final Link other = new Link(transport, node.descriptor(), env::nowNs);
        node.pause();
        other.connection.connect();

        node.crash();

        assertEquals(List.of(ReplicaListener.DISCONNECTED), other.listener.states());
    }

    @Test
    void shouldEndCancelledReadAtOnce() {
        node.pause();
        final long id = link.send(Link.reading("k"));

        link.connection.cancel(id);
        link.assertFailed(id, ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_CANCELLED);
        node.resume();
        env.advance(SECOND);

        assertEquals(1, link.listener.endCount());
    }

    @Test
    void shouldHaveEqualFaultsForEqualSeeds() {
        final List<String> first = runWithFaults(5);

        assertEquals(first, runWithFaults(5));
        assertNotEquals(first, runWithFaults(6));
        assertTrue(first.stream().anyMatch(line -> line.contains("code 1")), "some sends end at their deadline");
        assertTrue(first.stream().anyMatch(line -> line.contains("fate 2")), "some sends are refused");
        assertTrue(first.stream().anyMatch(line -> line.contains("fate 0")), "some sends are answered");
    }

    /** Everything that happens to 300 stores under all faults at once, with its time. */
    private static List<String> runWithFaults(final long seed) {
        final FakeEnv world = new FakeEnv(1, 0);
        final List<String> log = new ArrayList<>();
        try (EmbeddedCluster faulty = cluster(seed, world, log)) {
            final EmbeddedNode target = faulty.node(0);
            final Link to = Link.connected(faulty.transport(), target.descriptor(), world::nowNs);
            final FaultPlan plan = FaultPlan.NONE
                    .withDelay(Delay.exponential(Duration.ofMillis(1), Duration.ofMillis(5)))
                    .withDrop(0.1)
                    .withReorder(0.1, Duration.ofMillis(50));
            target.faults()
                    .requests(plan.withDuplicate(0.1)
                            .withRefuse(0.1)
                            .withOverload(0.1)
                            .withFail(0.1))
                    .replies(plan);
            for (int i = 0; i < 300; i++) {
                to.send(Link.storing("k" + i % 7, "v" + i, i));
                world.advance(Duration.ofMillis(1));
            }
            world.advance(DAY);
            for (final CallEnd end : to.listener.ends()) {
                log.add(end.correlationId() + " at " + end.atNs() + " fate " + end.fate() + " code " + end.code());
            }
            assertEquals(300, to.listener.endCount());
            assertEquals(List.of(), to.listener.repeated());
            return log;
        }
    }

    /** Notes the key of each store before it is applied. */
    private record Logbook(StorageEngine engine, List<String> stores) implements StorageEngine {
        @Override
        public long incarnationHigh() {
            return engine.incarnationHigh();
        }

        @Override
        public long incarnationLow() {
            return engine.incarnationLow();
        }

        @Override
        public void read(final ReplicaRequest request, final NodeReply reply) {
            engine.read(request, reply);
        }

        @Override
        public void store(final ReplicaRequest request, final NodeReply reply) {
            final byte[] key = new byte[request.keyLength()];
            request.bytes().get(request.keyOffset(), key);
            stores.add(new String(key, StandardCharsets.UTF_8));
            engine.store(request, reply);
        }

        @Override
        public byte @Nullable [] scan(
                final byte[] startKey,
                final byte[] endKey,
                final int limitCount,
                final boolean wantValues,
                final Visitor visitor) {
            return engine.scan(startKey, endKey, limitCount, wantValues, visitor);
        }

        @Override
        public long entryCount() {
            return engine.entryCount();
        }

        @Override
        public long usedBytes() {
            return engine.usedBytes();
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
