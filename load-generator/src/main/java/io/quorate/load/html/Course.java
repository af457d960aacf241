package io.quorate.load.html;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.quorate.load.recorded.Interval;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** A run along its time: how many operations ended how, and how long those of each type took. */
final class Course {

    private static final int MOST_BINS = 600;
    private static final double MS_PER_S = 1e3;

    private final TimeBins bins;
    private final Map<String, TimeLine> responses = new TreeMap<>();
    private final long[] succeeded;
    private final Map<String, long[]> failed = new TreeMap<>();

    private Course(final TimeBins bins) {
        this.bins = bins;
        this.succeeded = new long[bins.count()];
    }

    static Course of(final List<Interval> intervals) {
        final List<Interval> measured = measured(intervals);
        final Course course = new Course(TimeBins.of(measured, MOST_BINS));
        if (course.bins.count() > 0) {
            measured.forEach(course::add);
        }
        return course;
    }

    /** Without the warm-up, in which the generator measures itself only: there would seem to be no throughput. */
    static List<Interval> measured(final List<Interval> intervals) {
        int first = 0;
        while (first < intervals.size()
                && intervals.get(first).tags().stream().allMatch(tag -> TagName.of(tag) == null)) {
            first++;
        }
        return intervals.subList(first, intervals.size());
    }

    private void add(final Interval interval) {
        final int bin = bins.at((interval.startMs() + interval.endMs()) / 2);
        for (final String tag : interval.tags()) {
            final TagName name = TagName.of(tag);
            if (name != null && name.isResponse()) {
                add(bin, name, interval.times(tag));
            }
        }
    }

    private void add(final int bin, final TagName name, final Histogram times) {
        if (name.isSuccess()) {
            succeeded[bin] += times.getTotalCount();
        } else if (name.isFailure()) {
            failed.computeIfAbsent(name.outcome(), cause -> new long[bins.count()])[bin] += times.getTotalCount();
        }
        if (!name.isFailure()) {
            responses.computeIfAbsent(name.type(), type -> new TimeLine(bins)).add(bin, times);
        }
    }

    /** Seconds are counted from {@code originMs}. */
    JsonObject json(final long originMs) {
        final JsonObject json = edges(bins, originMs);
        json.add("succeeded", array(succeeded));
        final JsonArray causes = new JsonArray();
        failed.forEach((cause, counts) -> {
            final JsonObject failure = new JsonObject();
            failure.addProperty("cause", cause);
            failure.add("counts", array(counts));
            causes.add(failure);
        });
        json.add("failed", causes);
        final JsonArray types = new JsonArray();
        responses.forEach((type, line) -> {
            final JsonObject response = line.json();
            response.addProperty("type", type);
            types.add(response);
        });
        json.add("response", types);
        return json;
    }

    static JsonObject edges(final TimeBins bins, final long originMs) {
        final JsonArray from = new JsonArray();
        final JsonArray to = new JsonArray();
        for (int i = 0; i < bins.count(); i++) {
            from.add((bins.startOf(i) - originMs) / MS_PER_S);
            to.add((bins.endOf(i) - originMs) / MS_PER_S);
        }
        final JsonObject json = new JsonObject();
        json.add("from", from);
        json.add("to", to);
        return json;
    }

    private static JsonArray array(final long[] values) {
        final JsonArray array = new JsonArray();
        for (final long value : values) {
            array.add(value);
        }
        return array;
    }
}
