package io.quorate.load.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.quorate.load.record.Histograms;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TimeLineTest {

    private static final TimeBins TWO = new TimeBins(0, 20_000, 10_000, 2);

    /** The mean of the two medians would be 505 ms. */
    @Test
    void shouldPutTimesTogetherAndNotPercentilesWhenSecondsAreMerged() {
        final TimeLine line = new TimeLine(TWO);
        final Histogram fast = times(10, 999);
        final Histogram slow = times(1_000, 1);
        line.add(0, fast);
        line.add(0, slow);

        final Histogram both = fast.copy();
        both.add(slow);
        assertEquals(
                both.getValueAtPercentile(50), line.json().getAsJsonArray("p50").get(0).getAsLong());
        assertEquals(both.getMaxValue(), line.json().getAsJsonArray("max").get(0).getAsLong());
    }

    @Test
    void shouldHaveNoTimesWhereNothingEnded() {
        final TimeLine line = new TimeLine(TWO);
        line.add(1, times(10, 1));

        final JsonObject json = line.json();
        for (final String name : new String[] {"p50", "p99", "max"}) {
            final JsonArray values = json.getAsJsonArray(name);
            assertEquals(2, values.size());
            assertTrue(values.get(0).isJsonNull());
            assertTrue(values.get(1).isJsonPrimitive());
        }
    }

    @Test
    void shouldRefuseTimesOfAPartThatHasEnded() {
        final TimeLine line = new TimeLine(TWO);
        line.add(1, times(10, 1));
        final Histogram late = times(10, 1);
        assertThrows(IllegalArgumentException.class, () -> line.add(0, late));
    }

    private static Histogram times(final long ms, final int count) {
        final Histogram times = Histograms.empty();
        times.recordValueWithCount(ms * RunFolders.MS_NS, count);
        return times;
    }
}
