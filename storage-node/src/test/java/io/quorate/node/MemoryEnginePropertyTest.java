package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.ring.NodeDescriptor;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Random requests against a model: a sorted map that keeps the highest version. */
class MemoryEnginePropertyTest {
    private static final int STEPS = 400;
    private static final int LONGEST_VALUE = 1_000;

    /** What the model holds for a key; a tombstone has no value. */
    private static final class Held {
        private final Version version;
        private final byte @Nullable [] value;

        Held(final Version version, final byte @Nullable [] value) {
            this.version = version;
            this.value = value;
        }

        Version version() {
            return version;
        }

        byte[] valueBytes() {
            return value == null ? new byte[0] : value;
        }

        int state() {
            return value == null ? ReplicaReply.TOMBSTONE : ReplicaReply.VALUE;
        }
    }

    @Property(tries = 200)
    void shouldBehaveLikeMapOfHighestVersions(
            @ForAll final long seed, @ForAll @IntRange(min = 1, max = 40) final int keys) {
        final SplittableRandom random = new SplittableRandom(seed);
        final TestEnv env = new TestEnv(seed);
        final long maxBytes = 2_000L + random.nextInt(20_000);
        final MemoryEngine engine = new MemoryEngine(env, 1 + random.nextInt(keys), maxBytes);
        final List<NodeDescriptor> members = List.of(NodeDescriptor.of("a:1"));
        final Caller caller = new Caller(new StorageNode(NodeConfig.of("a:1", members), engine, env));
        final Map<byte[], Held> model = new TreeMap<>(Arrays::compareUnsigned);

        for (int step = 0; step < STEPS; step++) {
            final byte[] key = {(byte) random.nextInt(keys), (byte) 0x80};
            if (random.nextInt(4) == 0) {
                checkRead(caller, key, model.get(key));
            } else {
                store(caller, random, key, model);
            }
        }

        assertEquals(model.size(), engine.entryCount());
        for (final Map.Entry<byte[], Held> entry : model.entrySet()) {
            checkRead(caller, entry.getKey(), entry.getValue());
        }
        checkScan(engine, random, model);
    }

    private static void store(
            final Caller caller, final SplittableRandom random, final byte[] key, final Map<byte[], Held> model) {
        final boolean tombstone = random.nextInt(8) == 0;
        final byte[] value = new byte[tombstone ? 0 : random.nextInt(LONGEST_VALUE)];
        random.nextBytes(value);
        // Few versions, so that equal and older ones are common; some have their sign bits set.
        final Version version = new Version(random.nextInt(12) - 4, random.nextInt(4) - 2);
        final boolean wantPrevious = random.nextBoolean();
        caller.call(new NodeRequest()
                .begin(random.nextBoolean() ? ReplicaRequest.STORE : ReplicaRequest.REPAIR)
                .keyAndValue(key, value)
                .version(version.timestamp(), version.writerId())
                .flags((tombstone ? ReplicaRequest.FLAG_TOMBSTONE : 0)
                        | (wantPrevious ? ReplicaRequest.FLAG_WANT_PREVIOUS : 0)));

        final Held before = model.get(key);
        if (caller.fate != Caller.ANSWERED) {
            assertEquals(ReplicaListener.OVERLOADED, caller.fate);
            return;
        }
        final int order = before == null ? 1 : version.compareTo(before.version());
        if (order > 0) {
            model.put(key, new Held(version, tombstone ? null : value));
        }
        final NodeReply reply = caller.reply;
        assertEquals(
                order > 0 ? ReplicaReply.STORED : order == 0 ? ReplicaReply.EQUAL : ReplicaReply.KEPT_NEWER,
                reply.result());
        assertEquals(model.get(key).version(), new Version(reply.timestamp(), reply.writerId()));
        assertEquals(before == null ? ReplicaReply.ABSENT : before.state(), reply.previous());
        if (before != null) {
            assertEquals(before.version(), new Version(reply.previousTimestamp(), reply.previousWriterId()));
        }
        final byte[] previousValue = before == null ? new byte[0] : before.valueBytes();
        assertArrayEquals(wantPrevious ? previousValue : new byte[0], Caller.valueBytes(reply));
    }

    private static void checkRead(final Caller caller, final byte[] key, final @Nullable Held expected) {
        final NodeReply reply =
                caller.ask(new NodeRequest().begin(ReplicaRequest.READ).key(key));
        if (expected == null) {
            assertEquals(ReplicaReply.ABSENT, reply.result());
            return;
        }
        assertEquals(expected.state(), reply.result());
        assertEquals(expected.version(), new Version(reply.timestamp(), reply.writerId()));
        assertArrayEquals(expected.valueBytes(), Caller.valueBytes(reply));
    }

    private static void checkScan(
            final MemoryEngine engine, final SplittableRandom random, final Map<byte[], Held> model) {
        final List<byte[]> seen = new ArrayList<>();
        byte[] next = new byte[0];
        while (next != null) {
            next = engine.scan(next, new byte[0], 1 + random.nextInt(5), true, (key, entry) -> {
                final Held held = model.get(key);
                assertEquals(held.state(), entry.result());
                assertEquals(held.version(), new Version(entry.timestamp(), entry.writerId()));
                return random.nextInt(5) > 0 && seen.add(key.clone());
            });
        }
        assertArrayEquals(model.keySet().toArray(), seen.toArray());
    }
}
