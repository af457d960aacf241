package io.quorate.load.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.quorate.load.record.Histograms;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PercentileCurveTest {

    @Test
    void shouldShowEachPercentileOfEachCurveUpToItsLongestTime() {
        final Histogram many = upTo(10_000);
        final Histogram few = upTo(70);
        final PercentileCurve curve = new PercentileCurve();
        curve.add("get", "response", many);
        curve.add("put", "response", few);
        final JsonObject json = curve.json();

        final JsonArray x = json.getAsJsonArray("x");
        assertCurve(many, x, series(json, 0));
        assertCurve(few, x, series(json, 1));
        assertEquals(1, x.get(0).getAsDouble(), "from the shortest");
        assertEquals(10_000, x.get(x.size() - 1).getAsDouble(), "to the longest");
        for (final double place : new double[] {10, 100, 1_000, 7, 70}) {
            assertTrue(x.contains(new JsonPrimitive(place)), "a place at " + place);
        }
    }

    @Test
    void shouldLeaveOutWhatHasNoTimes() {
        final PercentileCurve curve = new PercentileCurve();
        curve.add("get", "response", Histograms.empty());

        assertEquals("{\"x\":[],\"series\":[]}", curve.json().toString());
    }

    @Test
    void shouldShowASingleTime() {
        final PercentileCurve curve = new PercentileCurve();
        curve.add("get", "response", upTo(1));

        assertEquals("[1.0]", curve.json().get("x").toString());
    }

    private static void assertCurve(final Histogram times, final JsonArray x, final JsonObject series) {
        final long count = times.getTotalCount();
        assertEquals(count, series.get("count").getAsLong());
        final JsonArray ns = series.getAsJsonArray("ns");
        assertEquals(x.size(), ns.size());
        for (int i = 0; i < x.size(); i++) {
            final double place = x.get(i).getAsDouble();
            if (place > count) {
                assertTrue(ns.get(i).isJsonNull(), "beyond its end, at " + place);
            } else {
                final long expected =
                        place == count ? times.getMaxValue() : times.getValueAtPercentile(100 - 100 / place);
                // The two ways to write the percentile differ in the last bit, which may be the step to the next time.
                assertEquals((double) expected, ns.get(i).getAsDouble(), RunFolders.MS_NS * 1.1, "at " + place);
            }
        }
    }

    private static JsonObject series(final JsonObject json, final int index) {
        return json.getAsJsonArray("series").get(index).getAsJsonObject();
    }

    private static Histogram upTo(final int ms) {
        final Histogram times = Histograms.empty();
        for (int i = 1; i <= ms; i++) {
            times.recordValue(i * RunFolders.MS_NS);
        }
        return times;
    }
}
