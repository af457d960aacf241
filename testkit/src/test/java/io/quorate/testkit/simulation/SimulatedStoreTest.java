package io.quorate.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.node.NodeConfig;
import io.quorate.node.NodeReply;
import io.quorate.node.ReplySink;
import io.quorate.node.StorageNode;
import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.SeededRandom;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaReply;
import io.quorate.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What crashes leave of a log: everything answered, nothing that nobody wrote, and never a part of a record. */
class SimulatedStoreTest {

    private static final byte[] KEY = "k".getBytes(StandardCharsets.US_ASCII);
    private static final NodeDescriptor NODE = NodeDescriptor.of("node:1");
    private static final long SYNCED_NS = 1_000_000_000;

    /** A disk with the store that is open on it. */
    private static final class Rig {
        private final SimulatedWorld world;
        private final SimulatedEnv env;
        private final SimulatedDisk disk;
        private StorageNode node;

        Rig(final long seed, final Set<FaultClass> faults) {
            world = new SimulatedWorld(seed, null);
            final SimulatedProcess process = new SimulatedProcess(world, NODE.name());
            env = new SimulatedEnv(
                    world, NODE.name(), process, new SimulatedClock(world, NODE.name(), 0), world.random("env"));
            disk = new SimulatedDisk(world, new FaultPlan(world, faults, 0), process);
            node = open(false);
        }

        private StorageNode open(final boolean answersEarly) {
            return new StorageNode(
                    NodeConfig.of(NODE.name(), List.of(NODE)),
                    new SimulatedStore(disk, 1, 2, StoreRule.NEWEST_WINS, answersEarly),
                    env);
        }

        void crash(final boolean powerLost) {
            disk.crash(powerLost);
            node = open(false);
        }

        /** Where the answer will be. */
        List<TestReply> ask(final TestRequest request) {
            final List<TestReply> replies = new ArrayList<>();
            node.handle(request, new NodeReply(), new ReplySink() {
                @Override
                public void onReply(final NodeReply reply) {
                    replies.add(TestReply.copyOf(reply));
                }

                @Override
                public void onFailure(
                        final NodeReply reply, final int fate, final int code, final @Nullable String detail) {
                    throw new AssertionError(detail);
                }
            });
            return replies;
        }

        TestReply read(final byte[] key) {
            return ask(TestRequest.read(key)).get(0);
        }
    }

    @Test
    void shouldAnswerStoresAndReadsWhenSynced() {
        final Rig rig = new Rig(1, Set.of());

        final List<TestReply> stored = rig.ask(TestRequest.store(KEY, new byte[] {7}, new Version(5, 1)));
        final List<TestReply> read = rig.ask(TestRequest.read(KEY));

        assertTrue(stored.isEmpty() && read.isEmpty(), "nothing is synced yet");
        rig.world.runUntil(SYNCED_NS);
        assertEquals(ReplicaReply.STORED, stored.get(0).result());
        assertEquals(new Version(5, 1), read.get(0).version());
        assertEquals(0, rig.disk.unsyncedBytes());
    }

    @Test
    void shouldAnswerUnsyncedWritesAtOnceWhenBugIsPlanted() {
        final Rig rig = new Rig(1, Set.of());
        rig.node = rig.open(true);

        assertFalse(rig.ask(TestRequest.store(KEY, new byte[] {7}, new Version(5, 1)))
                .isEmpty());
    }

    @Test
    void shouldKeepOneStepOrderWhenOlderVersionsArrive() {
        final Rig rig = new Rig(1, Set.of());
        rig.ask(TestRequest.delete(KEY, new Version(5, 1)));

        final List<TestReply> older = rig.ask(TestRequest.store(KEY, new byte[] {7}, new Version(4, 9)));
        final List<TestReply> again = rig.ask(TestRequest.delete(KEY, new Version(5, 1)));
        rig.world.runUntil(SYNCED_NS);

        assertEquals(ReplicaReply.KEPT_NEWER, older.get(0).result());
        assertEquals(new Version(5, 1), older.get(0).version());
        assertEquals(ReplicaReply.EQUAL, again.get(0).result());
        assertEquals(ReplicaReply.TOMBSTONE, rig.read(KEY).result());
    }

    @Test
    void shouldKeepIdentityAndAnsweredWritesWhenPowerIsLost() {
        for (long seed = 0; seed < 500; seed++) {
            final Rig rig = new Rig(seed, EnumSet.of(FaultClass.SLOW_SYNC));
            final SeededRandom random = new SeededRandom(seed).split("test");
            Version answered = null;
            Version newest = null;
            long time = 0;
            for (int crash = 0; crash < 4; crash++) {
                final List<List<TestReply>> replies = new ArrayList<>();
                final int writes = random.below(12);
                for (int i = 0; i < writes; i++) {
                    newest = new Version(++time, 1);
                    replies.add(rig.ask(TestRequest.store(KEY, random.bytes(random.below(40)), newest)));
                    rig.world.runUntil(rig.world.nowNs() + random.between(0, 3_000_000));
                }
                for (final List<TestReply> reply : replies) {
                    answered = reply.isEmpty() ? answered : reply.get(0).version();
                }
                rig.crash(random.below(2) == 0);

                final TestReply found = rig.read(KEY);
                final Version recovered = found.result() == ReplicaReply.ABSENT ? null : found.version();
                final String why = "seed " + seed + ": answered " + answered + ", recovered " + recovered;
                assertTrue(answered == null || (recovered != null && recovered.compareTo(answered) >= 0), why);
                assertTrue(recovered == null || recovered.compareTo(newest) <= 0, why);
                assertEquals(1, found.incarnationHigh());
                assertEquals(2, found.incarnationLow());
                // What was recovered is as good as synced from now on.
                answered = recovered;
            }
        }
    }

    @Test
    void shouldDropTornTailWhereverItIsTorn() {
        final Rig whole = new Rig(3, Set.of());
        final List<Integer> ends = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            whole.ask(TestRequest.store(KEY, new byte[i * 3], new Version(i, 1)));
            ends.add(whole.disk.read().length);
        }
        final byte[] log = whole.disk.read();
        for (int torn = 0; torn <= log.length; torn++) {
            final Rig rig = new Rig(4, Set.of());
            if (torn > 0) {
                rig.disk.append(Arrays.copyOf(log, torn));
            }
            rig.node = rig.open(false);
            int records = 0;
            for (final int end : ends) {
                records += end <= torn ? 1 : 0;
            }

            final TestReply found = rig.read(KEY);

            assertEquals(records == 0 ? Version.NONE : new Version(records, 1), found.version(), "torn at " + torn);
            assertEquals(records == 0 ? 0 : ends.get(records - 1), rig.disk.read().length, "torn at " + torn);
        }
    }

    @Test
    void shouldTakeBrokenByteForTornTail() {
        final Rig whole = new Rig(3, Set.of());
        whole.ask(TestRequest.store(KEY, new byte[] {1, 2, 3}, new Version(1, 1)));
        final byte[] log = whole.disk.read();
        for (int at = 0; at < log.length; at++) {
            final Rig rig = new Rig(4, Set.of());
            final byte[] broken = log.clone();
            broken[at] ^= 0x10;
            rig.disk.append(broken);
            rig.node = rig.open(false);

            assertEquals(ReplicaReply.ABSENT, rig.read(KEY).result(), "broken at " + at);
        }
    }

    @Test
    void shouldNotAnswerWhenCrashCameFirst() {
        final Rig rig = new Rig(1, Set.of());
        final List<TestReply> stored = rig.ask(TestRequest.store(KEY, new byte[] {7}, new Version(5, 1)));

        rig.crash(true);
        rig.world.runUntil(SYNCED_NS);

        assertTrue(stored.isEmpty());
        assertNull(rig.world.step(Long.MAX_VALUE) ? "" : null, "no sync of the old process is left");
    }
}
