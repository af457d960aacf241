package io.quorate.load.report;

import io.quorate.load.engine.LoadProgress;
import io.quorate.load.record.Recorded;
import io.quorate.load.record.RunRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a run records to its folder and to the screen, second by second, so that a crash loses no more than the last one.
 *
 * <p><b>Threads.</b> One; {@link #events} may be given to others.
 *
 * <p><b>Errors.</b> A file that cannot be written while the run goes on stops neither the run nor the other files: see {@link #problems}; {@link #close}
 * tells of it.
 */
public final class RunReport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunReport.class);
    private static final String EVENTS = "events.jsonl";
    private static final String PHASE = "phase";

    private final RunFolder folder;
    private final RunFacts facts;
    private final Progress progress;
    private final Instant startedAt;
    private final HistogramLog log;
    private final TimelineLog timeline;
    private final LineFile eventFile;
    private final EventLog events;
    private final FileFaults faults = new FileFaults();
    private final List<Recorded> recorded = new ArrayList<>();
    private final Map<String, Object> sections = new LinkedHashMap<>();
    private Supplier<? extends Map<String, ? extends @Nullable Double>> generator = Map::of;
    private LoadProgress.@Nullable Phase phase;
    private long intervalStartWallMs;
    private long lastElapsedNs;
    private int problemsTold;
    private boolean areFilesClosed;

    /** What a file holds. */
    @FunctionalInterface
    public interface FileContent {

        /**
         * Writes it.
         *
         * @param file where to
         * @throws IOException if that cannot be
         */
        void writeTo(Path file) throws IOException;
    }

    private RunReport(
            final RunFolder folder,
            final RunFacts facts,
            final RunRecorder recorder,
            final Progress progress,
            final Instant startedAt,
            final NanoClock clock)
            throws IOException {
        this.folder = folder;
        this.facts = facts;
        recorded.add(recorder);
        this.progress = progress;
        this.startedAt = startedAt;
        this.intervalStartWallMs = startedAt.toEpochMilli();
        folder.writeJson(RunJson.running(facts, startedAt));
        folder.writeEnvironment(new JsonWriter().any(facts.environment()).toString());
        timeline = folder.timelineLog(progress.mix().included());
        eventFile = folder.lines(EVENTS);
        events = new EventLog(clock, startedAt.toEpochMilli(), eventFile);
        log = folder.histogramLog(startedAt.toEpochMilli(), "quorate " + facts.version());
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
     * @throws IOException if a file cannot be made
     */
    public static RunReport open(
            final RunFolder folder,
            final RunFacts facts,
            final RunRecorder recorder,
            final Progress progress,
            final Instant startedAt)
            throws IOException {
        return open(folder, facts, recorder, progress, startedAt, SystemNanoClock.INSTANCE);
    }

    static RunReport open(
            final RunFolder folder,
            final RunFacts facts,
            final RunRecorder recorder,
            final Progress progress,
            final Instant startedAt,
            final NanoClock clock)
            throws IOException {
        return new RunReport(folder, facts, recorder, progress, startedAt, clock);
    }

    /**
     * Takes what the generator says of itself.
     *
     * @param health asked at each second; by column of {@code timeline.csv}: {@code hiccup_max_ms}, {@code gc_ms}, {@code cpu_share} and {@code
     *     steal_share} of the interval, as far as they are known
     */
    public void generator(final Supplier<? extends Map<String, ? extends @Nullable Double>> health) {
        generator = health;
    }

    /**
     * Where to report what happens during the run.
     *
     * @return the log, for any thread; what comes after {@link #finish} is not kept
     */
    public EventLog events() {
        return events;
    }

    /**
     * Takes more times than those of the operations; before the load starts.
     *
     * @param source where they are recorded
     */
    public void alsoRecords(final Recorded source) {
        recorded.add(source);
    }

    /**
     * Adds a member to {@code run.json}, which is written by {@link #finish}.
     *
     * @param name a name that {@code run.json} does not have yet
     * @param members maps, lists, numbers, booleans, text and null
     */
    public void section(final String name, final Object members) {
        if (RunJson.OWN.contains(name) || sections.putIfAbsent(name, members) != null) {
            throw new IllegalArgumentException("run.json has a member " + name + " already");
        }
    }

    /**
     * Writes a file of someone else's into the folder, before {@link #finish}, so that {@code run.json} has its digest. If that fails, it is among the
     * {@link #problems}.
     *
     * @param name name of the file
     * @param content writes it
     */
    public void file(final String name, final FileContent content) {
        faults.attempt(name, () -> content.writeTo(folder.path().resolve(name)));
    }

    /**
     * Which files could not be written so far.
     *
     * @return file and reason, for people; empty if all is well
     */
    public List<String> problems() {
        return faults.messages();
    }

    /**
     * Ends an interval.
     *
     * @param now how far the load is
     */
    public void second(final LoadProgress now) {
        // From the start of the run, so that what is rounded off does not add up.
        final long intervalEndWallMs = startedAt.toEpochMilli() + TimeUnit.NANOSECONDS.toMillis(now.elapsedNs());
        recorded.forEach(source -> source.endInterval(interval -> {
            interval.setStartTimeStamp(intervalStartWallMs);
            interval.setEndTimeStamp(intervalEndWallMs);
            log.write(interval);
            timeline.add(interval);
            progress.add(interval);
        }));
        timeline.line(now, intervalEndWallMs, generator.get());
        if (now.phase() != phase) {
            // The phase is that of the interval, which began when the last one ended.
            phase = now.phase();
            events.event(lastElapsedNs, PHASE, now.phase().name().toLowerCase(Locale.ROOT));
        }
        events.flush();
        progress.second(now);
        intervalStartWallMs = intervalEndWallMs;
        lastElapsedNs = now.elapsedNs();
        collectFaults();
        tellNewProblems();
    }

    /**
     * Writes what can only be written at the end, {@code run.json} last. What fails is among the {@link #problems}.
     *
     * @param summary what came of the run
     * @param exitCode what the program will say
     * @param client what the client counted, by name
     * @return the summary as text, line by line
     */
    public List<String> finish(final RunSummary summary, final int exitCode, final Map<String, Object> client) {
        progress.end();
        events.event(lastElapsedNs, PHASE, "end");
        events.flush();
        closeFiles();
        faults.attempt(
                RunFolder.SUMMARY,
                () -> folder.writeSummary(summary.operations(), summary.result().measuredNs()));
        recorded.forEach(source -> source.forEachTotal(this::writeHgrm));
        final Map<String, Object> more = new LinkedHashMap<>(sections);
        faults.attempt("files", () -> more.put("files", folder.digests()));
        more.put("problems", new ArrayList<>(faults.messages()));
        faults.attempt(
                RunFolder.JSON,
                () -> folder.writeJson(
                        RunJson.finished(facts, startedAt, Instant.now(), summary, exitCode, recorded, client, more)));
        return SummaryTable.lines(summary);
    }

    private void writeHgrm(final Histogram times) {
        if (times.getTotalCount() > 0) {
            faults.attempt(RunFolder.HGRM, () -> folder.writeHgrm(times));
        }
    }

    private void tellNewProblems() {
        final List<String> all = faults.messages();
        for (final String problem : all.subList(problemsTold, all.size())) {
            LOG.warn("cannot write {}; the run goes on without it", problem);
        }
        problemsTold = all.size();
    }

    private void collectFaults() {
        faults.add(RunFolder.LOG, log.fault());
        faults.add(TimelineLog.FILE, timeline.fault());
        faults.add(EVENTS, eventFile.fault());
    }

    private void closeFiles() {
        if (!areFilesClosed) {
            areFilesClosed = true;
            faults.attempt(RunFolder.LOG, log::close);
            faults.attempt(TimelineLog.FILE, timeline::close);
            eventFile.close();
            collectFaults();
            for (final String name : List.of(RunFolder.LOG, TimelineLog.FILE, EVENTS)) {
                // A file that was deleted takes all that is written, and keeps nothing.
                faults.attempt(name, () -> folder.checkExists(name));
            }
        }
    }

    /**
     * Closes the files.
     *
     * @throws IOException if any file of the run could not be written; the message names them all
     */
    @Override
    public void close() throws IOException {
        progress.end();
        if (!areFilesClosed) {
            events.flush();
        }
        closeFiles();
        faults.throwIfAny();
    }
}
