package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.bench.Keys;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A baseline that gives other answers is no baseline. */
class BaselineRingsTest {

    private static final int KEY_COUNT = 1 << 12;
    private static final int KEY_BYTES = 16;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 100})
    void shouldFindWhatTheSnapshotFindsWhenTheTokensAreTheSame(final int nodes) {
        final RingSnapshot ring = BenchmarkRings.ofSize(nodes);
        final SortedArrayRing array = new SortedArrayRing(ring);
        final TreeMapRing tree = TreeMapRing.sameTokens(ring);
        final ReplicaWalk walk = new ReplicaWalk(ring.replicaCount());
        final TreeMapRing hashed = TreeMapRing.hashed(ring.nodes(), RingConfig.DEFAULT);
        final Keys keys = new Keys(KEY_COUNT, KEY_BYTES);
        for (int i = 0; i < KEY_COUNT; i++) {
            checkSame(ring, array, tree, walk, ring.hash(keys.bytes(), keys.offset(i), KEY_BYTES));
        }
        for (int slot = 0; slot < ring.tokenCount(); slot++) {
            checkSame(ring, array, tree, walk, ring.token(slot));
            checkSame(ring, array, tree, walk, ring.token(slot) + 1);
            checkSame(ring, array, hashed, walk, ring.token(slot));
        }
        checkSame(ring, array, tree, walk, 0);
        checkSame(ring, array, tree, walk, -1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void shouldPlaceKetamaPointsOfAllServersWhenBuilt(final int nodes) {
        final RingSnapshot ring = BenchmarkRings.ofSize(nodes);
        final KetamaPoints points = new KetamaPoints();
        assertTrue(points.ofMembers(ring).size() > nodes * 159);
        assertTrue(points.ofMembers(ring).lastKey() <= 0xffff_ffffL);
        assertTrue(points.ofMembers(ring).firstKey() >= 0);
        assertEquals(nodes, points.ofMembers(ring).values().stream().distinct().count());
    }

    @ParameterizedTest
    @ValueSource(strings = "abc")
    void shouldTakeTheFirstFourBytesOfMd5LowestFirstWhenHashingForKetama(final String key) {
        final byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        // MD5 of "abc" starts with 90 01 50 98 (RFC 1321).
        assertEquals(0x98500190L, new KetamaPoints().ofKey(bytes, 0, bytes.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 100})
    void shouldFindTheThreeHighestScoresWhenNodesAreScored(final int nodes) {
        final RingSnapshot ring = BenchmarkRings.ofSize(nodes);
        final RendezvousRing rendezvous = new RendezvousRing(ring);
        final Keys keys = new Keys(KEY_COUNT, KEY_BYTES);
        for (int i = 0; i < KEY_COUNT; i++) {
            final long hash = ring.hash(keys.bytes(), keys.offset(i), KEY_BYTES);
            final long expected = IntStream.range(0, nodes)
                    .boxed()
                    .sorted(Comparator.comparingLong((Integer node) -> -rendezvous.score(hash, node)))
                    .limit(RendezvousRing.REPLICAS)
                    .mapToLong(Integer::longValue)
                    .reduce(0, (packed, node) -> packed << Character.SIZE | node);
            assertEquals(expected, rendezvous.replicas(hash));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 100})
    void shouldUseEveryNodeWhenOneReplicaIsFound(final int nodes) {
        final RingLookupBenchmark bench = new RingLookupBenchmark();
        bench.nodes = nodes;
        bench.build();
        final RingLookupBenchmark.Cursor cursor = new RingLookupBenchmark.Cursor();
        final RingLookupBenchmark.Jump jump = new RingLookupBenchmark.Jump();
        final BitSet guava = new BitSet();
        final BitSet jumped = new BitSet();
        final BitSet jumpedBack = new BitSet();
        for (int i = 0; i < KEY_COUNT; i++) {
            guava.set(bench.baselineGuava(cursor));
            jumped.set(bench.baselineJump(cursor, jump));
            jumpedBack.set(bench.baselineJumpBack(cursor, jump));
        }
        for (final BitSet used : List.of(guava, jumped, jumpedBack)) {
            assertEquals(nodes, used.cardinality());
            assertEquals(nodes, used.length());
        }
    }

    private static void checkSame(
            final RingSnapshot ring,
            final SortedArrayRing array,
            final TreeMapRing tree,
            final ReplicaWalk walk,
            final long hash) {
        long expected = 0;
        for (int i = 0; i < ring.replicaCount(); i++) {
            expected = expected << Character.SIZE | ring.replica(ring.slotOf(hash), i);
        }
        assertEquals(expected, array.replicas(hash, walk), () -> "sorted array, hash " + hash);
        assertEquals(expected, tree.replicas(TreeMapRing.flipped(hash), walk), () -> "tree map, hash " + hash);
    }
}
