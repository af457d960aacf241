package io.quorate.load.recorded;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.quorate.load.record.Histograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * A run as its folder tells it: {@code run.json} and {@code hist.hlog}.
 *
 * <p><b>Threads.</b> Any, as long as nobody changes what {@link #json} gives. <b>Units.</b> Nanoseconds in histograms.
 *
 * <p><b>Errors.</b> {@link IOException} whose message names the folder and says what to do, also if a file is not the one that the run wrote. A run that was killed is readable up to its last whole
 * line, and {@link #isComplete} says that it is not complete.
 */
public final class RecordedRun {

    private static final String SCHEMA = "quorate-run/1";
    private static final String JSON = "run.json";
    private static final String LOG = "hist.hlog";
    private static final long INTERVAL_MS = 1_000;
    private static final long LONGEST_RUN_S = 10_000_000;

    private final Path folder;
    private final JsonObject json;
    private final List<Interval> intervals;

    private RecordedRun(final Path folder, final JsonObject json, final List<Interval> intervals) {
        this.folder = folder;
        this.json = json;
        this.intervals = intervals;
    }

    /**
     * Reads a run.
     *
     * @param folder where {@code quorate run} put it
     * @return the run
     * @throws IOException if it cannot be read, with a message for people
     */
    public static RecordedRun read(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder + ": name a folder that 'quorate run' wrote");
        }
        if (!Files.exists(folder.resolve(JSON))) {
            throw new IOException("there is no run in " + folder + ", since it has no " + JSON
                    + ": name a folder that 'quorate run' wrote");
        }
        final JsonObject json = json(folder.resolve(JSON));
        final Path log = folder.resolve(LOG);
        if (!Files.isRegularFile(log)) {
            throw new IOException("the run in " + folder + " has lost its " + LOG + ": it cannot be read without");
        }
        final List<Interval> intervals = intervals(log, LogReader.read(log));
        // After the log, whose reader can tell what is wrong with it.
        FileDigest.requireUnchanged(folder, json);
        return new RecordedRun(folder, json, intervals);
    }

    private static JsonObject json(final Path file) throws IOException {
        final JsonElement json;
        try {
            json = JsonParser.parseString(Files.readString(file));
        } catch (final JsonParseException e) {
            throw new IOException(file + " is not JSON: it is damaged, or of another program", e);
        }
        final JsonElement schema = json.isJsonObject() ? json.getAsJsonObject().get("schema") : null;
        if (schema == null || !schema.isJsonPrimitive()) {
            throw new IOException(file + " does not say its schema, so that it is not of 'quorate run'");
        }
        if (!schema.getAsString().equals(SCHEMA)) {
            throw new IOException(file + " has schema " + schema.getAsString() + ", and this version of quorate reads "
                    + SCHEMA + " only: read it with the version that wrote it");
        }
        return json.getAsJsonObject();
    }

    /**
     * By second since the start of the first interval. The middle of an interval decides, since its ends are some milliseconds off the second.
     */
    private static List<Interval> intervals(final Path log, final List<LogReader.Line> lines) throws IOException {
        if (lines.isEmpty()) {
            return List.of();
        }
        final long originMs =
                lines.stream().mapToLong(LogReader.Line::startMs).min().orElseThrow();
        final SortedMap<Long, List<LogReader.Line>> bySecond = new TreeMap<>();
        for (final LogReader.Line line : lines) {
            bySecond.computeIfAbsent(Math.floorDiv(line.middleMs() - originMs, INTERVAL_MS), k -> new ArrayList<>())
                    .add(line);
        }
        if (bySecond.lastKey() - bySecond.firstKey() > LONGEST_RUN_S) {
            throw new IOException(log + " spans more than " + LONGEST_RUN_S + " s: it is damaged");
        }
        final List<Interval> intervals = new ArrayList<>();
        for (long second = bySecond.firstKey(); second <= bySecond.lastKey(); second++) {
            final long startMs = originMs + second * INTERVAL_MS;
            intervals.add(interval(startMs, bySecond.getOrDefault(second, List.of())));
        }
        return List.copyOf(intervals);
    }

    private static Interval interval(final long secondMs, final List<LogReader.Line> lines) {
        final SortedMap<String, List<PackedTimes>> packed = new TreeMap<>();
        for (final LogReader.Line line : lines) {
            packed.computeIfAbsent(line.tag(), tag -> new ArrayList<>()).add(line.times());
        }
        return new Interval(
                lines.stream().mapToLong(LogReader.Line::startMs).min().orElse(secondMs),
                lines.stream().mapToLong(LogReader.Line::endMs).max().orElse(secondMs + INTERVAL_MS),
                packed);
    }

    /**
     * Where it is.
     *
     * @return the folder, as it was named
     */
    public Path folder() {
        return folder;
    }

    /**
     * What {@code run.json} says.
     *
     * @return all of it; not to be changed
     */
    public JsonObject json() {
        return json;
    }

    /**
     * Whether the run came to its end, or was stopped in good order.
     *
     * @return false if it was killed, or runs still
     */
    public boolean isComplete() {
        final JsonElement state = json.get("state");
        return state != null && state.isJsonPrimitive() && !state.getAsString().equals("running");
    }

    /**
     * What was recorded.
     *
     * @return the tags that have times
     */
    public SortedSet<String> tags() {
        final SortedSet<String> tags = new TreeSet<>();
        intervals.forEach(interval -> tags.addAll(interval.tags()));
        return Collections.unmodifiableSortedSet(tags);
    }

    /**
     * All times of a tag.
     *
     * @param tag the tag
     * @return a histogram of the caller's own, empty if the tag has no times
     */
    public Histogram total(final String tag) {
        final Histogram total = Histograms.empty();
        intervals.forEach(interval -> interval.addTo(total, tag));
        total.setTag(tag);
        return total;
    }

    /**
     * The seconds of the run in order, from the first to the last in which an operation ended; one in which none did has no tags.
     *
     * @return the intervals
     */
    public List<Interval> intervals() {
        return intervals;
    }
}
