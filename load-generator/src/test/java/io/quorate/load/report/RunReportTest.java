package io.quorate.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import io.quorate.load.engine.LoadProgress;
import io.quorate.load.record.Histograms;
import io.quorate.load.record.Outcome;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.OperationType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final RunFacts FACTS = new RunFacts("9.9", Map.of("rate", 1_000.0), Map.of("java", "17"));

    @TempDir
    private Path temp;

    private final RunRecorder recorder = new RunRecorder();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @Test
    void shouldWriteALogThatAddsUpToTheSummary() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        run(folder, 3);

        final Map<String, Histogram> sums = new TreeMap<>();
        int intervals = 0;
        try (HistogramLogReader reader =
                new HistogramLogReader(folder.path().resolve("hist.hlog").toFile())) {
            EncodableHistogram next = reader.nextIntervalHistogram();
            while (next != null) {
                intervals++;
                sums.computeIfAbsent(next.getTag(), tag -> Histograms.empty()).add((Histogram) next);
                final long offsetMs = next.getStartTimeStamp() - START.toEpochMilli();
                assertEquals(0, offsetMs % 1_000, "intervals start at full seconds");
                assertEquals(1_000, next.getEndTimeStamp() - next.getStartTimeStamp());
                next = reader.nextIntervalHistogram();
            }
        }

        assertTrue(intervals > sums.size(), "several intervals per tag");
        recorder.forEachTotal(total -> {
            if (total.getTotalCount() > 0) {
                assertEquals(total, sums.remove(total.getTag()), total.getTag());
            }
        });
        assertTrue(sums.isEmpty(), sums.keySet().toString());
    }

    @Test
    void shouldNotDriftWhenSecondsEndALittleLate() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        final int seconds = 100;
        try (RunReport report = open(folder)) {
            for (int second = 1; second <= seconds; second++) {
                recorder.record(OperationType.GET, Outcome.OK, 1, 1, true);
                // Every other second is a little short of 1,000 ms.
                final long lateNs = second % 2 == 0 ? 0 : 300_000;
                report.second(new LoadProgress(
                        LoadProgress.Phase.LOAD, second * Recordings.SECOND_NS + lateNs, 1, 1, 0, false));
            }
        }

        long endMs = START.toEpochMilli();
        try (HistogramLogReader reader =
                new HistogramLogReader(folder.path().resolve("hist.hlog").toFile())) {
            EncodableHistogram next = reader.nextIntervalHistogram();
            while (next != null) {
                if (next.getTag().equals("rt.get.ok")) {
                    assertEquals(endMs, next.getStartTimeStamp());
                    endMs = next.getEndTimeStamp();
                }
                next = reader.nextIntervalHistogram();
            }
        }
        assertEquals(seconds * 1_000L, endMs - START.toEpochMilli());
    }

    @Test
    void shouldWriteJsonThatAgreesWithTable() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        final List<String> table = run(folder, 3);

        final Map<String, Object> json = json(folder);
        assertEquals("quorate-run/1", json.get("schema"));
        assertEquals("finished", json.get("state"));
        assertEquals("VALID", Json.at(json, "verdict/status"));
        assertEquals(1, Json.number(json, "verdict/exitCode"));
        assertEquals(303, Json.number(json, "load/offered"));
        assertEquals("get", Json.at(json, "operations/0/type"));
        assertEquals(300, Json.number(json, "operations/0/succeeded"));
        assertEquals(300, Json.number(json, "operations/0/response/count"));
        assertEquals(3, Json.number(json, "operations/1/failed"));
        assertEquals("timeout", Json.at(json, "operations/1/failures/0/cause"));
        assertEquals("with \"quotes\"\n", Json.at(json, "operations/1/failures/0/example"));
        assertEquals(300, Json.number(json, "tags/rt.get.ok/count"));
        assertEquals(3, Json.number(json, "tags/wt.put/count"));
        assertEquals(7, Json.number(json, "client/retries"));
        final Histogram response = recorder.response(OperationType.GET, Outcome.OK);
        assertEquals(response.getValueAtPercentile(99), Json.number(json, "operations/0/response/p99Ns"));
        assertEquals(response.getValueAtPercentile(99.99), Json.number(json, "operations/0/response/p9999Ns"));
        assertEquals(response.getMaxValue(), Json.number(json, "operations/0/response/maxNs"));
        assertTrue(String.join("\n", table).contains(Times.ms(response.getMaxValue())), table.toString());
    }

    @Test
    void shouldWriteAPercentileDistributionPerTag() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        run(folder, 1);

        final String text = Files.readString(folder.path().resolve("hgrm/rt.get.ok.hgrm"));
        assertTrue(text.contains("#[Buckets"), text);
        assertTrue(text.contains("Total count    =          100"), text);
        assertFalse(Files.exists(folder.path().resolve("hgrm/wt.delete.hgrm")));
    }

    @Test
    void shouldLeaveWhatItHasWhenTheRunIsCutShort() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        final RunReport report = open(folder);
        Recordings.ok(recorder, OperationType.GET, 100);
        report.second(progress(1));

        assertEquals("running", json(folder).get("state"));
        try (HistogramLogReader reader =
                new HistogramLogReader(folder.path().resolve("hist.hlog").toFile())) {
            assertEquals(100, ((Histogram) reader.nextIntervalHistogram()).getTotalCount());
        }
        report.close();
    }

    @Test
    void shouldSayWhenTheLogCannotBeWritten() throws IOException {
        final Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full));
        final HistogramLog log = HistogramLog.create(full, 0, "test");
        final Histogram interval = Recordings.times(1, 1);
        log.write(interval);

        assertThrows(IOException.class, log::close);
    }

    @Test
    void shouldRefuseAFolderThatHasARun() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        run(folder, 1);

        final IOException error = assertThrows(IOException.class, () -> RunFolder.create(temp.resolve("run")));
        assertTrue(error.getMessage().contains("there is a run in it already"), error.getMessage());
    }

    @Test
    void shouldRefuseAFile() throws IOException {
        final Path file = Files.createFile(temp.resolve("file"));
        assertThrows(IOException.class, () -> RunFolder.create(file));
        assertThrows(IOException.class, () -> RunFolder.create(file.resolve("below")));
    }

    @Test
    void shouldNameFoldersByTimeAndNumberThoseOfOneSecond() throws IOException {
        final LocalDateTime now = LocalDateTime.of(2026, 1, 2, 3, 4, 5);
        assertEquals(
                temp.resolve("20260102-030405"),
                RunFolder.createNamedBy(temp, now).path());
        assertEquals(
                temp.resolve("20260102-030405-2"),
                RunFolder.createNamedBy(temp, now).path());
    }

    @Test
    void shouldShowALinePerSecond() throws IOException {
        run(RunFolder.create(temp.resolve("run")), 2);

        final List<String> lines =
                screen.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(lines.get(0).contains("get p50"), lines.get(0));
        assertTrue(lines.get(1).matches(" +1 s  load +100 +4\\* +20 +50\\.00 +99\\.02 +- +- +1"), lines.get(1));
    }

    private List<String> run(final RunFolder folder, final int seconds) throws IOException {
        try (RunReport report = open(folder)) {
            for (int second = 1; second <= seconds; second++) {
                Recordings.ok(recorder, OperationType.GET, 100);
                recorder.record(OperationType.PUT, Outcome.TIMEOUT, second, 0, true);
                recorder.example(OperationType.PUT, Outcome.TIMEOUT, "with \"quotes\"\n");
                report.second(progress(second));
            }
            final RunSummary summary = RunSummary.of(Recordings.plan(), Recordings.result(101L * seconds), recorder);
            return report.finish(summary, 1, Map.of("retries", 7L));
        }
    }

    private RunReport open(final RunFolder folder) throws IOException {
        final Progress progress = new Progress(
                new PrintStream(screen, true, StandardCharsets.UTF_8),
                Progress.Style.PLAIN,
                Recordings.plan().workload().mix());
        return RunReport.open(folder, FACTS, recorder, progress, START);
    }

    private static LoadProgress progress(final int second) {
        return new LoadProgress(LoadProgress.Phase.LOAD, second * Recordings.SECOND_NS, 120, 100, 4, true);
    }

    private static Map<String, Object> json(final RunFolder folder) throws IOException {
        return Json.object(Files.readString(folder.path().resolve("run.json")));
    }
}
