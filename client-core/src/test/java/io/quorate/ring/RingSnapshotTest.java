package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.AllocationMeter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RingSnapshotTest {
    private static final RingConfig CONFIG = RingConfig.DEFAULT;

    @Test
    void shouldKeepWhatItWasBuiltFrom() {
        final NodeDescriptor a = new NodeDescriptor("a:1", "10.0.0.1:7", 2, "z1");
        final NodeDescriptor b = NodeDescriptor.of("b:1");
        final RingSnapshot ring = RingSnapshot.build(List.of(b, a), CONFIG, 42);
        assertEquals(42, ring.epoch());
        assertSame(CONFIG, ring.config());
        assertEquals(2, ring.nodeCount());
        assertSame(a, ring.node(0));
        assertSame(b, ring.node(1));
        assertEquals(List.of(a, b), ring.nodes());
        assertEquals(3 * 256, ring.tokenCount());
        assertEquals(
                "RingSnapshot[epoch=42, nodes=2, tokens=768, RingConfig[hash=xxh3-64, vnodesPerWeight=256,"
                        + " replicationFactor=3]]",
                ring.toString());
    }

    @Test
    void shouldSortMembersByTheBytesOfTheirNames() {
        final RingSnapshot ring = ringOf("b:1", "a:10", "[::1]:1", "A:1", "a:1", "a-b:1");
        assertEquals(
                List.of("A:1", "[::1]:1", "a-b:1", "a:1", "a:10", "b:1"),
                ring.nodes().stream().map(NodeDescriptor::name).toList());
        for (int i = 0; i < ring.nodeCount(); i++) {
            assertEquals(i, ring.indexOf(ring.node(i).name()));
        }
    }

    @Test
    void shouldFindNoMemberThatIsNotThere() {
        final RingSnapshot ring = ringOf("b:1", "d:1");
        for (final String absent : List.of("a:1", "c:1", "e:1", "", "b:10", "b")) {
            assertEquals(-1, ring.indexOf(absent));
        }
    }

    @Test
    void shouldCutTheNumberOfReplicasWhenThereAreFewMembers() {
        assertEquals(1, ringOf("a:1").replicaCount());
        assertEquals(2, ringOf("a:1", "b:1").replicaCount());
        assertEquals(3, ringOf("a:1", "b:1", "c:1").replicaCount());
        assertEquals(3, ringOf("a:1", "b:1", "c:1", "d:1").replicaCount());
    }

    @Test
    void shouldServeARingOfOneToken() {
        final RingSnapshot ring =
                RingSnapshot.build(List.of(NodeDescriptor.of("a:1")), CONFIG.withVnodesPerWeight(1), 0);
        assertEquals(1, ring.tokenCount());
        for (final long hash : edges(ring.token(0))) {
            assertEquals(0, ring.slotOf(hash));
        }
        assertEquals(0, ring.replica(0, 0));
        assertEquals(1.0, ring.ownershipShares()[0]);
    }

    @Test
    void shouldRefuseANameListedTwice() {
        final List<NodeDescriptor> members = List.of(
                NodeDescriptor.of("a:1"),
                NodeDescriptor.of("b:1"),
                NodeDescriptor.of("a:1").withAddress("c:1"));
        assertEquals(
                "member a:1 is listed twice: list each once, and give it a higher weight if it shall own more keys",
                refusal(members, CONFIG, 1));
    }

    @Test
    void shouldRefuseARingWithoutMembers() {
        assertEquals("a ring of 0 members cannot be built: give 1 to 65535", refusal(List.of(), CONFIG, 1));
    }

    @Test
    void shouldRefuseMoreMembersThanItCanNumber() {
        final RingConfig small = CONFIG.withVnodesPerWeight(1).withReplicationFactor(1);
        assertEquals("a ring of 65536 members cannot be built: give 1 to 65535", refusal(members(65_536), small, 1));
        final RingSnapshot largest = RingSnapshot.build(members(65_535), small, 1);
        final boolean[] owns = new boolean[largest.nodeCount()];
        for (int slot = 0; slot < largest.tokenCount(); slot++) {
            owns[largest.replica(slot, 0)] = true;
        }
        for (final boolean owner : owns) {
            assertTrue(owner);
        }
    }

    @Test
    void shouldRefuseMoreTokensThanTheLimit() {
        final List<NodeDescriptor> members = List.of(
                NodeDescriptor.of("a:1").withWeight(1_000),
                NodeDescriptor.of("b:1").withWeight(1_000),
                NodeDescriptor.of("c:1").withWeight(98));
        assertEquals(
                "weights=2098 (sum) times vnodesPerWeight=2000 gives 4196000 tokens, limit 4194304: lower the weights or"
                        + " vnodesPerWeight",
                refusal(members, CONFIG.withVnodesPerWeight(2_000), 1));
        assertTrue(refusal(
                        members(65_000).stream().map(n -> n.withWeight(1_000)).toList(),
                        CONFIG.withVnodesPerWeight(RingConfig.MAX_VNODES_PER_WEIGHT),
                        1)
                .contains(" gives 4259840000000 tokens"));
    }

    @Test
    void shouldHashNameAndFourBytesOfTheIndexForEachToken() {
        final NodeDescriptor node = NodeDescriptor.of("a:1").withWeight(2);
        final RingConfig config = CONFIG.withVnodesPerWeight(RingConfig.MAX_VNODES_PER_WEIGHT);
        final long[] tokens = new MemberTokens(new NodeDescriptor[] {node}, config).tokens();
        assertEquals(131_072, tokens.length);
        for (final int index : new int[] {0, 255, 256, 65_535, 65_536, 0x1fedc}) {
            final byte[] input = {
                'a', ':', '1', (byte) (index >>> 24), (byte) (index >>> 16), (byte) (index >>> 8), (byte) index
            };
            assertEquals(KeyHash.XXH3_64.hash(input, 0, input.length), tokens[index]);
        }
    }

    @Test
    void shouldRefuseANegativeEpoch() {
        assertEquals("epoch=-1 must be 0 or higher", refusal(members(1), CONFIG, -1));
    }

    @Test
    void shouldThrowWhenAnIndexIsOutOfRange() {
        final RingSnapshot ring = ringOf("a:1", "b:1", "c:1", "d:1");
        assertThrows(IndexOutOfBoundsException.class, () -> ring.token(ring.tokenCount()));
        assertThrows(IndexOutOfBoundsException.class, () -> ring.token(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> ring.replica(0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> ring.replica(0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> ring.replica(ring.tokenCount(), 0));
        assertThrows(IndexOutOfBoundsException.class, () -> ring.node(4));
    }

    @Test
    void shouldSeeTheSameMembersWhateverDoesNotPlace() {
        final RingSnapshot ring = ringOf("a:1", "b:1");
        final RingSnapshot elsewhere = RingSnapshot.build(
                List.of(
                        NodeDescriptor.of("b:1").withZone("z"),
                        NodeDescriptor.of("a:1").withAddress("10.0.0.1:9")),
                CONFIG,
                9);
        assertTrue(ring.sameMembers(elsewhere));
        assertFalse(ring.sameMembers(ringOf("a:1")));
        assertFalse(ring.sameMembers(ringOf("a:1", "c:1")));
        assertFalse(ring.sameMembers(RingSnapshot.build(
                List.of(NodeDescriptor.of("a:1"), NodeDescriptor.of("b:1").withWeight(2)), CONFIG, 1)));
    }

    @Test
    void shouldMoveNoKeyWhenAddressZoneOrEpochChange() {
        final RingSnapshot ring = ringOf("a:1", "b:1", "c:1", "d:1");
        final List<NodeDescriptor> moved = ring.nodes().stream()
                .map(node -> node.withAddress("elsewhere:1").withZone("z9"))
                .toList();
        RingAssertions.assertSamePlacement(ring, RingSnapshot.build(moved, CONFIG, 77));
    }

    @Test
    @Timeout(20)
    void shouldBuildALargeRingQuickly() {
        final List<NodeDescriptor> members = members(1_000);
        RingSnapshot.build(members.subList(0, 100), CONFIG, 1);
        final long startNs = System.nanoTime();
        final RingSnapshot ring = RingSnapshot.build(members, CONFIG, 1);
        final long tookMs = (System.nanoTime() - startNs) / 1_000_000;
        assertEquals(256_000, ring.tokenCount());
        assertTrue(tookMs < 3_000, "tookMs=" + tookMs);
    }

    @Test
    @Timeout(20)
    void shouldBuildQuicklyWhenOneMemberOwnsNearlyAll() {
        final List<NodeDescriptor> members =
                List.of(NodeDescriptor.of("a:1").withWeight(1_000), NodeDescriptor.of("b:1"), NodeDescriptor.of("c:1"));
        final RingSnapshot ring = RingSnapshot.build(members, CONFIG.withVnodesPerWeight(1_024), 1);
        RingAssertions.assertDistinctReplicas(ring);
    }

    @Test
    void shouldAllocateNothingOnLookup() {
        final RingSnapshot ring = RingSnapshot.build(members(100), CONFIG, 1);
        final byte[] key = "user/0000".getBytes(StandardCharsets.US_ASCII);
        assertEquals(0, AllocationMeter.bytesPerThousandCalls(i -> {
            key[8] = (byte) i;
            key[7] = (byte) (i >>> 8);
            final int slot = ring.slotOf(ring.hash(key, 0, key.length));
            long sum = 0;
            for (int r = 0; r < ring.replicaCount(); r++) {
                sum += ring.node(ring.replica(slot, r)).weight();
            }
            return sum;
        }));
    }

    private static long[] edges(final long token) {
        return new long[] {0, 1, token - 1, token, token + 1, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1};
    }

    private static RingSnapshot ringOf(final String... names) {
        return RingSnapshot.build(Arrays.stream(names).map(NodeDescriptor::of).toList(), CONFIG, 1);
    }

    private static List<NodeDescriptor> members(final int count) {
        final List<NodeDescriptor> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(NodeDescriptor.of("node-" + i + ".example:7000"));
        }
        return members;
    }

    private static String refusal(final List<NodeDescriptor> members, final RingConfig config, final long epoch) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> RingSnapshot.build(members, config, epoch))
                        .getMessage());
    }
}
