package io.quorate.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class HybridLogicalClockPropertyTest {
    private static final long NOW_MS = 1_795_393_800_123L;

    @Property
    void shouldTakeApartWhatItPutTogether(
            @ForAll @LongRange(min = 0, max = HybridLogicalClock.MAX_WALL_MS) final long wallMs,
            @ForAll final char counter) {
        final long timestamp = HybridLogicalClock.of(wallMs, counter);
        assertEquals(wallMs, HybridLogicalClock.wallMsOf(timestamp));
        assertEquals(counter, HybridLogicalClock.counterOf(timestamp));
    }

    @Property
    void shouldRiseWhateverTheWallClockDoes(
            @ForAll final long writerId,
            @ForAll @Size(min = 2, max = 200) final List<@LongRange(min = 0, max = 50) Long> wallTimes) {
        final HybridLogicalClock jumping = new HybridLogicalClock(writerId);
        long last = 0;
        for (int i = 0; i < wallTimes.size(); i++) {
            final long wallMs = NOW_MS + wallTimes.get(i);
            if (i % 3 == 2) {
                final long seen = HybridLogicalClock.of(wallMs + 7, i);
                assertTrue(jumping.observe(seen, wallMs));
                assertTrue(Long.compareUnsigned(jumping.latest(), seen) >= 0);
                last = jumping.latest();
            }
            final long stamped = jumping.next(wallMs);
            assertTrue(Long.compareUnsigned(stamped, last) > 0);
            assertTrue(HybridLogicalClock.wallMsOf(stamped) >= wallMs);
            last = stamped;
        }
    }
}
