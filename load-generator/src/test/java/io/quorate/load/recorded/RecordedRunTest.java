package io.quorate.load.recorded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.recorded.RecordedFolders.Operation;
import io.quorate.load.workload.OperationType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedRunTest {

    private static final int SECONDS = 4;
    private static final int PER_SECOND = 50;

    @TempDir
    private Path temp;

    private Path folder;
    private List<Operation> trace;

    @BeforeEach
    void record() throws IOException {
        trace = RecordedFolders.mixedTrace(1, SECONDS, PER_SECOND);
        folder = new RecordedFolders().write(temp.resolve("run"), trace, SECONDS);
    }

    @Test
    void shouldReadWhatWasRecorded() throws IOException {
        final RecordedRun run = RecordedRun.read(folder);

        assertTrue(run.isComplete());
        assertEquals(folder, run.folder());
        assertEquals("finished", run.json().get("state").getAsString());
        assertTrue(
                run.tags().containsAll(Set.of("rt.get.ok", "st.get.ok", "wt.get", "rt.put.ok")),
                run.tags().toString());
        assertEquals(expected(0, SECONDS), run.total("rt.get.ok"));
        assertEquals(SECONDS, run.intervals().size());
        for (int second = 0; second < SECONDS; second++) {
            final Interval interval = run.intervals().get(second);
            final long startMs = RecordedFolders.START.toEpochMilli() + second * 1_000L;
            assertEquals(startMs, interval.startMs());
            assertEquals(startMs + 1_000, interval.endMs());
            assertEquals(expected(second, second + 1), interval.times("rt.get.ok"));
            assertEquals(expected(second, second + 1), interval.byTag().get("rt.get.ok"));
        }
        assertEquals(0, run.total("rt.delete.ok").getTotalCount());
        assertEquals(0, run.intervals().get(0).times("rt.delete.ok").getTotalCount());
    }

    @Test
    void shouldKeepASecondWithoutOperationsWhenOthersFollow() throws IOException {
        final List<Operation> gap =
                trace.stream().filter(operation -> operation.second() != 2).toList();
        final RecordedRun run = RecordedRun.read(new RecordedFolders().write(temp.resolve("gap"), gap, SECONDS));

        assertEquals(SECONDS, run.intervals().size());
        assertTrue(run.intervals().get(2).tags().isEmpty());
        assertEquals(run.intervals().get(1).endMs(), run.intervals().get(2).startMs());
    }

    @Test
    void shouldReadAllWholeLinesWhenTheRunWasKilled() throws IOException {
        final Path killed = new RecordedFolders().killed().write(temp.resolve("killed"), trace, SECONDS);
        final Path log = killed.resolve("hist.hlog");
        final String whole = Files.readString(log);
        assertEquals(expected(0, SECONDS), RecordedRun.read(killed).total("rt.get.ok"));
        assertFalse(RecordedRun.read(killed).isComplete());
        final int lastLine = whole.lastIndexOf('\n', whole.length() - 2) + 1;
        for (int length = lastLine; length < whole.length(); length += Math.max(1, (whole.length() - 1 - length) / 2)) {
            Files.writeString(log, whole.substring(0, length));
            final RecordedRun run = RecordedRun.read(killed);
            assertEquals(expected(0, SECONDS), run.total("rt.get.ok"));
            assertFalse(run.intervals().get(SECONDS - 1).tags().contains("wt.put"), "the last line is that of wt.put");
        }
    }

    @Test
    void shouldNameTheLineWhenTheLogIsDamaged() throws IOException {
        final Path log = folder.resolve("hist.hlog");
        final String text = Files.readString(log);
        Files.writeString(log, text.replaceFirst("(Tag=rt.get.ok,.*,HIST)....", "$1AAAA"));
        assertProblem("does not hold a histogram", folder);
        Files.writeString(log, text.replaceFirst("Tag=rt.get.ok,", "Tag rt.get.ok,"));
        final int line = text.substring(0, text.indexOf("Tag=rt.get.ok,")).split("\n", -1).length;
        assertProblem("hist.hlog, line " + line + ": it is not of the form", folder);
    }

    @Test
    void shouldRefuseOtherBuckets() throws IOException {
        final Path log = folder.resolve("hist.hlog");
        final Histogram other = new Histogram(1, Histograms.HIGHEST_NS, 2);
        other.recordValue(1_000);
        other.setTag("rt.get.ok");
        other.setStartTimeStamp(0);
        other.setEndTimeStamp(1_000);
        try (OutputStream out = Files.newOutputStream(log)) {
            new HistogramLogWriter(out).outputIntervalHistogram(other);
        }
        assertProblem("its histogram has other buckets (1 to 86400000000000 ns, 2 digits)", folder);
    }

    @Test
    void shouldSayWhatIsMissing() throws IOException {
        assertProblem("there is no folder " + temp.resolve("none"), temp.resolve("none"));
        assertProblem("it has no run.json: name a folder that 'quorate run' wrote", temp);
        Files.delete(folder.resolve("hist.hlog"));
        assertProblem("has lost its hist.hlog", folder);
    }

    @Test
    void shouldRefuseAFileThatIsNotTheOneOfTheRun() throws IOException {
        final Path log = folder.resolve("hist.hlog");
        final String text = Files.readString(log);
        Files.writeString(log, text.substring(0, text.lastIndexOf("Tag=")));
        assertProblem(
                log + " was changed since the run wrote it: its SHA-256 is "
                        + FileDigest.of(log).sha256(),
                folder);
        Files.writeString(log, text);
        RecordedRun.read(folder);
        final Path hgrm = folder.resolve("hgrm/rt.get.ok.hgrm");
        Files.writeString(hgrm, " ", StandardOpenOption.APPEND);
        assertProblem(hgrm + " was changed since", folder);
    }

    @Test
    void shouldNotMissAFileThatItDoesNotNeed() throws IOException {
        Files.delete(folder.resolve("hgrm/rt.get.ok.hgrm"));
        Files.delete(folder.resolve("timeline.csv"));
        assertEquals(expected(0, SECONDS), RecordedRun.read(folder).total("rt.get.ok"));
    }

    @Test
    void shouldRefuseAnUnknownSchema() throws IOException {
        Files.writeString(folder.resolve("run.json"), "{\"schema\": \"quorate-run/7\"}");
        assertProblem("has schema quorate-run/7, and this version of quorate reads quorate-run/1 only", folder);
        Files.writeString(folder.resolve("run.json"), "{}");
        assertProblem("does not say its schema", folder);
        Files.writeString(folder.resolve("run.json"), "{\"schema\"");
        assertProblem("run.json is not JSON", folder);
    }

    private static void assertProblem(final String message, final Path folder) {
        final IOException error = assertThrows(IOException.class, () -> RecordedRun.read(folder));
        assertTrue(String.valueOf(error.getMessage()).contains(message), error.getMessage());
        assertTrue(error.getMessage().contains(folder.toString()), error.getMessage());
    }

    private Histogram expected(final int from, final int to) {
        final Histogram times = Histograms.empty();
        for (final Operation operation : trace) {
            if (operation.type() == OperationType.GET
                    && (operation.outcome() == Outcome.OK || operation.outcome() == Outcome.ABSENT)
                    && operation.second() >= from
                    && operation.second() < to) {
                times.recordValue(operation.responseNs());
            }
        }
        return times;
    }
}
