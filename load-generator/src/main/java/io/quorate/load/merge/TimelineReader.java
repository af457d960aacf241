package io.quorate.load.merge;

import io.quorate.load.engine.LoadProgress;
import io.quorate.load.recorded.RecordedRun;
import io.quorate.load.report.TimelineLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reads the {@code timeline.csv} of a run. */
final class TimelineReader {

    private final Path file;
    private final NavigableMap<Long, TimelineRow> bySecond = new TreeMap<>();
    private final Map<String, Integer> columns = new HashMap<>();
    private final long startMs;
    private final boolean areSeconds;

    private TimelineReader(final Path file, final long startMs, final boolean areSeconds) {
        this.file = file;
        this.startMs = startMs;
        this.areSeconds = areSeconds;
    }

    /**
     * Reads all whole lines.
     *
     * @throws IOException if there is no such file, or it is damaged; with a message for people
     */
    static TimelineReader read(final RecordedRun run) throws IOException {
        final Path file = run.folder().resolve(TimelineLog.FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException("the run in " + run.folder() + " has lost its " + TimelineLog.FILE
                    + ": put it back, or the merged run would seem to have had less load");
        }
        final String startedAt = Members.text(run.json(), "startedAt");
        final TimelineReader reader;
        try {
            reader = new TimelineReader(file, Instant.parse(startedAt).toEpochMilli(), Shard.isMerged(run));
        } catch (final DateTimeException e) {
            throw new IOException(
                    "run.json in " + run.folder() + " has startedAt=\"" + startedAt
                            + "\", which is no time such as 2026-01-02T03:04:05Z: it is damaged",
                    e);
        }
        final String text = Files.readString(file);
        // A line without its end was cut off.
        reader.read(text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
        return reader;
    }

    NavigableMap<Long, TimelineRow> bySecond() {
        return bySecond;
    }

    long startMs() {
        return startMs;
    }

    private void read(final List<String> lines) throws IOException {
        long beforeMs = startMs;
        for (int i = 0; i < lines.size(); i++) {
            final String[] cells = lines.get(i).split(",", -1);
            if (i == 0) {
                for (int column = 0; column < cells.length; column++) {
                    columns.put(cells[column], column);
                }
                continue;
            }
            try {
                final long endMs = Long.parseLong(cell(cells, "epoch_ms"));
                bySecond.merge(Seconds.of(areSeconds ? endMs - 1 : beforeMs, endMs), row(cells), TimelineRow::then);
                beforeMs = endMs;
            } catch (final IllegalArgumentException e) {
                throw new IOException(
                        file + ", line " + (i + 1) + ": " + e.getMessage()
                                + "; the file is damaged, or of another program",
                        e);
            }
        }
    }

    private TimelineRow row(final String[] cells) {
        final Map<String, Double> generator = new TreeMap<>();
        for (final String column : TimelineLog.generatorColumns()) {
            if (columns.containsKey(column) && !cell(cells, column).isEmpty()) {
                generator.put(column, Double.valueOf(cell(cells, column)));
            }
        }
        return new TimelineRow(
                LoadProgress.Phase.valueOf(cell(cells, "phase").toUpperCase(Locale.ROOT)),
                Long.parseLong(cell(cells, "offered")),
                Long.parseLong(cell(cells, "sent")),
                Integer.parseInt(cell(cells, "in_flight")),
                Boolean.parseBoolean(cell(cells, "at_cap")),
                generator);
    }

    private String cell(final String[] cells, final String column) {
        final Integer index = columns.get(column);
        if (index == null || index >= cells.length) {
            throw new IllegalArgumentException("it has no " + column);
        }
        return cells[index];
    }
}
