package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.HdrHistogram.Histogram;

/** Shows times as percentiles of all of them, with the marks of the summary on the terminal. Units: nanoseconds. */
final class TimesJson {

    static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    /** With fewer times than that beyond a percentile, chance decides it. */
    static final int NEEDED_BEYOND = 10;

    private static final String LOWER_BOUND = ">=";
    private static final String BY_CHANCE = "~";

    private TimesJson() {}

    /** {@code shortestOpenNs} is the shortest time of what had not ended, {@link Long#MAX_VALUE} if everything had. */
    static JsonObject of(final Histogram times, final long shortestOpenNs) {
        final long total = times.getTotalCount();
        final JsonArray ns = new JsonArray();
        final JsonArray marks = new JsonArray();
        if (total > 0) {
            for (final double percentile : PERCENTILES) {
                final long value = times.getValueAtPercentile(percentile);
                final boolean isByChance = total * (100 - percentile) / 100 < NEEDED_BEYOND;
                ns.add(value);
                marks.add(shortestOpenNs <= value ? LOWER_BOUND : isByChance ? BY_CHANCE : "");
            }
            ns.add(times.getMaxValue());
            marks.add(shortestOpenNs <= times.getMaxValue() ? LOWER_BOUND : "");
        }
        final JsonObject json = new JsonObject();
        json.addProperty("count", total);
        json.add("ns", ns);
        json.add("marks", marks);
        return json;
    }
}
