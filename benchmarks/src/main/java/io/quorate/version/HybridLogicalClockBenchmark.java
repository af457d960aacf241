package io.quorate.version;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
 * What it costs to stamp a put, and to look at the stamp of a reply; one clock for all threads, as in a client.
 *
 * <pre>for t in 1 2 4 16; do java -jar benchmarks/target/benchmarks.jar version.HybridLogicalClockBenchmark -foe true -prof gc -t $t; done</pre>
 *
 * <p>Measured: {@code next} at a wall time that stands still, so that all threads count the same counter up and none is excused; {@code nextAtWallTime} reads the
 * wall clock for each timestamp, as a put does. {@code observeOlder} sees a version below the clock, as nearly every reply brings;
 * {@code observeNewer} one above it each time, which is the worst case. Not measured: how good the timestamps are.
 *
 * <p>{@code baselineCounter} is an atomic counter, which is unique and nothing else; {@code baselineWallTime} a bare read of the wall clock, which is not even that;
 * {@code baselineLock} the same clock as a few lines under a lock.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class HybridLogicalClockBenchmark {

    private static final long WALL_MS = 1_700_000_000_000L;
    private static final long OLD = HybridLogicalClock.of(WALL_MS - 1, 0);

    private final HybridLogicalClock clock = new HybridLogicalClock(0x5eed);
    private final LockedClock locked = new LockedClock();
    private final AtomicLong counter = new AtomicLong();

    /** What each thread has for itself: a version that grows. */
    @State(Scope.Thread)
    public static class Seen {

        private long timestamp = HybridLogicalClock.of(WALL_MS, 0);
    }

    /** A timestamp, wall time given. */
    @Benchmark
    public long next() {
        return clock.next(WALL_MS);
    }

    /** A timestamp, wall time read. */
    @Benchmark
    public long nextAtWallTime() {
        return clock.next(System.currentTimeMillis());
    }

    /** A look at a version that was known. */
    @Benchmark
    public boolean observeOlder() {
        return clock.observe(OLD, WALL_MS);
    }

    /** A look at a version that is newer than any before. */
    @Benchmark
    public boolean observeNewer(final Seen seen) {
        return clock.observe(++seen.timestamp, WALL_MS);
    }

    /** An atomic counter. */
    @Benchmark
    public long baselineCounter() {
        return counter.incrementAndGet();
    }

    /** The wall clock. */
    @Benchmark
    public long baselineWallTime() {
        return System.currentTimeMillis();
    }

    /** The same clock under a lock, wall time given. */
    @Benchmark
    public long baselineLock() {
        return locked.next(WALL_MS);
    }

    /** Wall time in the upper 48 bits, a counter below, in the fewest lines. */
    private static final class LockedClock {

        private static final int COUNTER_BITS = 16;

        private long latest;

        synchronized long next(final long wallMs) {
            latest = Math.max(latest + 1, wallMs << COUNTER_BITS);
            return latest;
        }
    }
}
