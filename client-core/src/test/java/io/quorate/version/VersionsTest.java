package io.quorate.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.AllocationMeter;
import org.junit.jupiter.api.Test;

class VersionsTest {
    private static final long HIGHEST = -1L;
    private static final long UPPER_HALF = Long.MIN_VALUE;

    @Test
    void shouldCompareTimestampsUnsigned() {
        assertTrue(Versions.compare(UPPER_HALF, 0, Long.MAX_VALUE, 0) > 0);
        assertTrue(Versions.compare(1, 0, HIGHEST, 0) < 0);
    }

    @Test
    void shouldCompareWriterIdsUnsignedWhenTimestampsAreEqual() {
        assertTrue(Versions.compare(7, UPPER_HALF, 7, Long.MAX_VALUE) > 0);
        assertTrue(Versions.compare(7, 1, 7, HIGHEST) < 0);
        assertEquals(0, Versions.compare(7, HIGHEST, 7, HIGHEST));
    }

    @Test
    void shouldLetTheTimestampDecideWhenTheWriterIdSaysOtherwise() {
        assertTrue(Versions.compare(8, 0, 7, HIGHEST) > 0);
        assertTrue(Versions.compare(7, HIGHEST, 8, 0) < 0);
    }

    @Test
    void shouldCallOnlyAHigherVersionNewer() {
        assertTrue(Versions.isNewer(8, 1, 7, 1));
        assertTrue(Versions.isNewer(7, 2, 7, 1));
        assertFalse(Versions.isNewer(7, 1, 7, 1));
        assertFalse(Versions.isNewer(7, 1, 7, 2));
        assertFalse(Versions.isNewer(7, 1, HIGHEST, 1));
    }

    @Test
    void shouldSeeATieWhenTimestampsAreEqualAndWritersIgnored() {
        assertEquals(0, Versions.compareIgnoringWriter(7, 7));
        assertTrue(Versions.compareIgnoringWriter(UPPER_HALF, 7) > 0);
        assertTrue(Versions.compareIgnoringWriter(7, HIGHEST) < 0);
    }

    @Test
    void shouldAllocateNothing() {
        assertEquals(
                0,
                AllocationMeter.bytesPerThousandCalls(i -> Versions.compare(i, i, 500, 7)
                        + Versions.compareIgnoringWriter(i, 500)
                        + (Versions.isNewer(i, 3, 17, i) ? 1 : 0)));
    }
}
