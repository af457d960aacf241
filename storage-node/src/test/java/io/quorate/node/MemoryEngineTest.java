package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryEngineTest {
    private static final byte[] OPEN_END = new byte[0];
    private static final int OVERHEAD = MemoryEngine.ENTRY_OVERHEAD_BYTES;

    private final TestEnv env = new TestEnv(1);

    private Caller caller(final MemoryEngine engine) {
        final NodeDescriptor self = NodeDescriptor.of("a:1");
        return new Caller(new StorageNode(NodeConfig.of("a:1", List.of(self)), engine, env));
    }

    @Test
    void shouldFindEveryKeyWhenTablesHaveGrown() {
        final MemoryEngine engine = new MemoryEngine(env);
        final Caller caller = caller(engine);
        final int keys = 20_000;

        for (int i = 0; i < keys; i++) {
            caller.store("key-" + i, "value-" + i, i, 1);
        }

        assertEquals(keys, engine.entryCount());
        for (int i = 0; i < keys; i++) {
            caller.assertHeld("key-" + i, ReplicaReply.VALUE, i, 1, "value-" + i);
        }
        assertEquals(ReplicaReply.ABSENT, caller.read("key-" + keys).result());
    }

    @Test
    void shouldTellKeysWithSamePrefixApart() {
        final Caller caller = caller(new MemoryEngine(env));
        caller.store("ab", "1", 1, 1);
        caller.store("a", "2", 1, 1);
        caller.store("ab\0", "3", 1, 1);

        caller.assertHeld("a", ReplicaReply.VALUE, 1, 1, "2");
        caller.assertHeld("ab", ReplicaReply.VALUE, 1, 1, "1");
        caller.assertHeld("ab\0", ReplicaReply.VALUE, 1, 1, "3");
    }

    @Test
    void shouldCountKeyValueAndOverhead() {
        final MemoryEngine engine = new MemoryEngine(env);
        final Caller caller = caller(engine);

        caller.store("key", "value", 1, 1);
        assertEquals(OVERHEAD + 3 + 5, engine.usedBytes());
        caller.store("key", "longer value", 2, 1);
        assertEquals(OVERHEAD + 3 + 12, engine.usedBytes());
        caller.store("key", "older, so that it changes nothing", 1, 1);
        assertEquals(OVERHEAD + 3 + 12, engine.usedBytes());
        caller.delete("other", 1, 1);
        assertEquals(2 * OVERHEAD + 3 + 12 + 5, engine.usedBytes());
        assertEquals(2, engine.entryCount());
    }

    @Test
    void shouldGiveRoomBackWhenValueShrinksMuch() {
        final MemoryEngine engine = new MemoryEngine(env);
        final Caller caller = caller(engine);
        caller.store("k", "v".repeat(10_000), 1, 1);

        caller.store("k", "v".repeat(5_000), 2, 1);
        assertEquals(OVERHEAD + 1 + 10_000, engine.usedBytes());
        caller.store("k", "v".repeat(100), 3, 1);
        assertEquals(OVERHEAD + 1 + 100, engine.usedBytes());
        caller.assertHeld("k", ReplicaReply.VALUE, 3, 1, "v".repeat(100));
        caller.store("k", "v".repeat(10_000), 4, 1);
        caller.delete("k", 5, 1);
        assertEquals(OVERHEAD + 1, engine.usedBytes());
    }

    @Test
    void shouldRefuseNewKeyWhenThereAreMostKeys() {
        final MemoryEngine engine = new MemoryEngine(env, 2, 1 << 20);
        final Caller caller = caller(engine);
        caller.store("a", "1", 1, 1);
        caller.store("b", "2", 1, 1);

        caller.assertFails(Caller.storing("c", "3", 1, 1), ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED);
        caller.assertFails(Caller.deleting("c", 1, 1), ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED);
        assertEquals("the store is full: 2 of 2 keys, " + engine.usedBytes() + " of 1048576 bytes", caller.detail);

        assertEquals(ReplicaReply.ABSENT, caller.read("c").result());
        assertEquals(2, engine.entryCount());
        assertEquals(2 * (OVERHEAD + 2), engine.usedBytes());
        assertNull(engine.scan(OPEN_END, OPEN_END, 10, true, (key, entry) -> key[0] != 'c'));
        caller.store("a", "much longer", 2, 1);
    }

    @Test
    void shouldRefuseGrowthButTakeTheRestWhenFull() {
        final MemoryEngine engine = new MemoryEngine(env, 10, OVERHEAD + 1 + 1_000);
        final Caller caller = caller(engine);
        caller.store("k", "v".repeat(1_000), 1, 1);

        caller.assertFails(
                Caller.storing("k", "v".repeat(1_001), 2, 1),
                ReplicaListener.OVERLOADED,
                ReplicaListener.CODE_OVERLOADED);
        caller.assertFails(Caller.storing("l", "", 2, 1), ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED);
        caller.assertHeld("k", ReplicaReply.VALUE, 1, 1, "v".repeat(1_000));
        assertEquals(1, engine.entryCount());

        assertEquals(
                ReplicaReply.STORED, caller.store("k", "w".repeat(1_000), 2, 1).result());
        assertEquals(
                ReplicaReply.STORED, caller.store("k", "w".repeat(10), 3, 1).result());
        assertEquals(
                ReplicaReply.KEPT_NEWER,
                caller.store("k", "w".repeat(9_999), 1, 1).result());
        assertEquals(ReplicaReply.STORED, caller.delete("k", 4, 1).result());
        assertEquals(
                ReplicaReply.STORED, caller.store("k", "w".repeat(900), 5, 1).result());
    }

    @Test
    void shouldRefuseLimitsBelowOne() {
        assertThrows(IllegalArgumentException.class, () -> new MemoryEngine(env, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new MemoryEngine(env, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new MemoryEngine(env)
                .scan(OPEN_END, OPEN_END, 0, true, (key, entry) -> true));
    }

    @Test
    void shouldScanInUnsignedByteOrderPageByPage() {
        final MemoryEngine engine = new MemoryEngine(env);
        final Caller caller = caller(engine);
        // In UTF-8 the letter e with an acute begins with a byte whose sign bit is set.
        for (final String key : List.of("é", "b", "a", "ab", "c")) {
            caller.store(key, "value of " + key, 1, 1);
        }
        caller.delete("b", 2, 7);

        final List<String> seen = new ArrayList<>();
        byte[] next = OPEN_END;
        int pages = 0;
        while (next != null) {
            next = engine.scan(next, OPEN_END, 2, true, (key, entry) -> seen.add(describe(key, entry)));
            pages++;
        }

        assertEquals(3, pages);
        assertEquals(
                List.of(
                        "a 1 1@1 value of a",
                        "ab 1 1@1 value of ab",
                        "b 2 2@7 ",
                        "c 1 1@1 value of c",
                        "é 1 1@1 value of é"),
                seen);
    }

    @Test
    void shouldScanRangeWithoutValues() {
        final MemoryEngine engine = new MemoryEngine(env);
        final Caller caller = caller(engine);
        for (final String key : List.of("a", "b", "c", "d")) {
            caller.store(key, "v", 1, 1);
        }
        final List<String> seen = new ArrayList<>();

        assertNull(engine.scan(
                Caller.bytes("aa"), Caller.bytes("d"), 10, false, (key, entry) -> seen.add(describe(key, entry))));

        assertEquals(List.of("b 1 1@1 ", "c 1 1@1 "), seen);
    }

    @Test
    void shouldStartNextPageWithEntryThatVisitorHadNoRoomFor() {
        final MemoryEngine engine = new MemoryEngine(env);
        final Caller caller = caller(engine);
        caller.store("a", "v", 1, 1);
        caller.store("b", "v", 1, 1);

        final byte[] next = engine.scan(OPEN_END, OPEN_END, 10, true, (key, entry) -> key[0] == 'a');

        assertArrayEquals(Caller.bytes("b"), next);
    }

    @Test
    void shouldHaveVersionFourIncarnationThatDoesNotRevealItsSource() {
        final MemoryEngine engine = new MemoryEngine(env);

        assertEquals(4, engine.incarnationHigh() >>> 12 & 0xf);
        assertEquals(0b10, engine.incarnationLow() >>> 62);
        final TestEnv same = new TestEnv(1);
        for (int i = 0; i < 4; i++) {
            final long drawn = same.random();
            assertTrue((drawn ^ engine.incarnationHigh()) >>> 16 != 0 && (drawn ^ engine.incarnationLow()) << 2 != 0);
        }
    }

    @Test
    void shouldServeKeysWhoseHashesCollide() {
        final KeyTable table = new KeyTable();
        final NodeRequest request = new NodeRequest().begin(ReplicaRequest.STORE);
        for (int i = 0; i < 100; i++) {
            table.ensureRoom();
            table.add(new MemoryEntry(7, new byte[] {(byte) i}, request));
        }

        for (int i = 0; i < 100; i++) {
            final MemoryEntry found = table.find(7, new byte[] {(byte) i, 55}, 1);
            assertNotNull(found);
            assertEquals(i, found.key()[0]);
        }
        assertNull(table.find(7, new byte[] {100}, 1));
        assertNull(table.find(8, new byte[] {1}, 1));
    }

    private static String describe(final byte[] key, final ReplicaReply entry) {
        return new String(key, StandardCharsets.UTF_8) + " " + entry.result() + " " + entry.timestamp() + "@"
                + entry.writerId() + " " + new String(Caller.valueBytes(entry), StandardCharsets.UTF_8);
    }
}
