package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class KeySkewTest {

    @Test
    void shouldTellHowUnevenlyKeysAreUsed() {
        final KeySkew skew = new KeySkew(200);
        assertEquals(0, skew.hottestShare(0.01));
        for (int i = 0; i < 50; i++) {
            skew.count(7);
            skew.count(3 + i % 2);
        }
        assertEquals(100, skew.total());
        assertEquals(3, skew.distinct());
        assertEquals(0.5, skew.hottestShare(1e-9));
        assertEquals(0.75, skew.hottestShare(0.01));
        assertEquals(1, skew.hottestShare(1));
    }

    @Test
    void shouldCountAWholeLoad() {
        final Workload workload = Workload.builder()
                .preset(Preset.parse("ycsb-a"))
                .keyCount(10_000)
                .build();
        final KeySkew skew = KeySkew.of(workload, 300_000);
        double zeta = 0;
        double first = 0;
        for (int rank = 1; rank <= 10_000; rank++) {
            zeta += Math.pow(rank, -0.99);
            first = rank == 100 ? zeta : first;
        }
        assertEquals(300_000, skew.total());
        assertEquals(1 / zeta, skew.hottestShare(1e-9), 0.003);
        assertEquals(first / zeta, skew.hottestShare(0.01), 0.004);
    }

    @Test
    void shouldCountKeysThatAreInserted() {
        final Workload workload =
                Workload.builder().mix(Mix.parse("insert=1")).keyCount(5).build();
        final KeySkew skew = KeySkew.of(workload, 10);
        assertEquals(10, skew.distinct());
        assertEquals(1.0 / 10, skew.hottestShare(1.0 / 15));
    }

    @Test
    void shouldRefuseWhatIsOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> new KeySkew(0));
        final var error = assertThrows(IllegalArgumentException.class, () -> new KeySkew(KeySkew.MAX_KEYS + 1));
        assertEquals("keys=100000001 must be 1 to 100000000 for their use to be counted", error.getMessage());
        final KeySkew skew = new KeySkew(1);
        for (final double share : new double[] {0, 1.1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> skew.hottestShare(share));
        }
    }
}
