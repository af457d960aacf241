package io.quorate.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Recorder;
import org.HdrHistogram.SynchronizedHistogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to count an event, and to record a latency; one set of metrics for all threads, as in a client.
 *
 * <pre>for t in 1 2 4 16; do java -jar benchmarks/target/benchmarks.jar metrics.MetricsBenchmark -foe true -prof gc -t $t; done</pre>
 *
 * <p>Measured: one counter, and one latency histogram with values that spread over 1,000 ns to 2 ms, so that threads seldom meet in a bucket, though they
 * always meet in the histogram's total. A get counts ten events and records four latencies. Not measured: reading them.
 *
 * <p>{@code baselineAtomicCounter} is a counter that all threads share. {@code baselineRecorder} is HdrHistogram's own recorder, and
 * {@code baselineSynchronizedHistogram} its histogram under a lock, with as many digits.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class MetricsBenchmark {

    private static final long LOWEST_NS = 1_000;
    private static final long SPREAD_MASK = (1 << 21) - 1;
    private static final long STEP_NS = 104_729;
    private static final byte GET = OperationKind.GET.code();

    private final ClientMetrics metrics = new ClientMetrics(new NoGauges());
    private final AtomicLong counter = new AtomicLong();
    private final Recorder recorder = new Recorder(1, LatencyRecorder.MAX_NS, LatencyRecorder.SIGNIFICANT_DIGITS);
    private final SynchronizedHistogram synchronizedHistogram =
            new SynchronizedHistogram(1, LatencyRecorder.MAX_NS, LatencyRecorder.SIGNIFICANT_DIGITS);

    /** What each thread has for itself: its next latency. */
    @State(Scope.Thread)
    public static class Latencies {

        private long next = System.identityHashCode(this);

        long nextNs() {
            next += STEP_NS;
            return LOWEST_NS + (next & SPREAD_MASK);
        }
    }

    /** One event. */
    @Benchmark
    public void increment() {
        metrics.increment(Counter.GETS);
    }

    /** One latency. */
    @Benchmark
    public void record(final Latencies latencies) {
        metrics.recordDecision(GET, true, latencies.nextNs());
    }

    /** One event, in a single cell. */
    @Benchmark
    public long baselineAtomicCounter() {
        return counter.incrementAndGet();
    }

    /** One latency, in a recorder that can be read interval by interval. */
    @Benchmark
    public void baselineRecorder(final Latencies latencies) {
        recorder.recordValue(latencies.nextNs());
    }

    /** One latency, under a lock. */
    @Benchmark
    public void baselineSynchronizedHistogram(final Latencies latencies) {
        synchronizedHistogram.recordValue(latencies.nextNs());
    }

    long recorded() {
        return metrics.decisions(OperationKind.GET).count();
    }

    long counted() {
        return metrics.value(Counter.GETS);
    }

    /** Of a client that is idle. */
    private static final class NoGauges implements Gauges {

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public long inFlightBytes() {
            return 0;
        }

        @Override
        public int lingering() {
            return 0;
        }

        @Override
        public int pendingRepairs() {
            return 0;
        }
    }
}
