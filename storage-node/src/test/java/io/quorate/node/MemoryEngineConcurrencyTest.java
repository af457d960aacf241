package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads on few keys. Length and every byte of a value follow from its version, so that a torn value shows. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MemoryEngineConcurrencyTest {
    private static final int THREADS = 4;
    private static final int KEYS = 8;
    private static final int STORES = 10_000;

    private final TestEnv env = new TestEnv(1);
    private final MemoryEngine engine = new MemoryEngine(env);
    private final StorageNode node =
            new StorageNode(NodeConfig.of("a:1", List.of(NodeDescriptor.of("a:1"))), engine, env);

    @RepeatedTest(3)
    void shouldKeepHighestVersionAndNeverTearWhenThreadsStoreAtRandom() throws Exception {
        final List<Map<Integer, Version>> highest = inParallel(thread -> {
            final SplittableRandom random = new SplittableRandom(thread);
            final Caller caller = new Caller(node);
            final Map<Integer, Version> mine = new HashMap<>();
            for (int i = 0; i < STORES; i++) {
                final int key = random.nextInt(KEYS);
                if (random.nextInt(3) == 0) {
                    checkReply(caller.ask(
                            new NodeRequest().begin(ReplicaRequest.READ).key(keyBytes(key))));
                    continue;
                }
                final Version version = new Version(random.nextInt(i + 1), random.nextInt(50));
                final NodeReply reply = caller.ask(storing(key, version));
                checkPrevious(reply, version);
                mine.merge(key, version, (a, b) -> a.compareTo(b) >= 0 ? a : b);
            }
            return mine;
        });

        final Caller caller = new Caller(node);
        assertEquals(KEYS, engine.entryCount());
        for (int key = 0; key < KEYS; key++) {
            final int wanted = key;
            final Version expected = highest.stream()
                    .map(mine -> mine.get(wanted))
                    .max(Version::compareTo)
                    .orElseThrow();
            final NodeReply reply =
                    caller.ask(new NodeRequest().begin(ReplicaRequest.READ).key(keyBytes(key)));
            assertEquals(expected, new Version(reply.timestamp(), reply.writerId()));
            checkReply(reply);
        }
    }

    @Test
    void shouldReadWholeValueWhileOthersOverwriteIt() throws Exception {
        // So long that a copy takes microseconds: a read that did not look out for stores would meet one at once.
        final int valueBytes = 256 * 1024;
        final int stores = 500;
        final AtomicInteger writing = new AtomicInteger(THREADS / 2);

        final List<Integer> reads = inParallel(thread -> {
            final Caller caller = new Caller(node);
            final byte[] value = new byte[valueBytes];
            if (thread < THREADS / 2) {
                for (int i = 1; i <= stores; i++) {
                    Arrays.fill(value, (byte) i);
                    caller.ask(new NodeRequest()
                            .begin(ReplicaRequest.STORE)
                            .keyAndValue(keyBytes(0), value)
                            .version(i, thread));
                }
                writing.decrementAndGet();
                return 0;
            }
            int count = 0;
            for (; writing.get() > 0; count++) {
                final NodeReply reply =
                        caller.ask(new NodeRequest().begin(ReplicaRequest.READ).key(keyBytes(0)));
                if (reply.result() == ReplicaReply.VALUE) {
                    Arrays.fill(value, (byte) reply.timestamp());
                    assertEquals(-1, reply.bytes().slice(0, valueBytes).mismatch(ByteBuffer.wrap(value)), "torn at");
                }
            }
            return count;
        });

        assertTrue(reads.stream().mapToInt(Integer::intValue).sum() > 0);
    }

    @Test
    void shouldLetExactlyOneWinWhenThreadsStoreSameNewKey() throws Exception {
        final int rounds = 300;
        final CyclicBarrier barrier = new CyclicBarrier(THREADS);

        final List<Integer> firsts = inParallel(thread -> {
            final Caller caller = new Caller(node);
            int first = 0;
            for (int round = 0; round < rounds; round++) {
                barrier.await(10, TimeUnit.SECONDS);
                final NodeReply reply = caller.store("round-" + round, "v", 1, thread);
                if (reply.previous() == ReplicaReply.ABSENT) {
                    first++;
                }
            }
            return first;
        });

        assertEquals(rounds, firsts.stream().mapToInt(Integer::intValue).sum());
        assertEquals(rounds, engine.entryCount());
        assertEquals(rounds, countByScan());
        final Caller caller = new Caller(node);
        for (int round = 0; round < rounds; round++) {
            caller.assertHeld("round-" + round, ReplicaReply.VALUE, 1, THREADS - 1, "v");
        }
    }

    @Test
    void shouldSeeEveryAnsweredKeyWhileTablesGrow() throws Exception {
        final int keysPerThread = 10_000;

        inParallel(thread -> {
            final Caller caller = new Caller(node);
            for (int i = 0; i < keysPerThread; i++) {
                final String key = thread + "-" + i;
                caller.store(key, "v", i, 1);
                assertEquals(ReplicaReply.VALUE, caller.read(key).result());
                assertEquals(
                        ReplicaReply.VALUE, caller.read(thread + "-" + i / 2).result());
            }
            return keysPerThread;
        });

        assertEquals(THREADS * keysPerThread, engine.entryCount());
        assertEquals(THREADS * keysPerThread, countByScan());
    }

    @Test
    void shouldNeverHoldMoreThanItsLimitWhenThreadsFillIt() throws Exception {
        final long maxBytes = 200_000;
        final MemoryEngine small = new MemoryEngine(env, 500, maxBytes);
        final StorageNode smallNode =
                new StorageNode(NodeConfig.of("a:1", List.of(NodeDescriptor.of("a:1"))), small, env);

        inParallel(thread -> {
            final SplittableRandom random = new SplittableRandom(thread);
            final Caller caller = new Caller(smallNode);
            for (int i = 0; i < STORES; i++) {
                final NodeRequest request =
                        Caller.storing("key-" + random.nextInt(1_000), "v".repeat(random.nextInt(1_000)), i, thread);
                caller.call(request);
                assertTrue(small.usedBytes() <= maxBytes);
                assertTrue(small.entryCount() <= 500);
            }
            return 0;
        });

        final long[] counted = new long[1];
        final byte[] next = small.scan(new byte[0], new byte[0], 1_000, true, (key, entry) -> {
            counted[0] += MemoryEngine.ENTRY_OVERHEAD_BYTES + key.length + entry.valueLength();
            return true;
        });
        assertNull(next);
        assertTrue(counted[0] <= small.usedBytes(), "held " + counted[0] + ", counted " + small.usedBytes());
    }

    private long countByScan() {
        final long[] count = new long[1];
        engine.scan(new byte[0], new byte[0], Integer.MAX_VALUE, false, (key, entry) -> ++count[0] > 0);
        return count[0];
    }

    private static byte[] keyBytes(final int key) {
        return new byte[] {(byte) key};
    }

    private static NodeRequest storing(final int key, final Version version) {
        final byte[] value = new byte[lengthOf(version)];
        for (int i = 0; i < value.length; i++) {
            value[i] = byteOf(version, i);
        }
        final boolean tombstone = isTombstone(version);
        return new NodeRequest()
                .begin(ReplicaRequest.STORE)
                .keyAndValue(keyBytes(key), tombstone ? new byte[0] : value)
                .version(version.timestamp(), version.writerId())
                .flags(ReplicaRequest.FLAG_WANT_PREVIOUS | (tombstone ? ReplicaRequest.FLAG_TOMBSTONE : 0));
    }

    /** What a read found must be whole. */
    private static void checkReply(final NodeReply reply) {
        if (reply.result() != ReplicaReply.ABSENT) {
            checkWhole(reply, reply.result(), new Version(reply.timestamp(), reply.writerId()));
        }
    }

    private static void checkPrevious(final NodeReply reply, final Version sent) {
        final Version now = new Version(reply.timestamp(), reply.writerId());
        assertEquals(Integer.signum(now.compareTo(sent)), reply.result() == ReplicaReply.KEPT_NEWER ? 1 : 0);
        if (reply.previous() != ReplicaReply.ABSENT) {
            final Version before = new Version(reply.previousTimestamp(), reply.previousWriterId());
            assertTrue(before.compareTo(now) <= 0);
            checkWhole(reply, reply.previous(), before);
        }
    }

    private static void checkWhole(final NodeReply reply, final int state, final Version version) {
        if (isTombstone(version)) {
            assertEquals(ReplicaReply.TOMBSTONE, state);
            assertEquals(0, reply.valueLength());
            return;
        }
        assertEquals(ReplicaReply.VALUE, state);
        assertEquals(lengthOf(version), reply.valueLength(), "length of the value of " + version);
        for (int i = 0; i < reply.valueLength(); i++) {
            if (reply.bytes().get(i) != byteOf(version, i)) {
                throw new AssertionError("torn value: byte " + i + " is not of " + version);
            }
        }
    }

    private static boolean isTombstone(final Version version) {
        return (version.timestamp() + version.writerId()) % 11 == 0;
    }

    private static int lengthOf(final Version version) {
        return (int) ((version.timestamp() * 31 + version.writerId() * 17) % 700);
    }

    private static byte byteOf(final Version version, final int i) {
        return (byte) (version.timestamp() * 7 + version.writerId() * 13 + i);
    }

    private interface NumberedTask<T> {
        T run(int thread) throws Exception;
    }

    private static <T> List<T> inParallel(final NumberedTask<T> task) throws Exception {
        final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            final List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                final int thread = i;
                calls.add(() -> task.run(thread));
            }
            final List<T> results = new ArrayList<>();
            for (final Future<T> done : threads.invokeAll(calls, 50, TimeUnit.SECONDS)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
