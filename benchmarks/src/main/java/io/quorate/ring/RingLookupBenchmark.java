package io.quorate.ring;

import com.dynatrace.hash4j.consistent.ConsistentBucketHasher;
import com.dynatrace.hash4j.consistent.ConsistentHashing;
import com.dynatrace.hash4j.random.PseudoRandomGeneratorProvider;
import com.google.common.hash.Hashing;
import io.quorate.bench.Keys;
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
 * What it costs to find the three replicas of a key.
 *
 * <pre>java -jar benchmarks/target/benchmarks.jar ring.RingLookupBenchmark -foe true -prof gc</pre>
 *
 * <p>Measured: from the bytes of a key to the node indices of its preference list, hash included, over 2^20 different keys of 16 bytes, so that
 * neither caches nor branch prediction learn the path. {@code lookupOfHash} starts at a ready hash. The ring has 256 vnodes per
 * node, N = 3 and XXH3-64. Not measured: building a ring, and looking one up while another is published.
 *
 * <p>Baselines: {@code baselineBinarySearch} and {@code baselineTreeMap} have the same tokens and hash and give the same answer; they differ from
 * {@code lookup} in the search alone, and in that they walk to the distinct nodes at every call. {@code baselineTreeMapKetama} is the
 * whole of what ketama clients of memcached do: MD5, 160 points per node. {@code baselineRendezvous} needs no ring: it scores every node for the
 * key, with the same hash, and takes the best three. All of these find three replicas.
 *
 * <p>{@code baselineGuava}, {@code baselineJump} and {@code baselineJumpBack} find <b>one</b> replica, a number below that of the nodes, from the same
 * hash: Guava's {@code Hashing.consistentHash}, hash4j's jump hash and its jump-back hash. They keep no table, know no weights, and only
 * the last of their nodes can leave without moving keys among the others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class RingLookupBenchmark {

    private static final int KEY_COUNT = 1 << 20;
    private static final int KEY_BYTES = 16;

    /** Members of the ring. */
    @Param({"3", "10", "100", "1000"})
    public int nodes;

    private RingSnapshot ring;
    private Keys keys;

    /** Builds the ring and makes the keys. */
    @Setup
    public void build() {
        ring = BenchmarkRings.ofSize(nodes);
        keys = new Keys(KEY_COUNT, KEY_BYTES);
    }

    /** What each thread has for itself: where it is in the keys, and room for what a baseline finds. */
    @State(Scope.Thread)
    public static class Cursor {

        private int next;
        private ReplicaWalk walk;

        /** Makes the room. */
        @Setup
        public void build(final RingLookupBenchmark bench) {
            walk = new ReplicaWalk(bench.ring.replicaCount());
        }
    }

    /** The keys' hashes, made beforehand. */
    @State(Scope.Benchmark)
    public static class Hashes {

        private long[] hashes;

        /** Hashes all keys. */
        @Setup
        public void hash(final RingLookupBenchmark bench) {
            hashes = new long[KEY_COUNT];
            for (int i = 0; i < KEY_COUNT; i++) {
                hashes[i] = bench.hashOf(i);
            }
        }
    }

    /** The same ring in a sorted array. */
    @State(Scope.Benchmark)
    public static class SortedArray {

        private SortedArrayRing ring;

        /** Builds the ring. */
        @Setup
        public void build(final RingLookupBenchmark bench) {
            ring = new SortedArrayRing(bench.ring);
        }
    }

    /** The same ring in a tree map. */
    @State(Scope.Benchmark)
    public static class Tree {

        private TreeMapRing ring;

        /** Builds the ring. */
        @Setup
        public void build(final RingLookupBenchmark bench) {
            ring = TreeMapRing.sameTokens(bench.ring);
        }
    }

    /** A ketama ring of the same members. */
    @State(Scope.Benchmark)
    public static class Ketama {

        private TreeMapRing ring;

        /** Builds the ring. */
        @Setup
        public void build(final RingLookupBenchmark bench) {
            ring = new TreeMapRing(new KetamaPoints().ofMembers(bench.ring));
        }
    }

    /** Each thread's own MD5. */
    @State(Scope.Thread)
    public static class KetamaHash {

        private final KetamaPoints points = new KetamaPoints();
    }

    /** The same members, scored. */
    @State(Scope.Benchmark)
    public static class Rendezvous {

        private RendezvousRing ring;

        /** Seeds the nodes. */
        @Setup
        public void build(final RingLookupBenchmark bench) {
            ring = new RendezvousRing(bench.ring);
        }
    }

    /** Each thread's own generator in jump hash. */
    @State(Scope.Thread)
    public static class Jump {

        private final ConsistentBucketHasher jump =
                ConsistentHashing.jumpHash(PseudoRandomGeneratorProvider.splitMix64_V1());
        private final ConsistentBucketHasher jumpBack = ConsistentHashing.jumpBackHashSplitMix64();
    }

    /** The library's way, hash included. */
    @Benchmark
    public long lookup(final Cursor cursor) {
        return replicas(hashOf(cursor.next++));
    }

    /** The library's way from a ready hash on. */
    @Benchmark
    public long lookupOfHash(final Cursor cursor, final Hashes hashes) {
        return replicas(hashes.hashes[cursor.next++ & (KEY_COUNT - 1)]);
    }

    /** Binary search in an array of the same tokens, hash included, and a walk to three distinct nodes. */
    @Benchmark
    public long baselineBinarySearch(final Cursor cursor, final SortedArray array) {
        return array.ring.replicas(hashOf(cursor.next++), cursor.walk);
    }

    /** A tree map of the same tokens, hash included, and a walk to three distinct nodes. */
    @Benchmark
    public long baselineTreeMap(final Cursor cursor, final Tree tree) {
        return tree.ring.replicas(TreeMapRing.flipped(hashOf(cursor.next++)), cursor.walk);
    }

    /** A tree map of ketama's points, MD5 of the key included, and a walk to three distinct nodes. */
    @Benchmark
    public long baselineTreeMapKetama(final Cursor cursor, final KetamaHash hash, final Ketama ketama) {
        final long point = hash.points.ofKey(keys.bytes(), keys.offset(cursor.next++), KEY_BYTES);
        return ketama.ring.replicas(point, cursor.walk);
    }

    /** A score for every node, hash of the key included, and the three best. */
    @Benchmark
    public long baselineRendezvous(final Cursor cursor, final Rendezvous rendezvous) {
        return rendezvous.ring.replicas(hashOf(cursor.next++));
    }

    /** Guava's consistent hash, hash of the key included: one replica. */
    @Benchmark
    public int baselineGuava(final Cursor cursor) {
        return Hashing.consistentHash(hashOf(cursor.next++), nodes);
    }

    /** Jump hash, hash of the key included: one replica. */
    @Benchmark
    public int baselineJump(final Cursor cursor, final Jump jump) {
        return jump.jump.getBucket(hashOf(cursor.next++), nodes);
    }

    /** Jump-back hash, hash of the key included: one replica. */
    @Benchmark
    public int baselineJumpBack(final Cursor cursor, final Jump jump) {
        return jump.jumpBack.getBucket(hashOf(cursor.next++), nodes);
    }

    private long hashOf(final int i) {
        return ring.hash(keys.bytes(), keys.offset(i), KEY_BYTES);
    }

    private long replicas(final long hash) {
        final int slot = ring.slotOf(hash);
        long packed = 0;
        for (int i = 0; i < ring.replicaCount(); i++) {
            packed = packed << Character.SIZE | ring.replica(slot, i);
        }
        return packed;
    }
}
