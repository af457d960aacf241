package io.quorate.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the gate must tell apart. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AllocatingBenchmark {

    private long state = 1;

    @Benchmark
    public byte[] allocatesAlways() {
        return new byte[1];
    }

    @Benchmark
    public Object allocatesSometimes() {
        state++;
        return (state & 15) == 0 ? new byte[1] : this;
    }

    @Benchmark
    public long allocatesNothing() {
        state = state * 31 + 7;
        return state;
    }
}
