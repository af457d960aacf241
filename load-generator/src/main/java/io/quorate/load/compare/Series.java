package io.quorate.load.compare;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.recorded.Interval;
import io.quorate.load.recorded.RecordedRun;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What operations of one type did in a run, second by second of its measured load.
 *
 * <p>What ended after the load counts in its last second, and not in the throughput.
 *
 * @param seconds the seconds
 * @param total response times of all of them
 */
record Series(List<Second> seconds, Histogram total) {

    private static final long MS_PER_S = 1_000;
    private static final long NS_PER_S = 1_000_000_000;
    private static final String RESPONSE = "rt.";

    /** By type of operation. */
    static Map<String, Series> of(final RecordedRun run) {
        final Map<String, List<String>> tags = new TreeMap<>();
        for (final String tag : run.tags()) {
            if (tag.startsWith(RESPONSE)) {
                final String type = tag.substring(RESPONSE.length(), tag.indexOf('.', RESPONSE.length()));
                tags.computeIfAbsent(type, t -> new ArrayList<>()).add(tag);
            }
        }
        final Map<String, Series> all = new TreeMap<>();
        tags.forEach((type, itsTags) -> all.put(type, of(run, type, itsTags)));
        return all;
    }

    /** How many operations, failed ones included. */
    long count() {
        return seconds.stream().mapToLong(s -> s.succeeded() + s.failed()).sum();
    }

    private static Series of(final RecordedRun run, final String type, final List<String> tags) {
        final long startMs = loadStartMs(run);
        final int count = loadSeconds(run, startMs);
        final Slot[] slots = IntStream.range(0, count).mapToObj(i -> new Slot()).toArray(Slot[]::new);
        final Slot after = new Slot();
        for (final Interval interval : run.intervals()) {
            final long middleMs = (interval.startMs() + interval.endMs()) / 2;
            final long second = Math.max(0, Math.floorDiv(middleMs - startMs, MS_PER_S));
            final Slot slot = second < count ? slots[(int) second] : after;
            for (final String tag : tags) {
                if (interval.tags().contains(tag)) {
                    slot.add(outcome(tag), interval.times(tag));
                }
            }
        }
        final long before = Arrays.stream(slots).mapToLong(slot -> slot.succeeded).sum();
        after.succeeded = Math.max(0, Math.min(after.succeeded, succeededInLoad(run, type) - before));
        slots[count - 1].add(after);
        final Histogram total = Histograms.empty();
        final List<Second> seconds = new ArrayList<>();
        for (final Slot slot : slots) {
            final Histogram response = slot.response == null ? Histograms.empty() : slot.response;
            total.add(response);
            seconds.add(Second.of(response, slot.succeeded, slot.failed));
        }
        return new Series(List.copyOf(seconds), total);
    }

    /** After the warm-up if the run says how long that was, else when the first operation ended. */
    private static long loadStartMs(final RecordedRun run) {
        final JsonElement startedAt = run.json().get("startedAt");
        final JsonObject config = run.json().getAsJsonObject("config");
        final JsonElement warmup = config == null ? null : config.get("warmup");
        if (startedAt != null && warmup != null) {
            try {
                return Instant.parse(startedAt.getAsString())
                        .plus(Duration.parse("PT" + warmup.getAsString()))
                        .toEpochMilli();
            } catch (final DateTimeParseException e) {
                // Written by hand, perhaps; the first interval says nearly the same.
            }
        }
        return run.intervals().isEmpty() ? 0 : run.intervals().get(0).startMs();
    }

    private static int loadSeconds(final RecordedRun run, final long startMs) {
        final JsonObject load = run.json().getAsJsonObject("load");
        if (load != null && load.has("measuredNs")) {
            return Math.max(1, Math.toIntExact(Math.round(load.get("measuredNs").getAsDouble() / NS_PER_S)));
        }
        final List<Interval> intervals = run.intervals();
        final long endMs = intervals.isEmpty() ? startMs : intervals.get(intervals.size() - 1).endMs();
        return Math.max(1, Math.toIntExact(Math.round((endMs - startMs) / (double) MS_PER_S)));
    }

    private static long succeededInLoad(final RecordedRun run, final String type) {
        final JsonArray operations = run.json().getAsJsonArray("operations");
        if (operations != null) {
            for (final JsonElement operation : operations) {
                final JsonObject members = operation.getAsJsonObject();
                if (members.get("type").getAsString().equals(type)) {
                    return members.get("succeededInWindow").getAsLong();
                }
            }
        }
        return 0;
    }

    /** Of a tag such as {@code rt.get.ok}; what an older or newer version calls otherwise has failed. */
    private static Outcome outcome(final String tag) {
        final String label = tag.substring(tag.indexOf('.', RESPONSE.length()) + 1);
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.label().equals(label))
                .findFirst()
                .orElse(Outcome.FAULT);
    }

    /** A second that is being filled. */
    private static final class Slot {

        private @Nullable Histogram response;
        private long succeeded;
        private long failed;

        void add(final Outcome outcome, final Histogram times) {
            if (outcome.isSuccess()) {
                succeeded += times.getTotalCount();
            } else {
                failed += times.getTotalCount();
            }
            if (outcome.isSuccess() || outcome.isCensored()) {
                addResponse(times);
            }
        }

        void add(final Slot other) {
            succeeded += other.succeeded;
            failed += other.failed;
            if (other.response != null) {
                addResponse(other.response);
            }
        }

        private void addResponse(final Histogram times) {
            if (response == null) {
                response = times.copy();
            } else {
                response.add(times);
            }
        }
    }
}
