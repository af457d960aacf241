package io.quorate.load.report;

import io.quorate.load.engine.LoadProgress;
import io.quorate.load.record.RunRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Brings what a run records to its folder and to the screen, second by second, so that a crash loses no more than the last one.
 *
 * <p><b>Threads.</b> One.
 */
public final class RunReport implements AutoCloseable {

    private final RunFolder folder;
    private final RunFacts facts;
    private final RunRecorder recorder;
    private final Progress progress;
    private final HistogramLog log;
    private final Instant startedAt;
    private long intervalStartWallMs;

    private RunReport(
            final RunFolder folder,
            final RunFacts facts,
            final RunRecorder recorder,
            final Progress progress,
            final HistogramLog log,
            final Instant startedAt) {
        this.folder = folder;
        this.facts = facts;
        this.recorder = recorder;
        this.progress = progress;
        this.log = log;
        this.startedAt = startedAt;
        this.intervalStartWallMs = startedAt.toEpochMilli();
    }

    /**
     * Opens the files; just before the load starts.
     *
     * @param folder where they go
     * @param facts what is known about the run
     * @param recorder where the times of the run go
     * @param progress what shows it
     * @param startedAt now
     * @return the report
     * @throws IOException if a file cannot be written
     */
    public static RunReport open(
            final RunFolder folder,
            final RunFacts facts,
            final RunRecorder recorder,
            final Progress progress,
            final Instant startedAt)
            throws IOException {
        folder.writeJson(RunJson.running(facts, startedAt));
        final HistogramLog log = folder.histogramLog(startedAt.toEpochMilli(), "quorate " + facts.version());
        return new RunReport(folder, facts, recorder, progress, log, startedAt);
    }

    /**
     * Ends an interval.
     *
     * @param now how far the load is
     */
    public void second(final LoadProgress now) {
        // From the start of the run, so that what is rounded off does not add up.
        final long intervalEndWallMs = startedAt.toEpochMilli() + TimeUnit.NANOSECONDS.toMillis(now.elapsedNs());
        recorder.endInterval(interval -> {
            interval.setStartTimeStamp(intervalStartWallMs);
            interval.setEndTimeStamp(intervalEndWallMs);
            log.write(interval);
            progress.add(interval);
        });
        progress.second(now);
        intervalStartWallMs = intervalEndWallMs;
    }

    /**
     * Writes what can only be written at the end.
     *
     * @param summary what came of the run
     * @param exitCode what the program will say
     * @param client what the client counted, by name
     * @return the summary as text, line by line
     * @throws IOException if a file cannot be written
     */
    public List<String> finish(final RunSummary summary, final int exitCode, final Map<String, Object> client)
            throws IOException {
        progress.end();
        folder.writeJson(RunJson.finished(facts, startedAt, Instant.now(), summary, exitCode, recorder, client));
        try {
            recorder.forEachTotal(this::writeHgrm);
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
        return SummaryTable.lines(summary);
    }

    private void writeHgrm(final Histogram times) {
        if (times.getTotalCount() > 0) {
            try {
                folder.writeHgrm(times);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        progress.end();
        log.close();
    }
}
