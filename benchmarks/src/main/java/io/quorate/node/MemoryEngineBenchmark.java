package io.quorate.node;

import io.quorate.bench.Keys;
import io.quorate.ring.NodeDescriptor;
import io.quorate.time.SystemEnv;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Versions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * What a node costs that keeps its keys in memory; one node for all threads.
 *
 * <pre>for t in 1 2 4 16; do java -jar benchmarks/target/benchmarks.jar node.MemoryEngineBenchmark -foe true -prof gc -t $t; done</pre>
 *
 * <p>Measured: a request to a storage node with a memory engine, from the checks of the request to the filled reply, over 2^16 keys of 16 bytes with values
 * of 100 bytes; {@code store} overwrites with a newer version and brings the previous value. Each of 1, 2, 4 or 16
 * threads has keys of its own, so that every store is newer; what they share is the node, its tables and its counts. Not measured: network, encoding.
 *
 * <p>{@code baselineHashMapGet} and {@code baselineHashMapMerge} are a concurrent map of records, {@code baselineSkipListGet} one with the order that scans need. They compare
 * versions, check nothing else, copy no value, and wrap each key in an object, since a map needs one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class MemoryEngineBenchmark {

    private static final int KEY_COUNT = 1 << 16;
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 100;
    private static final ByteBuffer NO_VALUE = ByteBuffer.allocate(0);
    private static final String NAME = "a:1";

    private final Keys keys = new Keys(KEY_COUNT, KEY_BYTES);
    private final byte[] value = new byte[VALUE_BYTES];
    private final ByteBuffer valueView = ByteBuffer.wrap(value);
    private final ConcurrentMap<ByteBuffer, Stored> hashMap = new ConcurrentHashMap<>();
    private final ConcurrentMap<ByteBuffer, Stored> skipList = new ConcurrentSkipListMap<>();
    private StorageNode node;

    /** Stores every key everywhere. */
    @Setup
    public void fill() {
        Arrays.fill(value, (byte) 'v');
        final SystemEnv env = new SystemEnv("not started");
        node = new StorageNode(NodeConfig.of(NAME, List.of(NodeDescriptor.of(NAME))), new MemoryEngine(env), env);
        final Caller caller = new Caller();
        caller.start(this, 0, 1);
        for (int i = 0; i < KEY_COUNT; i++) {
            caller.version = 0;
            store(caller);
            final Stored stored = new Stored(0, 1, value);
            hashMap.put(ByteBuffer.wrap(keys.copy(i)), stored);
            skipList.put(ByteBuffer.wrap(keys.copy(i)), stored);
        }
    }

    /** What each thread has for itself: where it is in the keys, a request, a reply and who takes it. */
    @State(Scope.Thread)
    public static class Caller implements ReplySink {

        private final NodeRequest request = new NodeRequest();
        private final NodeReply reply = new NodeReply();
        private ByteBuffer key = NO_VALUE;
        private int next;
        private int step;
        private long version;

        /** Starts at a place of its own. */
        @Setup
        public void start(final MemoryEngineBenchmark bench, final ThreadParams threads) {
            start(bench, threads.getThreadIndex(), threads.getThreadCount());
        }

        void start(final MemoryEngineBenchmark bench, final int index, final int count) {
            key = ByteBuffer.wrap(bench.keys.bytes());
            next = index;
            step = count;
            // Above what the keys were filled with.
            version = 1;
        }

        private int advance() {
            final int at = next;
            next += step;
            return at;
        }

        @Override
        public void onReply(final NodeReply answered) {
            if (answered.result() == ReplicaReply.ABSENT) {
                throw new IllegalStateException("every key is stored");
            }
        }

        @Override
        public void onFailure(final NodeReply failed, final int fate, final int code, final @Nullable String detail) {
            throw new IllegalStateException("fate " + fate + ", code " + code + ": " + detail);
        }
    }

    /** A read. */
    @Benchmark
    public long read(final Caller caller) {
        caller.request.begin(ReplicaRequest.READ);
        return handle(caller, NO_VALUE);
    }

    /** A store over something older. */
    @Benchmark
    public long store(final Caller caller) {
        caller.request
                .begin(ReplicaRequest.STORE)
                .flags(ReplicaRequest.FLAG_WANT_PREVIOUS)
                .version(++caller.version, 1);
        return handle(caller, valueView);
    }

    /** A look-up in a concurrent hash map. */
    @Benchmark
    public @Nullable Stored baselineHashMapGet(final Caller caller) {
        return hashMap.get(key(caller.advance()));
    }

    /** A merge in a concurrent hash map. */
    @Benchmark
    public @Nullable Stored baselineHashMapMerge(final Caller caller) {
        return hashMap.merge(key(caller.advance()), new Stored(++caller.version, 1, value), Stored::newer);
    }

    /** A look-up in a concurrent skip list. */
    @Benchmark
    public @Nullable Stored baselineSkipListGet(final Caller caller) {
        return skipList.get(key(caller.advance()));
    }

    private long handle(final Caller caller, final ByteBuffer newValue) {
        final int offset = keys.offset(caller.advance());
        caller.key.limit(offset + KEY_BYTES).position(offset);
        caller.request.keyAndValue(caller.key, newValue);
        node.handle(caller.request, caller.reply, caller);
        return caller.reply.timestamp();
    }

    private ByteBuffer key(final int i) {
        return ByteBuffer.wrap(keys.bytes(), keys.offset(i), KEY_BYTES);
    }

    /** What a map holds for a key. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stored(long timestamp, long writerId, byte[] value) {

        static Stored newer(final Stored held, final Stored other) {
            return Versions.isNewer(other.timestamp, other.writerId, held.timestamp, held.writerId) ? other : held;
        }
    }
}
