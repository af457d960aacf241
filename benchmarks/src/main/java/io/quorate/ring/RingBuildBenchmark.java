package io.quorate.ring;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to build a ring, as a client does when it starts and whenever the members change.
 *
 * <pre>java -jar benchmarks/target/benchmarks.jar ring.RingBuildBenchmark -foe true -prof gc</pre>
 *
 * <p>Measured: from a list of members to a ring that can be looked up in: all tokens hashed and sorted, every preference list. 256 vnodes per
 * node, N = 3, XXH3-64. As given, in a JVM that has built many; the first build in a JVM, which nothing is compiled for, by
 * {@code -bm ss -wi 0 -i 1 -f 20}. Not measured: publishing it; that is {@code PublishedRingBenchmark}.
 *
 * <p>{@code baselineTreeMap} is what a client without preference lists builds: a tree map of the same tokens, hashed by the same means.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class RingBuildBenchmark {

    /** Members of the ring. */
    @Param({"3", "10", "100", "1000"})
    public int nodes;

    private List<NodeDescriptor> members;

    /** Names the members. */
    @Setup
    public void name() {
        members = BenchmarkRings.members(nodes);
    }

    /** The library's ring. */
    @Benchmark
    public RingSnapshot build() {
        return RingSnapshot.build(members, RingConfig.DEFAULT, 1);
    }

    /** A tree map from token to node. */
    @Benchmark
    public TreeMapRing baselineTreeMap() {
        return TreeMapRing.hashed(members, RingConfig.DEFAULT);
    }
}
