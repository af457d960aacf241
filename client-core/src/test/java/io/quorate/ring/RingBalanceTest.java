package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How evenly keys spread, and how few of them move when a member joins. Everything is fixed: no run differs from another. */
class RingBalanceTest {
    private static final int KEYS = 100_000;

    static List<KeyHash> hashes() {
        return List.of(KeyHash.XXH3_64, KeyHash.MURMUR3_32, KeyHash.keyed(new byte[KeyHash.KEY_BYTES]));
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void shouldLoadTheBusiestMemberLittleAboveTheMean(final KeyHash hash) {
        final int rings = 100;
        double sumOfBusiest = 0;
        for (int i = 0; i < rings; i++) {
            final double[] shares = ring(hash, "cluster-" + i, 10).ownershipShares();
            sumOfBusiest += Arrays.stream(shares).max().orElseThrow() * shares.length;
        }
        final double busiest = sumOfBusiest / rings;
        assertTrue(busiest <= 1.15, "busiest=" + busiest + " times the mean");
        assertTrue(busiest >= 1.0, "busiest=" + busiest + " times the mean");
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void shouldPlaceKeysAsTheSharesOfTheRangePromise(final KeyHash hash) {
        final RingSnapshot ring = ring(hash, "cluster", 10);
        final int[] owned = new int[ring.nodeCount()];
        for (int i = 0; i < KEYS; i++) {
            owned[owner(ring, i)]++;
        }
        final double[] shares = ring.ownershipShares();
        for (int node = 0; node < owned.length; node++) {
            assertEquals(shares[node], owned[node] / (double) KEYS, 0.005);
        }
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void shouldMoveFewKeysAndAllToTheNewMemberWhenOneJoinsTen(final KeyHash hash) {
        final double limit = 1.2 * KEYS / 11;
        for (int cluster = 0; cluster < 5; cluster++) {
            final RingSnapshot before = ring(hash, "cluster-" + cluster, 10);
            final RingSnapshot after = ring(hash, "cluster-" + cluster, 11);
            final String joined = "cluster-" + cluster + "-10:7000";
            int moved = 0;
            for (int i = 0; i < KEYS; i++) {
                final String from = before.node(owner(before, i)).name();
                final String to = after.node(owner(after, i)).name();
                if (!from.equals(to)) {
                    assertEquals(joined, to);
                    moved++;
                }
            }
            assertTrue(moved > 0 && moved <= limit, "moved=" + moved + " limit=" + limit);
        }
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void shouldChangeAtMostOneReplicaOfAKeyWhenAMemberJoins(final KeyHash hash) {
        final RingSnapshot before = ring(hash, "cluster", 10);
        final RingSnapshot after = ring(hash, "cluster", 11);
        for (int i = 0; i < KEYS; i++) {
            final List<String> kept = replicas(before, i);
            kept.retainAll(replicas(after, i));
            assertTrue(kept.size() >= 2, "kept=" + kept);
        }
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void shouldShareInProportionToWeights(final KeyHash hash) {
        final int rings = 100;
        final double[] sums = new double[4];
        for (int i = 0; i < rings; i++) {
            final List<NodeDescriptor> members = new ArrayList<>();
            for (int weight = 1; weight <= 4; weight++) {
                members.add(NodeDescriptor.of("cluster-" + i + "-" + weight + ":7000")
                        .withWeight(weight));
            }
            final double[] shares = RingSnapshot.build(members, RingConfig.DEFAULT.withHash(hash), 1)
                    .ownershipShares();
            for (int node = 0; node < shares.length; node++) {
                assertEquals((node + 1) / 10.0, shares[node], 0.08);
                sums[node] += shares[node];
            }
        }
        for (int node = 0; node < sums.length; node++) {
            assertEquals((node + 1) / 10.0, sums[node] / rings, 0.01);
        }
    }

    private static RingSnapshot ring(final KeyHash hash, final String prefix, final int members) {
        final List<NodeDescriptor> nodes = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            nodes.add(NodeDescriptor.of(prefix + "-" + i + ":7000"));
        }
        return RingSnapshot.build(nodes, RingConfig.DEFAULT.withHash(hash), 1);
    }

    private static int owner(final RingSnapshot ring, final int key) {
        return ring.replica(slot(ring, key), 0);
    }

    private static List<String> replicas(final RingSnapshot ring, final int key) {
        final int slot = slot(ring, key);
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < ring.replicaCount(); i++) {
            names.add(ring.node(ring.replica(slot, i)).name());
        }
        return names;
    }

    private static int slot(final RingSnapshot ring, final int key) {
        final byte[] bytes = ("user/" + key).getBytes(StandardCharsets.US_ASCII);
        return ring.slotOf(ring.hash(bytes, 0, bytes.length));
    }
}
