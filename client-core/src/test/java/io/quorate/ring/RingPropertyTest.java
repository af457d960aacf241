package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Compares rings of all shapes with the definition of placement, written down as plainly as possible. */
class RingPropertyTest {
    /** What a ring is built from. */
    record Shape(List<NodeDescriptor> members, RingConfig config) {
        RingSnapshot build() {
            return RingSnapshot.build(members, config, 1);
        }
    }

    @Property(tries = 300)
    void shouldNotDependOnTheOrderOfMembers(@ForAll("shapes") final Shape shape, @ForAll final long seed) {
        final List<NodeDescriptor> shuffled = new ArrayList<>(shape.members());
        Collections.shuffle(shuffled, new Random(seed));
        RingAssertions.assertSamePlacement(shape.build(), RingSnapshot.build(shuffled, shape.config(), 2));
    }

    @Property(tries = 300)
    void shouldListDistinctMembersFromTheWalkRoundTheRing(@ForAll("shapes") final Shape shape) {
        final RingSnapshot ring = shape.build();
        assertEquals(
                Math.min(shape.config().replicationFactor(), shape.members().size()), ring.replicaCount());
        RingAssertions.assertDistinctReplicas(ring);
        final int tokens = ring.tokenCount();
        for (int slot = 0; slot < tokens; slot++) {
            final List<Integer> walked = new ArrayList<>();
            for (int i = 0; walked.size() < ring.replicaCount(); i++) {
                final int owner = ring.replica((slot + i) % tokens, 0);
                if (!walked.contains(owner)) {
                    walked.add(owner);
                }
            }
            for (int i = 0; i < ring.replicaCount(); i++) {
                assertEquals(walked.get(i), ring.replica(slot, i));
            }
        }
    }

    @Property(tries = 300)
    void shouldGiveEachMemberItsTokensInUnsignedOrder(@ForAll("shapes") final Shape shape) {
        final RingSnapshot ring = shape.build();
        final int[] owned = new int[ring.nodeCount()];
        for (int slot = 0; slot < ring.tokenCount(); slot++) {
            owned[ring.replica(slot, 0)]++;
            if (slot > 0) {
                final int order = Long.compareUnsigned(ring.token(slot - 1), ring.token(slot));
                assertTrue(order < 0 || (order == 0 && ring.replica(slot - 1, 0) <= ring.replica(slot, 0)));
            }
        }
        for (int node = 0; node < ring.nodeCount(); node++) {
            assertEquals(ring.node(node).weight() * shape.config().vnodesPerWeight(), owned[node]);
        }
    }

    @Property(tries = 300)
    void shouldFindTheSlotThatANaiveSearchFinds(@ForAll("shapes") final Shape shape, @ForAll final long random) {
        final RingSnapshot ring = shape.build();
        final TreeMap<Long, Integer> firstSlots = new TreeMap<>(Long::compareUnsigned);
        for (int slot = ring.tokenCount() - 1; slot >= 0; slot--) {
            firstSlots.put(ring.token(slot), slot);
        }
        final List<Long> hashes =
                new ArrayList<>(List.of(random, 0L, 1L, -1L, -2L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1));
        for (int slot = 0; slot < ring.tokenCount(); slot++) {
            hashes.add(ring.token(slot) - 1);
            hashes.add(ring.token(slot));
            hashes.add(ring.token(slot) + 1);
        }
        for (final long hash : hashes) {
            final var found = firstSlots.ceilingEntry(hash);
            assertEquals(found == null ? 0 : found.getValue(), ring.slotOf(hash));
        }
    }

    @Property(tries = 300)
    void shouldShareOutTheWholeRange(@ForAll("shapes") final Shape shape) {
        double sum = 0;
        for (final double share : shape.build().ownershipShares()) {
            assertTrue(share >= 0);
            sum += share;
        }
        assertEquals(1.0, sum, 1e-9);
    }

    @Provide
    Arbitrary<Shape> shapes() {
        final Arbitrary<KeyHash> hashes =
                Arbitraries.of(KeyHash.XXH3_64, KeyHash.MURMUR3_32, KeyHash.keyed(new byte[KeyHash.KEY_BYTES]));
        final Arbitrary<NodeDescriptor> nodes = Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('a', 'e')
                                .ofMinLength(1)
                                .ofMaxLength(6),
                        Arbitraries.integers().between(1, 4))
                .as((host, weight) -> NodeDescriptor.of(host + ":7000").withWeight(weight));
        return Combinators.combine(
                        nodes.list()
                                .uniqueElements(NodeDescriptor::name)
                                .ofMinSize(1)
                                .ofMaxSize(12),
                        hashes,
                        Arbitraries.integers().between(1, 20),
                        Arbitraries.integers().between(1, RingConfig.MAX_REPLICATION_FACTOR))
                .as((members, hash, vnodes, n) -> new Shape(members, new RingConfig(hash, vnodes, n)));
    }
}
