package io.quorate.engine;

import io.quorate.bench.Keys;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingConfig;
import io.quorate.ring.RingSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to find the replicas of a key in a ring that is published to all threads, also while another one is published.
 *
 * <pre>
 * java -jar benchmarks/target/benchmarks.jar engine.PublishedRingBenchmark -foe true -prof gc
 * for t in 1 2 4 16; do java -jar benchmarks/target/benchmarks.jar 'engine.PublishedRingBenchmark.(lookup|baseline.*)$' -foe true -t $t; done
 * </pre>
 *
 * <p>Measured: {@code lookup} reads the published topology as every operation does, hashes a key, and takes the node indices of its list, over 2^20 keys of
 * 16 bytes; every thread that runs shares the topology. The groups do the same on one thread while another publishes: {@code swapped} two
 * rings in turn that are ready, every 0.1 ms, which is ten thousand times what an operator could do; {@code rebuilt} rings that it builds, one
 * after another without a pause, so that memory and caches are busy too. Read {@code lookup...} of a group beside {@code lookup}. A group has
 * two threads, and needs two processors to itself.
 *
 * <p>{@code baselineReadLock} guards the ring with a read-write lock instead.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class PublishedRingBenchmark {

    private static final int KEY_COUNT = 1 << 20;
    private static final int KEY_BYTES = 16;
    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(100);

    /** Members of the ring. */
    @Param({"10", "1000"})
    public int nodes;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final List<NodeDescriptor> members = new ArrayList<>();
    private final Topology[] ready = new Topology[2];
    private Keys keys;
    private long epoch = 1;
    private volatile Topology published;

    /** Builds two rings, and publishes one. */
    @Setup
    public void build() {
        keys = new Keys(KEY_COUNT, KEY_BYTES);
        for (int i = 0; i < nodes; i++) {
            members.add(NodeDescriptor.of("node-" + i + ":7000"));
        }
        ready[0] = topology(epoch);
        ready[1] = topology(epoch + 1);
        published = ready[0];
    }

    /** What each thread has for itself: where it is in the keys. */
    @State(Scope.Thread)
    public static class Cursor {

        int next = System.identityHashCode(this);
    }

    /** While nothing is published. */
    @Benchmark
    public long lookup(final Cursor cursor) {
        return replicas(published.ring(), cursor.next++);
    }

    /** While rings are swapped. */
    @Benchmark
    @Group("swapped")
    @GroupThreads(1)
    public long lookupWhileSwapped(final Cursor cursor) {
        return replicas(published.ring(), cursor.next++);
    }

    /** Swaps them, and pauses. */
    @Benchmark
    @Group("swapped")
    @GroupThreads(1)
    public void swap() {
        published = ready[(int) (epoch++ & 1)];
        LockSupport.parkNanos(PAUSE_NS);
    }

    /** While rings are built. */
    @Benchmark
    @Group("rebuilt")
    @GroupThreads(1)
    public long lookupWhileRebuilt(final Cursor cursor) {
        return replicas(published.ring(), cursor.next++);
    }

    /** Builds one, and publishes it. */
    @Benchmark
    @Group("rebuilt")
    @GroupThreads(1)
    public void rebuild() {
        published = topology(++epoch);
    }

    /** The same ring behind a read-write lock. */
    @Benchmark
    public long baselineReadLock(final Cursor cursor) {
        lock.readLock().lock();
        try {
            return replicas(ready[0].ring(), cursor.next++);
        } finally {
            lock.readLock().unlock();
        }
    }

    long publishedEpoch() {
        return published.ring().epoch();
    }

    private Topology topology(final long newEpoch) {
        return new Topology(RingSnapshot.build(members, RingConfig.DEFAULT, newEpoch), new Node[members.size()], true);
    }

    private long replicas(final RingSnapshot ring, final int i) {
        final int slot = ring.slotOf(ring.hash(keys.bytes(), keys.offset(i), KEY_BYTES));
        long packed = 0;
        for (int replica = 0; replica < ring.replicaCount(); replica++) {
            packed = packed << Character.SIZE | ring.replica(slot, replica);
        }
        return packed;
    }
}
