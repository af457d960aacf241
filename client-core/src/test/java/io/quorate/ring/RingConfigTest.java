package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RingConfigTest {
    @Test
    void shouldHaveTheDocumentedDefaults() {
        assertEquals(new RingConfig(KeyHash.XXH3_64, 256, 3), RingConfig.DEFAULT);
    }

    @Test
    void shouldRefuseNumbersOutOfRange() {
        assertEquals("vnodesPerWeight=0 must be 1 to 65536", refusal(0, 3));
        assertEquals("vnodesPerWeight=65537 must be 1 to 65536", refusal(65_537, 3));
        assertEquals("replicationFactor=0 must be 1 to 7", refusal(256, 0));
        assertEquals("replicationFactor=8 must be 1 to 7", refusal(256, 8));
    }

    @Test
    void shouldTakeTheLimitsThemselves() {
        assertEquals(1, new RingConfig(KeyHash.MURMUR3_32, 1, 7).vnodesPerWeight());
        assertEquals(65_536, new RingConfig(KeyHash.MURMUR3_32, 65_536, 1).vnodesPerWeight());
    }

    @Test
    void shouldChangeOnePartAndKeepTheOthers() {
        final RingConfig config = new RingConfig(KeyHash.XXH3_64, 10, 2);
        assertEquals(new RingConfig(KeyHash.MURMUR3_32, 10, 2), config.withHash(KeyHash.MURMUR3_32));
        assertEquals(new RingConfig(KeyHash.XXH3_64, 11, 2), config.withVnodesPerWeight(11));
        assertEquals(new RingConfig(KeyHash.XXH3_64, 10, 5), config.withReplicationFactor(5));
    }

    private static String refusal(final int vnodesPerWeight, final int replicationFactor) {
        return String.valueOf(assertThrows(
                        IllegalArgumentException.class,
                        () -> new RingConfig(KeyHash.XXH3_64, vnodesPerWeight, replicationFactor))
                .getMessage());
    }
}
