package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * Curves of times over {@code 1/(1-p)}, which spreads out the percentiles that matter; every curve at the same places.
 *
 * <p>A curve ends at its number of times, with the longest. Places where fewer than ten times lie beyond are those above a tenth of that
 * number, which is a place of its own.
 */
final class PercentileCurve {

    private static final int PLACES_PER_DECADE = 32;

    private record Curve(String type, String kind, Histogram times) {}

    private final List<Curve> curves = new ArrayList<>();

    void add(final String type, final String kind, final Histogram times) {
        if (times.getTotalCount() > 0) {
            curves.add(new Curve(type, kind, times));
        }
    }

    JsonObject json() {
        final NavigableSet<Double> places = places();
        final JsonArray series = new JsonArray();
        for (final Curve curve : curves) {
            final JsonArray ns = new JsonArray();
            for (final double place : places) {
                ns.add(at(curve.times, place));
            }
            final JsonObject json = new JsonObject();
            json.addProperty("type", curve.type);
            json.addProperty("kind", curve.kind);
            json.addProperty("count", curve.times.getTotalCount());
            json.add("ns", ns);
            series.add(json);
        }
        final JsonArray x = new JsonArray();
        places.forEach(x::add);
        final JsonObject json = new JsonObject();
        json.add("x", x);
        json.add("series", series);
        return json;
    }

    private NavigableSet<Double> places() {
        final NavigableSet<Double> places = new TreeSet<>();
        long most = 0;
        for (final Curve curve : curves) {
            final long count = curve.times.getTotalCount();
            most = Math.max(most, count);
            places.add((double) count);
            places.add(Math.max(1, count / (double) TimesJson.NEEDED_BEYOND));
        }
        for (int i = 0; Math.pow(10, i / (double) PLACES_PER_DECADE) < most; i++) {
            // Rounded, which is no less exact here and shorter as text.
            places.add(Math.round(Math.pow(10, i / (double) PLACES_PER_DECADE) * 1e3) / 1e3);
        }
        return places;
    }

    private static JsonElement at(final Histogram times, final double place) {
        final long count = times.getTotalCount();
        if (place > count) {
            return JsonNull.INSTANCE;
        }
        final long ns = place == count ? times.getMaxValue() : times.getValueAtPercentile(100 * (1 - 1 / place));
        return new JsonPrimitive(ns);
    }
}
