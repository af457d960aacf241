package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.quorate.load.record.Histograms;
import org.HdrHistogram.Histogram;

/**
 * Times of one kind along a run: in each part of it the percentiles of all times in that part together, never a mean of percentiles.
 *
 * <p><b>Threads.</b> One. <b>Units.</b> Nanoseconds. <b>Allocation.</b> One histogram, however long the run; so intervals are added in the order
 * of time.
 */
final class TimeLine {

    private static final int P50 = 50;
    private static final int P99 = 99;

    private final TimeBins bins;
    private final Histogram part = Histograms.empty();
    private final JsonArray p50 = new JsonArray();
    private final JsonArray p99 = new JsonArray();
    private final JsonArray max = new JsonArray();

    TimeLine(final TimeBins bins) {
        this.bins = bins;
    }

    void add(final int bin, final Histogram times) {
        if (bin < p50.size()) {
            throw new IllegalArgumentException("bin=" + bin + " has ended: intervals must come in the order of time");
        }
        endBinsBefore(bin);
        part.add(times);
    }

    JsonObject json() {
        endBinsBefore(bins.count());
        final JsonObject json = new JsonObject();
        json.add("p50", p50);
        json.add("p99", p99);
        json.add("max", max);
        return json;
    }

    private void endBinsBefore(final int bin) {
        while (p50.size() < bin) {
            if (part.getTotalCount() == 0) {
                p50.add(JsonNull.INSTANCE);
                p99.add(JsonNull.INSTANCE);
                max.add(JsonNull.INSTANCE);
            } else {
                p50.add(part.getValueAtPercentile(P50));
                p99.add(part.getValueAtPercentile(P99));
                max.add(part.getMaxValue());
                part.reset();
            }
        }
    }
}
