package io.quorate.transport.grpc;

import io.quorate.QuorateClient;
import io.quorate.bench.ClosedLoop;
import io.quorate.bench.Keys;
import io.quorate.bench.Logs;
import io.quorate.bench.tcp.BareTcpLoop;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Quorum operations per second over gRPC on loopback, with a fixed number of them under way.
 *
 * <pre>java -jar benchmarks/target/benchmarks.jar grpc.GrpcQuorumBenchmark -foe true -prof gc -prof io.quorate.bench.CpuProfiler</pre>
 *
 * <p>Measured: gets and puts of 2^12 keys of 16 bytes with values of 100 bytes, N = 3, R = W = 2, against three nodes with memory engines in a second
 * JVM, which each fork starts and stops. Every operation asks all three nodes, is decided at the second answer, and its
 * third answer is consumed; when one is decided, the next one begins, on the thread that brought the answer. At 1 in flight the
 * reciprocal is the mean latency. {@code gc.alloc.rate.norm} counts the client's JVM alone. Not measured: latency under a given
 * load, and its percentiles; that is {@code quorate run}. Both JVMs share the machine's processors, and both have to get warm: hence the
 * longer warm-up.
 *
 * <p>Baselines, to the same nodes in the same JVM; none knows ring, retry, repair, health or metrics:
 *
 * <ul>
 *   <li>{@code baselineUnary}: generated async calls, one channel per node, written as tightly as gRPC allows ({@code UnaryLoop}): with a deadline per
 *       call, as the library sets it, and {@code NoDeadline}, which is the fastest there is and hangs when a node does.
 *   <li>{@code baselineDefaultUnary}: the same over channels and stubs as they are by default ({@code DefaultUnaryLoop}).
 *   <li>{@code baselineBareTcp}: the same exchange over plain TCP ({@link BareTcpLoop}), to see how far the machine would go.
 * </ul>
 *
 * <p>For ratios prefer {@code benchmarks/compare}, which measures the same loops in turn.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 1)
public class GrpcQuorumBenchmark {

    private static final int BATCH = 64;
    private static final int NODES = 3;
    private static final int KEY_COUNT = 1 << 12;
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 100;

    /** Operations under way at a time. */
    @Param({"1", "16", "128"})
    public int inFlight;

    private final Keys keys = new Keys(KEY_COUNT, KEY_BYTES);
    private final byte[] value = new byte[VALUE_BYTES];
    private NodesProcess nodes;

    /** Starts the nodes, and puts every key. */
    @Setup
    public void startNodes() throws IOException, InterruptedException {
        Arrays.fill(value, (byte) 'v');
        Logs.onlyWarnings();
        nodes = NodesProcess.start(NODES);
        preload(nodes.addresses(), keys, value);
    }

    /** Stops the nodes. */
    @TearDown
    public void stopNodes() throws IOException {
        nodes.close();
    }

    /** A loop that runs while an iteration does. */
    @State(Scope.Benchmark)
    public abstract static class Running {

        private ClosedLoop loop;

        abstract ClosedLoop loopOver(GrpcQuorumBenchmark bench) throws IOException;

        /** Connects. */
        @Setup
        public void open(final GrpcQuorumBenchmark bench) throws IOException {
            loop = loopOver(bench);
        }

        /** Starts the operations. */
        @Setup(Level.Iteration)
        public void start() {
            loop.start();
        }

        /** Lets the operations under way end. */
        @TearDown(Level.Iteration)
        public void stop() {
            loop.stop();
        }

        /** Disconnects. */
        @TearDown
        public void close() {
            loop.close();
        }

        final void run() {
            loop.await(BATCH);
        }
    }

    /** The library's gets. */
    public static class Get extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) {
            return new QuorateLoop(connect(bench.nodes.addresses()), bench.keys, bench.value, false, bench.inFlight);
        }
    }

    /** The library's puts. */
    public static class Put extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) {
            return new QuorateLoop(connect(bench.nodes.addresses()), bench.keys, bench.value, true, bench.inFlight);
        }
    }

    /** Gets by hand. */
    public static class UnaryGet extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) {
            return new UnaryGetLoop(bench.nodes.addresses(), bench.keys, VALUE_BYTES, true, bench.inFlight);
        }
    }

    /** Puts by hand. */
    public static class UnaryPut extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) {
            return new UnaryPutLoop(bench.nodes.addresses(), bench.keys, bench.value, true, bench.inFlight);
        }
    }

    /** Gets by hand without deadlines. */
    public static class UnaryGetNoDeadline extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) {
            return new UnaryGetLoop(bench.nodes.addresses(), bench.keys, VALUE_BYTES, false, bench.inFlight);
        }
    }

    /** Puts by hand without deadlines. */
    public static class UnaryPutNoDeadline extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) {
            return new UnaryPutLoop(bench.nodes.addresses(), bench.keys, bench.value, false, bench.inFlight);
        }
    }

    /** The library's gets, forced to unary calls. */
    public static class GetUnaryMode extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) {
            return new QuorateLoop(
                    QuorateLoop.connect(bench.nodes.addresses(), GrpcWire.UNARY),
                    bench.keys,
                    bench.value,
                    false,
                    bench.inFlight);
        }
    }

    /** The library's puts, forced to unary calls. */
    public static class PutUnaryMode extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) {
            return new QuorateLoop(
                    QuorateLoop.connect(bench.nodes.addresses(), GrpcWire.UNARY),
                    bench.keys,
                    bench.value,
                    true,
                    bench.inFlight);
        }
    }

    /** Gets by hand, channels as built. */
    public static class DefaultUnaryGet extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) {
            return new DefaultUnaryLoop(bench.nodes.addresses(), bench.keys, bench.value, false, bench.inFlight);
        }
    }

    /** Puts by hand, channels as built. */
    public static class DefaultUnaryPut extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) {
            return new DefaultUnaryLoop(bench.nodes.addresses(), bench.keys, bench.value, true, bench.inFlight);
        }
    }

    /** Gets over plain TCP. */
    public static class BareTcpGet extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) throws IOException {
            return new BareTcpLoop(bench.nodes.tcpAddresses(), bench.keys, bench.value, false, bench.inFlight);
        }
    }

    /** Puts over plain TCP. */
    public static class BareTcpPut extends Running {
        @Override
        ClosedLoop loopOver(final GrpcQuorumBenchmark bench) throws IOException {
            return new BareTcpLoop(bench.nodes.tcpAddresses(), bench.keys, bench.value, true, bench.inFlight);
        }
    }

    /** The library's get, by callback. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void get(final Get running) {
        running.run();
    }

    /** The library's put, by callback. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void put(final Put running) {
        running.run();
    }

    /** The library's get, by callback, with a unary call to each node instead of a stream. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void getUnaryMode(final GetUnaryMode running) {
        running.run();
    }

    /** The library's put, by callback, with a unary call to each node instead of a stream. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void putUnaryMode(final PutUnaryMode running) {
        running.run();
    }

    /** A get over generated async stubs, everything else as gRPC has it by default. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void baselineDefaultUnaryGet(final DefaultUnaryGet running) {
        running.run();
    }

    /** A put over generated async stubs, everything else as gRPC has it by default. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void baselineDefaultUnaryPut(final DefaultUnaryPut running) {
        running.run();
    }

    /** A get over plain TCP: nearly nothing but the kernel's work. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void baselineBareTcpGet(final BareTcpGet running) {
        running.run();
    }

    /** A put over plain TCP: nearly nothing but the kernel's work. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void baselineBareTcpPut(final BareTcpPut running) {
        running.run();
    }

    /** A get over generated async stubs, a deadline for each call. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void baselineUnaryGet(final UnaryGet running) {
        running.run();
    }

    /** A put over generated async stubs, a deadline for each call. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void baselineUnaryPut(final UnaryPut running) {
        running.run();
    }

    /** A get over generated async stubs, which waits for ever if need be. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void baselineUnaryGetNoDeadline(final UnaryGetNoDeadline running) {
        running.run();
    }

    /** A put over generated async stubs, which waits for ever if need be. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void baselineUnaryPutNoDeadline(final UnaryPutNoDeadline running) {
        running.run();
    }

    static void preload(final List<String> addresses, final Keys keys, final byte[] value) {
        new Load(addresses.size(), keys, value, false).preload(addresses);
    }

    static QuorateClient connect(final List<String> addresses) {
        return QuorateLoop.connect(addresses, GrpcWire.STREAM);
    }
}
