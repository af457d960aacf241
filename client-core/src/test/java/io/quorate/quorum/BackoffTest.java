package io.quorate.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Property
    void shouldStayBelowTheBoundWhateverTheNumbers(
            @ForAll @IntRange(min = 1) final int failures,
            @ForAll @LongRange(min = 1) final long baseNs,
            @ForAll @LongRange(min = 1) final long capNs,
            @ForAll final long random) {
        final long fullNs = Backoff.fullJitterNs(failures, baseNs, capNs, random);
        assertTrue(fullNs >= 0 && fullNs < capNs, "full " + fullNs);
        final long equalNs = Backoff.equalJitterNs(failures, baseNs, capNs, random);
        assertTrue(equalNs >= 1 && equalNs <= capNs, "equal " + equalNs);
    }

    @Property
    void shouldKeepTheFirstPauseBelowTheBase(
            @ForAll @LongRange(min = 1, max = 1L << 40) final long baseNs, @ForAll final long random) {
        assertTrue(Backoff.fullJitterNs(1, baseNs, Long.MAX_VALUE, random) < baseNs);
    }

    @Test
    void shouldDrawFromTheUpperHalfWithEqualJitter() {
        // Bounds: 100, 200, 400, then the cap.
        for (long random = 0; random < 2_000; random += 2) {
            assertWithin(50, 100, Backoff.equalJitterNs(1, 100, 1_000, random));
            assertWithin(100, 200, Backoff.equalJitterNs(2, 100, 1_000, random));
            assertWithin(200, 400, Backoff.equalJitterNs(3, 100, 1_000, random));
            assertWithin(500, 1_000, Backoff.equalJitterNs(30, 100, 1_000, random));
        }
        assertEquals(50, Backoff.equalJitterNs(1, 100, 1_000, 0));
        assertEquals(99, Backoff.equalJitterNs(1, 100, 1_000, 2 * 49));
    }

    @Test
    void shouldTakeTheCapWhenTheBaseIsAboveIt() {
        assertEquals(6, Backoff.fullJitterNs(1, 1_000, 7, 2 * 6));
        assertEquals(0, Backoff.fullJitterNs(1, 1_000, 7, 2 * 7));
    }

    @Test
    void shouldGrowToTheCapExactly() {
        // 2 * (bound - 1) draws the longest pause of a bound, 2 * bound the shortest.
        assertEquals(79, Backoff.fullJitterNs(4, 10, 80, 2 * 79));
        assertEquals(0, Backoff.fullJitterNs(4, 10, 80, 2 * 80));
        assertEquals(80, Backoff.fullJitterNs(5, 10, 81, 2 * 80));
        assertEquals(0, Backoff.fullJitterNs(5, 10, 81, 2 * 81));
        assertEquals(79, Backoff.fullJitterNs(4, 10, Long.MAX_VALUE, 2 * 79));
    }

    private static void assertWithin(final long min, final long max, final long actual) {
        assertTrue(actual >= min && actual < max, actual + " is not in [" + min + ", " + max + ")");
    }
}
