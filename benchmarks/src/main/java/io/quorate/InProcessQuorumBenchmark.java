package io.quorate;

import io.quorate.bench.Clients;
import io.quorate.bench.Keys;
import io.quorate.engine.OperationView;
import io.quorate.transport.inprocess.EmbeddedCluster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a quorum operation costs where there is no network.
 *
 * <pre>java -jar benchmarks/target/benchmarks.jar quorate.InProcessQuorumBenchmark -foe true -prof gc</pre>
 *
 * <p>Measured: gets and overwriting puts of 2^14 keys of 16 bytes with values of 100 bytes, N = 3, R = W = 2, counters and latency histograms on, as
 * always. {@code get} and {@code put} use the callback API against three storage nodes with memory engines in this JVM, all three of which are
 * asked and answer on the calling thread; {@code getBlocking} and {@code putBlocking} add the object that the caller waits with, and the result.
 * {@code getNoOpTransport} and {@code putNoOpTransport} have nodes that do nothing, so that what is left is the client itself. Not measured:
 * anything that waits. What threads that share a client cost
 * each other: {@code getNoOpTransport} and {@code putNoOpTransport} with {@code -t 1}, 2, 4 and 16.
 *
 * <p>{@code baselineGetResultOnly} and {@code baselinePutResultOnly} do nothing but make such a result: what the blocking form allocates beyond that is
 * its own.
 *
 * <p>{@code baselineThreeMapsGet} and {@code baselineThreeMapsPut} show what three accesses to a concurrent map cost, with the comparison of
 * versions and nothing else.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class InProcessQuorumBenchmark {

    private static final int NODES = 3;
    private static final int KEY_COUNT = 1 << 14;
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 100;

    private final Keys keys = new Keys(KEY_COUNT, KEY_BYTES);
    private final byte[] value = new byte[VALUE_BYTES];

    /** Fills the value. */
    @Setup
    public void fill() {
        Arrays.fill(value, (byte) 'v');
    }

    /** What each thread has for itself. */
    @State(Scope.Thread)
    public static class Cursor {

        private final LastDecision decision = new LastDecision();
        int next;
    }

    /** A client of an embedded cluster. */
    @State(Scope.Benchmark)
    public static class Embedded {

        private final byte[][] exactKeys = new byte[KEY_COUNT][];
        private EmbeddedCluster cluster;
        private QuorateClient client;

        /** Starts the cluster, and puts every key. */
        @Setup
        public void start(final InProcessQuorumBenchmark bench) {
            cluster = EmbeddedCluster.start(NODES);
            client = Clients.connect(cluster.addresses(), cluster.transport());
            for (int i = 0; i < KEY_COUNT; i++) {
                exactKeys[i] = bench.keys.copy(i);
                client.put(exactKeys[i], bench.value);
            }
        }

        /** Stops it all. */
        @TearDown
        public void stop() {
            client.close();
            cluster.close();
        }
    }

    /** A client of nodes that do nothing. */
    @State(Scope.Benchmark)
    public static class NoOp {

        private QuorateClient client;

        /** Connects. */
        @Setup
        public void start(final InProcessQuorumBenchmark bench) {
            final List<String> servers = List.of("a:1", "b:1", "c:1");
            client = Clients.connect(servers, new InstantTransport(servers, bench.value));
        }

        /** Closes. */
        @TearDown
        public void stop() {
            client.close();
        }
    }

    /** An operation that found a value. */
    @State(Scope.Benchmark)
    public static class Decided {

        private OperationView view;

        /** Makes it. */
        @Setup
        public void make(final InProcessQuorumBenchmark bench) {
            view = new ViewCopy(null, true, 2, 1, true, true, 1, 1, false, ByteBuffer.wrap(bench.value), VALUE_BYTES);
        }
    }

    /** Three maps with every key. */
    @State(Scope.Benchmark)
    public static class Maps {

        private final ThreeMaps maps = new ThreeMaps();
        private final String[] exactKeys = new String[KEY_COUNT];

        /** Puts every key. */
        @Setup
        public void fill(final InProcessQuorumBenchmark bench) {
            for (int i = 0; i < KEY_COUNT; i++) {
                exactKeys[i] = new String(bench.keys.copy(i), StandardCharsets.US_ASCII);
                maps.put(exactKeys[i], new ThreeMaps.Stored(0, 1, bench.value));
            }
        }
    }

    /** A get by callback, three memory engines asked. */
    @Benchmark
    public long get(final Cursor cursor, final Embedded embedded) {
        return get(embedded.client, cursor);
    }

    /** A put by callback, three memory engines overwritten. */
    @Benchmark
    public long put(final Cursor cursor, final Embedded embedded) {
        return put(embedded.client, cursor);
    }

    /** A get by the blocking API, three memory engines asked. */
    @Benchmark
    public GetResult getBlocking(final Cursor cursor, final Embedded embedded) {
        return embedded.client.get(embedded.exactKeys[cursor.next++ & (KEY_COUNT - 1)]);
    }

    /** A put by the blocking API, three memory engines overwritten. */
    @Benchmark
    public PutResult putBlocking(final Cursor cursor, final Embedded embedded) {
        return embedded.client.put(embedded.exactKeys[cursor.next++ & (KEY_COUNT - 1)], value);
    }

    /** The result of a get, made of an operation that is decided. */
    @Benchmark
    public GetResult baselineGetResultOnly(final Decided decided) {
        return ResultReader.GET.read(decided.view);
    }

    /** The result of a put that replaced a value, made of an operation that is decided. */
    @Benchmark
    public PutResult baselinePutResultOnly(final Decided decided) {
        return ResultReader.PUT.read(decided.view);
    }

    /** A get by callback, nothing asked. */
    @Benchmark
    public long getNoOpTransport(final Cursor cursor, final NoOp noOp) {
        return get(noOp.client, cursor);
    }

    /** A put by callback, nothing stored. */
    @Benchmark
    public long putNoOpTransport(final Cursor cursor, final NoOp noOp) {
        return put(noOp.client, cursor);
    }

    /** Three map look-ups, the newest taken. */
    @Benchmark
    public ThreeMaps.@Nullable Stored baselineThreeMapsGet(final Cursor cursor, final Maps maps) {
        return maps.maps.get(maps.exactKeys[cursor.next++ & (KEY_COUNT - 1)]);
    }

    /** Three map merges. */
    @Benchmark
    public void baselineThreeMapsPut(final Cursor cursor, final Maps maps) {
        final int i = cursor.next++;
        maps.maps.put(maps.exactKeys[i & (KEY_COUNT - 1)], new ThreeMaps.Stored(i, 1, value));
    }

    private long get(final QuorateClient client, final Cursor cursor) {
        client.get(keys.bytes(), keys.offset(cursor.next++), KEY_BYTES, CallOptions.DEFAULT, cursor.decision);
        return cursor.decision.take();
    }

    private long put(final QuorateClient client, final Cursor cursor) {
        client.put(
                keys.bytes(),
                keys.offset(cursor.next++),
                KEY_BYTES,
                value,
                0,
                VALUE_BYTES,
                CallOptions.DEFAULT,
                cursor.decision);
        return cursor.decision.take();
    }
}
