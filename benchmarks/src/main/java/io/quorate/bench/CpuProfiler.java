package io.quorate.bench;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Reports the processor time of the benchmark's JVM for each operation, as {@code cpu.ns.per.op}.
 *
 * <pre>java -jar benchmarks/target/benchmarks.jar GrpcQuorum -foe true -prof gc -prof io.quorate.bench.CpuProfiler</pre>
 *
 * <p>Counted is the whole JVM over an iteration, user's and kernel's time: also compilers and collector, so warm up first. Threads that wait, as
 * JMH's own do meanwhile, count nothing. Other JVMs are not counted, which for a benchmark with nodes in a JVM of their own makes it the
 * client's time.
 */
public final class CpuProfiler implements InternalProfiler {

    private static final String LABEL = "cpu.ns.per.op";

    private long beforeNs;

    /** Creates the profiler; JMH does. */
    public CpuProfiler() {}

    @Override
    public String getDescription() {
        return "Processor time per operation";
    }

    @Override
    public void beforeIteration(final BenchmarkParams benchmark, final IterationParams iteration) {
        beforeNs = Usage.cpuNs();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            final BenchmarkParams benchmark, final IterationParams iteration, final IterationResult result) {
        final long usedNs = Usage.cpuNs() - beforeNs;
        final long operations = result.getMetadata().getAllOps();
        return operations == 0
                ? List.of()
                : List.of(new ScalarResult(LABEL, (double) usedNs / operations, "ns/op", AggregationPolicy.AVG));
    }
}
