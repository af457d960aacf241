package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingFingerprintTest {
    private static final List<NodeDescriptor> MEMBERS =
            List.of(NodeDescriptor.of("a:1"), NodeDescriptor.of("b:1").withWeight(2));
    private static final RingFingerprint CLUSTER = RingFingerprint.of(RingConfig.DEFAULT, MEMBERS, false);

    /** The text goes over the wire between versions: it must stay as it is. */
    @Test
    void shouldWriteTheSameTextForEver() {
        assertEquals(
                "ring/1;hash=xxh3-64;key=0000000000000000;vnodes=256;weights=fdac6554c4155764;n=3;linearizable=false",
                CLUSTER.text());
    }

    @Test
    void shouldReadBackWhatItWrites() {
        assertEquals(CLUSTER, RingFingerprint.parse(CLUSTER.text()));
        final RingFingerprint other = new RingFingerprint("siphash-2-4", -1, 1, Long.MIN_VALUE, 7, true);
        assertEquals(other, RingFingerprint.parse(other.text()));
    }

    @Test
    void shouldBeTheSameForARingAndItsParts() {
        final RingSnapshot ring = RingSnapshot.build(List.of(MEMBERS.get(1), MEMBERS.get(0)), RingConfig.DEFAULT, 9);
        assertEquals(CLUSTER, RingFingerprint.of(ring, false));
        assertNull(RingFingerprint.of(ring, false).differenceTo(CLUSTER));
    }

    @Test
    void shouldIgnoreOrderAddressAndZoneOfMembers() {
        final List<NodeDescriptor> moved =
                List.of(MEMBERS.get(1).withZone("z"), MEMBERS.get(0).withAddress("10.0.0.1:1"));
        assertEquals(CLUSTER, RingFingerprint.of(RingConfig.DEFAULT, moved, false));
    }

    @Test
    void shouldDependOnNamesAndWeights() {
        final List<List<NodeDescriptor>> others = List.of(
                List.of(MEMBERS.get(0)),
                List.of(NodeDescriptor.of("a:1").withWeight(2), NodeDescriptor.of("b:1")),
                List.of(NodeDescriptor.of("a:1"), NodeDescriptor.of("c:1").withWeight(2)));
        for (final List<NodeDescriptor> other : others) {
            final RingFingerprint client = RingFingerprint.of(RingConfig.DEFAULT, other, false);
            assertNotEquals(CLUSTER.weightsDigest(), client.weightsDigest());
            final String difference = String.valueOf(client.differenceTo(CLUSTER));
            assertTrue(difference.startsWith("digest of member names and weights: client "), difference);
        }
    }

    @Test
    void shouldNameAnotherReplicationFactor() {
        assertEquals(
                "replicationFactor: client 5, cluster 3",
                client(RingConfig.DEFAULT.withReplicationFactor(5), false).differenceTo(CLUSTER));
    }

    @Test
    void shouldNameAnotherHash() {
        assertEquals(
                "hash: client murmur3-32, cluster xxh3-64",
                client(RingConfig.DEFAULT.withHash(KeyHash.MURMUR3_32), false).differenceTo(CLUSTER));
    }

    @Test
    void shouldNameAnotherHashKeyWithoutShowingIt() {
        final byte[] key = new byte[KeyHash.KEY_BYTES];
        final RingFingerprint first = client(RingConfig.DEFAULT.withHash(KeyHash.keyed(key)), false);
        key[0] = 1;
        final RingFingerprint second = client(RingConfig.DEFAULT.withHash(KeyHash.keyed(key)), false);
        final String difference = String.valueOf(first.differenceTo(second));
        assertTrue(difference.matches("digest of the hash key: client [0-9a-f]{16}, cluster [0-9a-f]{16}"), difference);
        final String toUnkeyed = String.valueOf(first.differenceTo(CLUSTER));
        assertTrue(toUnkeyed.endsWith(", cluster none"), toUnkeyed);
    }

    @Test
    void shouldNameEveryDifference() {
        assertEquals(
                "vnodesPerWeight: client 128, cluster 256; replicationFactor: client 1, cluster 3;"
                        + " linearizablePuts: client true, cluster false",
                client(new RingConfig(KeyHash.XXH3_64, 128, 1), true).differenceTo(CLUSTER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ring/1",
                "ring/2;hash=x;key=0000000000000000;vnodes=256;weights=0000000000000000;n=3;linearizable=false",
                "ring/1;hash=x;key=0000000000000000;vnodes=256;weights=0000000000000000;n=3",
                "ring/1;hash=x;key=0000000000000000;vnodes=256;weights=0000000000000000;n=3;linearizable=false;more=1",
                "ring/1;hash=x;key=0000000000000000;vnodes=256;weights=0000000000000000;n=3;linearizable=no",
                "ring/1;hash=x;key=0000000000000000;vnodes=256;weights=0000000000000000;n=+3;linearizable=false",
                "ring/1;hash=x;key=0000000000000000;vnodes=256;weights=0000000000000000;n=;linearizable=false",
                "ring/1;hash=x;key=00;vnodes=256;weights=0000000000000000;n=3;linearizable=false",
                "ring/1;hash=x;key=000000000000000g;vnodes=256;weights=0000000000000000;n=3;linearizable=false",
                "ring/1;hash=;key=0000000000000000;vnodes=256;weights=0000000000000000;n=3;linearizable=false",
                "ring/1;hash=X;key=0000000000000000;vnodes=256;weights=0000000000000000;n=3;linearizable=false",
                "ring/1;key=0000000000000000;hash=x;vnodes=256;weights=0000000000000000;n=3;linearizable=false",
            })
    void shouldRefuseMalformedText(final String text) {
        final String message =
                String.valueOf(assertThrows(RingStateFormatException.class, () -> RingFingerprint.parse(text))
                        .getMessage());
        assertTrue(message.startsWith("malformed ring fingerprint: "), message);
    }

    @Test
    void shouldRefuseNamesThatWouldBreakTheText() {
        assertThrows(IllegalArgumentException.class, () -> new RingFingerprint("a;b", 0, 1, 0, 1, false));
        assertThrows(IllegalArgumentException.class, () -> new RingFingerprint("a".repeat(33), 0, 1, 0, 1, false));
    }

    private static RingFingerprint client(final RingConfig config, final boolean linearizablePuts) {
        return RingFingerprint.of(config, MEMBERS, linearizablePuts);
    }
}
