package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.AllocationMeter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyHashTest {
    private static final int VECTORS = 64;

    private final KeyHash keyed = KeyHash.keyed(sequence(16));
    private final List<KeyHash> all = List.of(KeyHash.XXH3_64, KeyHash.MURMUR3_32, keyed);

    @Test
    void shouldGiveTheExampleOfTheSipHashPaper() {
        assertEquals(0xa129ca6149be45e5L, keyed.hash(sequence(15), 0, 15));
    }

    /** The digest is that of the 64 published results for key 00 to 0f and inputs of 0 to 63 bytes, one after the other. */
    @Test
    void shouldGiveAllPublishedResultsOfSipHash() throws Exception {
        final ByteBuffer results = ByteBuffer.allocate(VECTORS * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int length = 0; length < VECTORS; length++) {
            results.putLong(keyed.hash(sequence(length), 0, length));
        }
        assertEquals(
                "0226a91002af9775a791b3ec5a48e643f8848d2d5774dea9be3438d5786bb58e",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(results.array())));
    }

    @Test
    void shouldGiveKnownResultsOfUnkeyedHashes() {
        final byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        assertEquals(0x78af5f94892f3950L, KeyHash.XXH3_64.hash(abc, 0, 3));
        assertEquals(0xb3dd93fa00000000L, KeyHash.MURMUR3_32.hash(abc, 0, 3));
        assertEquals(0x2d06800538d394c2L, KeyHash.XXH3_64.hash(abc, 0, 0));
        assertEquals(0, KeyHash.MURMUR3_32.hash(abc, 0, 0));
    }

    @Test
    void shouldHashTheRangeAlone() {
        for (final KeyHash hash : all) {
            for (int length = 0; length <= 40; length++) {
                final byte[] surrounded = new byte[length + 9];
                surrounded[0] = 1;
                surrounded[length + 5] = 1;
                System.arraycopy(sequence(length), 0, surrounded, 5, length);
                assertEquals(hash.hash(sequence(length), 0, length), hash.hash(surrounded, 5, length), hash.name());
            }
        }
    }

    @Test
    void shouldThrowWhenTheRangeIsOutsideItsArray() {
        for (final KeyHash hash : all) {
            assertThrows(IndexOutOfBoundsException.class, () -> hash.hash(new byte[20], 10, 11), hash.name());
            assertThrows(IndexOutOfBoundsException.class, () -> hash.hash(new byte[20], -1, 5), hash.name());
            assertThrows(IndexOutOfBoundsException.class, () -> hash.hash(new byte[20], 0, -1), hash.name());
            assertThrows(IndexOutOfBoundsException.class, () -> hash.hash(new byte[20], 21, 0), hash.name());
        }
    }

    @Test
    void shouldDependOnTheKey() {
        final byte[] otherKey = sequence(16);
        otherKey[15]++;
        final KeyHash other = KeyHash.keyed(otherKey);
        assertNotEquals(keyed.hash(otherKey, 0, 16), other.hash(otherKey, 0, 16));
        assertNotEquals(keyed.keyDigest(), other.keyDigest());
        assertNotEquals(keyed, other);
        otherKey[15]--;
        otherKey[0]++;
        assertNotEquals(keyed, KeyHash.keyed(otherKey));
    }

    @Test
    void shouldBeEqualWhenTheKeyIs() {
        final KeyHash same = KeyHash.keyed(sequence(16));
        assertEquals(keyed, same);
        assertEquals(keyed.hashCode(), same.hashCode());
        assertEquals(keyed.keyDigest(), same.keyDigest());
    }

    @Test
    void shouldNotFollowLaterChangesOfTheKeyArray() {
        final byte[] key = sequence(16);
        final KeyHash hash = KeyHash.keyed(key);
        key[0] = 99;
        assertEquals(0xa129ca6149be45e5L, hash.hash(sequence(15), 0, 15));
    }

    /** The digest is part of the fingerprint on the wire: clients and nodes of different versions compare it. */
    @Test
    void shouldKeepTheDigestOfAKeyForEver() {
        assertEquals("295032293703a240", HexFormat.of().toHexDigits(keyed.keyDigest()));
    }

    @Test
    void shouldHaveNoDigestWithoutKey() {
        assertEquals(0, KeyHash.XXH3_64.keyDigest());
        assertEquals(0, KeyHash.MURMUR3_32.keyDigest());
    }

    @Test
    void shouldRefuseKeysOfOtherLengths() {
        assertEquals(
                "hash key has 15 bytes: it must have 16",
                assertThrows(IllegalArgumentException.class, () -> KeyHash.keyed(new byte[15]))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> KeyHash.keyed(new byte[17]));
    }

    @Test
    void shouldBeFoundByName() {
        assertSame(KeyHash.XXH3_64, KeyHash.byName("xxh3-64"));
        assertSame(KeyHash.MURMUR3_32, KeyHash.byName("murmur3-32"));
        for (final KeyHash hash : all) {
            assertEquals(hash.name(), hash.toString());
        }
    }

    @Test
    void shouldSayWhatToDoWhenANameIsNotFound() {
        assertEquals(
                "hash=md5 is unknown: use xxh3-64, murmur3-32 or, with a key, siphash-2-4",
                assertThrows(IllegalArgumentException.class, () -> KeyHash.byName("md5"))
                        .getMessage());
        assertEquals(
                "hash=siphash-2-4 needs a key: use KeyHash.keyed with the cluster's 16 byte key",
                assertThrows(IllegalArgumentException.class, () -> KeyHash.byName(keyed.name()))
                        .getMessage());
    }

    @Test
    void shouldAllocateNothing() {
        final byte[] bytes = sequence(300);
        for (final KeyHash hash : all) {
            assertEquals(0, AllocationMeter.bytesPerThousandCalls(i -> hash.hash(bytes, 0, i % 300)), hash.name());
        }
    }

    private static byte[] sequence(final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
