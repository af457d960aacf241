package io.quorate.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/** What several tests check about whole rings. */
final class RingAssertions {
    private RingAssertions() {}

    static void assertSamePlacement(final RingSnapshot expected, final RingSnapshot actual) {
        assertEquals(expected.tokenCount(), actual.tokenCount());
        assertEquals(expected.replicaCount(), actual.replicaCount());
        for (int slot = 0; slot < expected.tokenCount(); slot++) {
            assertEquals(expected.token(slot), actual.token(slot));
            for (int i = 0; i < expected.replicaCount(); i++) {
                assertEquals(
                        expected.node(expected.replica(slot, i)).name(),
                        actual.node(actual.replica(slot, i)).name());
            }
        }
    }

    static void assertDistinctReplicas(final RingSnapshot ring) {
        for (int slot = 0; slot < ring.tokenCount(); slot++) {
            for (int i = 1; i < ring.replicaCount(); i++) {
                for (int j = 0; j < i; j++) {
                    assertNotEquals(ring.replica(slot, i), ring.replica(slot, j));
                }
            }
        }
    }
}
