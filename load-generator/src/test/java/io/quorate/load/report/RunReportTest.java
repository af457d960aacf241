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
import io.quorate.load.record.Times;
import io.quorate.load.workload.OperationType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogProcessor;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunReportTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final RunFacts FACTS = new RunFacts("9.9", Map.of("rate", 1_000.0), Map.of("java", "17"));

    @TempDir
    private Path temp;

    private final RunRecorder recorder = new RunRecorder();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();
    private Progress.Style style = Progress.Style.PLAIN;

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

    @Test
    void shouldWriteALineOfTheTimelinePerSecond() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        run(folder, 2);

        final List<Map<String, String>> rows = Tables.read(folder.path().resolve("timeline.csv"));
        assertEquals(2, rows.size());
        final Map<String, String> second = rows.get(1);
        assertEquals("2", second.get("elapsed_s"));
        assertEquals(Long.toString(START.toEpochMilli() + 2_000), second.get("epoch_ms"));
        assertEquals("load", second.get("phase"));
        assertEquals("120", rows.get(0).get("offered"));
        assertEquals("0", second.get("offered"), "nothing new was due in the second interval");
        assertEquals("100", rows.get(0).get("sent"));
        assertEquals("100", second.get("succeeded"));
        assertEquals("1", second.get("failed"));
        assertEquals("0", second.get("unfinished"));
        assertEquals("4", second.get("in_flight"));
        assertEquals("20", second.get("queue"));
        assertEquals("true", second.get("at_cap"));
        assertEquals("50.003967", second.get("get_rt_p50_ms"));
        assertEquals("25.001983", second.get("get_st_p50_ms"));
        assertEquals("", second.get("put_rt_p50_ms"), "what failed has no share in the times");
        assertEquals("", second.get("hiccup_max_ms"));
        assertEquals(
                List.of(
                        "get_rt_p50_ms",
                        "get_rt_p99_ms",
                        "get_rt_p999_ms",
                        "get_rt_max_ms",
                        "get_st_p50_ms",
                        "get_st_p99_ms",
                        "put_rt_p50_ms"),
                List.copyOf(second.keySet()).subList(11, 18));
    }

    @Test
    void shouldCountWhatDidNotEndInTheTimelineWithItsTime() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        try (RunReport report = open(folder)) {
            recorder.record(OperationType.GET, Outcome.OK, Recordings.MS_NS, Recordings.MS_NS, true);
            recorder.record(
                    OperationType.GET, Outcome.UNFINISHED, 3 * Recordings.SECOND_NS, Recordings.SECOND_NS, false);
            recorder.recordNotSent(OperationType.GET, Outcome.UNSENT, 4 * Recordings.SECOND_NS);
            recorder.recordNotSent(OperationType.GET, Outcome.SHED, 5 * Recordings.SECOND_NS);
            report.second(progress(1));
        }

        final Map<String, String> row =
                Tables.read(folder.path().resolve("timeline.csv")).get(0);
        assertEquals("1", row.get("succeeded"));
        assertEquals("2", row.get("unfinished"));
        assertEquals("1", row.get("failed"));
        assertEquals(4_000, Double.parseDouble(row.get("get_rt_max_ms")), 4);
        assertEquals(1_000, Double.parseDouble(row.get("get_st_p99_ms")), 1);
    }

    @Test
    void shouldShowWhatTheGeneratorKnowsOfItself() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        try (RunReport report = open(folder)) {
            report.generator(() -> Map.of("hiccup_max_ms", 2.25, "cpu_share", 0.5));
            report.second(progress(1));
        }

        final Map<String, String> row =
                Tables.read(folder.path().resolve("timeline.csv")).get(0);
        assertEquals("2.25", row.get("hiccup_max_ms"));
        assertEquals("", row.get("gc_ms"));
        assertEquals("0.5", row.get("cpu_share"));
        assertEquals("", row.get("steal_share"));
    }

    @Test
    void shouldWriteASummaryThatAgreesWithTheTotals() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        run(folder, 3);

        final List<Map<String, String>> rows = Tables.read(folder.path().resolve("summary.csv"));
        assertEquals(
                List.of(
                        "get/response/",
                        "get/service/",
                        "get/wait/",
                        "put/response/",
                        "put/service/",
                        "put/wait/",
                        "put/response/timeout"),
                rows.stream()
                        .map(row -> row.get("operation") + "/" + row.get("kind") + "/" + row.get("cause"))
                        .toList());
        final Histogram response = recorder.response(OperationType.GET, Outcome.OK);
        assertEquals("300", rows.get(0).get("count"));
        assertEquals("30", rows.get(0).get("rate_per_s"), "300 in 10 s");
        assertEquals(Csv.ms(response.getValueAtPercentile(99.9)), rows.get(0).get("p999_ms"));
        assertEquals(Csv.ms(response.getMaxValue()), rows.get(0).get("max_ms"));
        assertEquals("0", rows.get(3).get("count"));
        assertEquals("", rows.get(3).get("p50_ms"));
        assertEquals("3", rows.get(6).get("count"));
        assertEquals("0.000003", rows.get(6).get("max_ms"));
    }

    @Test
    void shouldSayHowManyDidNotEndInTheSummary() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        recorder.record(OperationType.GET, Outcome.UNFINISHED, 2, 1, false);
        recorder.recordNotSent(OperationType.PUT, Outcome.UNSENT, 2);
        run(folder, 1);

        final List<Map<String, String>> rows = Tables.read(folder.path().resolve("summary.csv"));
        assertTrue(
                rows.stream()
                        .anyMatch(row -> row.get("operation").equals("get")
                                && row.get("cause").equals("unfinished")
                                && row.get("count").equals("1")
                                && row.get("p50_ms").isEmpty()),
                rows.toString());
        assertTrue(
                rows.stream()
                        .anyMatch(row -> row.get("operation").equals("put")
                                && row.get("cause").equals("unsent")
                                && row.get("count").equals("1")),
                rows.toString());
    }

    @Test
    void shouldWriteEventsInTheirOrderWithThePhases() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        try (RunReport report = open(folder)) {
            report.second(progress(LoadProgress.Phase.WARMUP, 1));
            clock.set(1_500 * Recordings.MS_NS);
            report.events().event("node-down", "n2", "it said \"no\"\n");
            report.second(progress(LoadProgress.Phase.LOAD, 2));
            report.events().event("node-up", "n2", null);
            report.second(progress(LoadProgress.Phase.DRAIN, 3));
            final RunSummary summary = RunSummary.of(Recordings.plan(), Recordings.result(1), recorder, null);
            report.finish(summary, 0, Map.of());
        }

        final List<Map<String, Object>> events = events(folder);
        assertEquals(
                List.of(
                        "phase warmup",
                        "phase load",
                        "node-down it said \"no\"\n",
                        "node-up null",
                        "phase drain",
                        "phase end"),
                events.stream()
                        .map(event -> event.get("event") + " " + event.get("detail"))
                        .toList());
        assertEquals(
                List.of(0.0, 1.0, 1.5, 1.5, 2.0, 3.0),
                events.stream().map(event -> event.get("t_s")).toList());
        assertEquals(START.toEpochMilli() + 1_500, Json.number(events.get(2), "epochMs"));
        assertEquals("n2", events.get(2).get("node"));
        assertFalse(events.get(0).containsKey("node"));
    }

    @Test
    void shouldWriteTheEnvironmentAtTheStart() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        open(folder).close();

        assertEquals(
                Map.of("java", "17"), Json.object(Files.readString(folder.path().resolve("env.json"))));
    }

    @Test
    void shouldTellLengthAndDigestOfEveryOtherFile() throws Exception {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        Files.writeString(Files.createDirectory(folder.path().resolve("nodes")).resolve("node-1.log"), "");
        Files.writeString(folder.path().resolve("violations.jsonl"), "");
        run(folder, 2);

        final Map<String, Object> json = json(folder);
        final Map<?, ?> files = (Map<?, ?>) json.get("files");
        final Set<String> names = new TreeSet<>();
        try (Stream<Path> all = Files.walk(folder.path())) {
            all.filter(Files::isRegularFile)
                    .map(file -> folder.path().relativize(file).toString())
                    .filter(name -> !name.equals("run.json") && !name.startsWith("nodes"))
                    .forEach(names::add);
        }
        assertEquals(names, files.keySet());
        assertTrue(names.contains("hgrm/rt.get.ok.hgrm") && names.contains("timeline.csv"), names.toString());
        for (final String name : names) {
            final byte[] bytes = Files.readAllBytes(folder.path().resolve(name));
            final Map<?, ?> facts = (Map<?, ?>) files.get(name);
            assertEquals((double) bytes.length, facts.get("bytes"), name);
            assertEquals(
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)),
                    facts.get("sha256"),
                    name);
        }
        assertEquals(List.of(), json.get("problems"));
    }

    @Test
    void shouldAddSections() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        try (RunReport report = open(folder)) {
            report.section("nodes", Map.of("n1", Map.of("share", 0.5, "slow", List.of(1L, 2L))));
            assertThrows(IllegalArgumentException.class, () -> report.section("nodes", Map.of()));
            assertThrows(IllegalArgumentException.class, () -> report.section("verdict", Map.of()));
            report.finish(RunSummary.of(Recordings.plan(), Recordings.result(1), recorder, null), 0, Map.of());
        }

        assertEquals(0.5, Json.at(json(folder), "nodes/n1/share"));
        assertEquals(2, Json.number(json(folder), "nodes/n1/slow/1"));
    }

    /** What a process leaves that is killed: nothing is closed. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    void shouldLeaveFilesThatParseWhenTheProcessIsKilled(final int seconds) throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        final RunReport report = open(folder);
        for (int second = 1; second <= seconds; second++) {
            Recordings.ok(recorder, OperationType.GET, 100);
            report.events().event("node-down", "n" + second, null);
            report.second(progress(second));
        }
        // Belongs to the second that is lost.
        Recordings.ok(recorder, OperationType.GET, 100);
        report.events().event("node-up", "n1", null);

        assertEquals("running", json(folder).get("state"));
        assertEquals("quorate-run/1", json(folder).get("schema"));
        assertEquals(seconds, Tables.read(folder.path().resolve("timeline.csv")).size());
        assertEquals(seconds == 0 ? 0 : seconds + 1, events(folder).size());
        long count = 0;
        try (HistogramLogReader reader =
                new HistogramLogReader(folder.path().resolve("hist.hlog").toFile())) {
            EncodableHistogram next = reader.nextIntervalHistogram();
            while (next != null) {
                count += next.getTag().equals("rt.get.ok") ? ((Histogram) next).getTotalCount() : 0;
                next = reader.nextIntervalHistogram();
            }
        }
        assertEquals(100L * seconds, count);
        report.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hist.hlog", "timeline.csv", "events.jsonl"})
    void shouldKeepTheRestWhenTheDiskIsFullForOneFile(final String name) throws IOException {
        final Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full));
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        Files.createSymbolicLink(folder.path().resolve(name), full);

        final List<String> table = new ArrayList<>();
        final IOException error = assertThrows(IOException.class, () -> table.addAll(run(folder, 2)));

        assertEquals(name + ": No space left on device (what could be written is kept)", error.getMessage());
        assertTrue(table.isEmpty(), "the failure is told after the results, when the report is closed");
        final Map<String, Object> json = json(folder);
        assertEquals("finished", json.get("state"));
        assertEquals(List.of(name + ": No space left on device"), json.get("problems"));
        assertEquals(200, Json.number(json, "tags/rt.get.ok/count"));
        final Set<String> others = new TreeSet<>(
                List.of("env.json", "events.jsonl", "hist.hlog", "summary.csv", "timeline.csv", "hgrm/rt.get.ok.hgrm"));
        others.remove(name);
        for (final String other : others) {
            assertTrue(Files.size(folder.path().resolve(other)) > 0, other);
            assertTrue(((Map<?, ?>) json.get("files")).containsKey(other), other);
        }
    }

    @Test
    void shouldTellAllThatCouldNotBeWrittenAndStillGiveTheResults() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        // Nobody can write a file where a folder is, whoever they are.
        Files.createDirectory(folder.path().resolve("summary.csv"));
        Files.createFile(folder.path().resolve("hgrm"));
        final RunReport report = open(folder);
        Recordings.ok(recorder, OperationType.GET, 100);
        report.second(progress(1));
        final List<String> table =
                report.finish(RunSummary.of(Recordings.plan(), Recordings.result(100), recorder, null), 0, Map.of());

        assertTrue(String.join("\n", table).contains("get    response"), table.toString());
        assertEquals(2, report.problems().size(), report.problems().toString());
        assertEquals("finished", json(folder).get("state"));
        final IOException error = assertThrows(IOException.class, report::close);
        assertTrue(error.getMessage().startsWith("summary.csv: "), error.getMessage());
        assertTrue(error.getMessage().contains("; hgrm: "), error.getMessage());
        assertFalse(error.getMessage().contains("Exception"), error.getMessage());
    }

    @Test
    void shouldGiveTheResultsWhenTheFolderIsGone() throws IOException {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        final RunReport report = open(folder);
        Recordings.ok(recorder, OperationType.GET, 100);
        report.second(progress(1));
        try (Stream<Path> files = Files.list(folder.path())) {
            for (final Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder.path());
        report.second(progress(2));

        final List<String> table =
                report.finish(RunSummary.of(Recordings.plan(), Recordings.result(100), recorder, null), 0, Map.of());
        assertTrue(String.join("\n", table).contains("get    response"), table.toString());
        final IOException error = assertThrows(IOException.class, report::close);
        for (final String name : List.of("hist.hlog", "timeline.csv", "events.jsonl")) {
            assertTrue(error.getMessage().contains(name + ": it, or its folder, is gone"), error.getMessage());
        }
        assertFalse(error.getMessage().contains("Exception"), error.getMessage());
    }

    /** As somebody does who has the run folder and the jar of HdrHistogram. */
    @Test
    @Timeout(60)
    void shouldBeReadByTheToolOfHdrHistogram() throws Exception {
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        run(folder, 3);
        final Path output = temp.resolve("get");

        final Thread tool = new HistogramLogProcessor(new String[] {
            "-i",
            folder.path().resolve("hist.hlog").toString(),
            "-o",
            output.toString(),
            "-tag",
            "rt.get.ok",
            "-outputValueUnitRatio",
            "1000000"
        });
        tool.start();
        tool.join();

        final List<String> intervals = Files.readAllLines(output).stream()
                .filter(line -> line.matches(" *[0-9].*"))
                .toList();
        assertEquals(3, intervals.size(), intervals.toString());
        assertTrue(intervals.get(2).matches(" *3\\.000: I:100 \\( +50\\.004 .*"), intervals.get(2));
        final String distribution = Files.readString(Path.of(output + ".hgrm"));
        assertTrue(distribution.contains("Total count    =          300"), distribution);
        final Histogram total = recorder.response(OperationType.GET, Outcome.OK);
        assertTrue(
                distribution.contains(String.format(Locale.ROOT, "%12.3f 1.000000000000", total.getMaxValue() / 1e6)),
                distribution);
    }

    @Test
    void shouldShowAJsonObjectPerSecond() throws IOException {
        style = Progress.Style.JSON;
        final RunFolder folder = RunFolder.create(temp.resolve("run"));
        try (RunReport report = open(folder)) {
            report.second(progress(LoadProgress.Phase.WARMUP, 1));
            Recordings.ok(recorder, OperationType.GET, 100);
            recorder.record(OperationType.PUT, Outcome.TIMEOUT, 1, 0, true);
            report.second(new LoadProgress(LoadProgress.Phase.LOAD, 2 * Recordings.SECOND_NS, 340, 310, 4, true));
        }

        final List<String> lines =
                screen.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, lines.size(), lines.toString());
        final Map<String, Object> warmup = Json.object(lines.get(0));
        assertEquals("warmup", warmup.get("phase"));
        assertTrue(lines.get(0).contains("\"donePerSecond\":null"), lines.get(0));
        final Map<String, Object> load = Json.object(lines.get(1));
        assertEquals(2.0, load.get("t_s"));
        assertEquals("load", load.get("phase"));
        assertEquals(220, Json.number(load, "offered"));
        assertEquals(210, Json.number(load, "sent"));
        assertEquals(100, Json.number(load, "donePerSecond"));
        assertEquals(4, Json.number(load, "inFlight"));
        assertEquals(true, load.get("atCap"));
        assertEquals(30, Json.number(load, "queue"));
        assertEquals(100, Json.number(load, "operations/get/done"));
        assertEquals(50.003967, Json.at(load, "operations/get/p50Ms"));
        assertEquals(1, Json.number(load, "failed"));
    }

    @Test
    void shouldControlNoCursorUnlessItIsATerminal() throws IOException {
        for (final Progress.Style each : Progress.Style.values()) {
            style = each;
            screen.reset();
            run(RunFolder.create(temp.resolve(each.name())), 2);
            final String shown = screen.toString(StandardCharsets.UTF_8);
            assertEquals(each == Progress.Style.TERMINAL, shown.contains("\r") || shown.contains("\033"), each.name());
            assertEquals(each == Progress.Style.OFF, shown.isEmpty(), each.name());
        }
    }

    private List<String> run(final RunFolder folder, final int seconds) throws IOException {
        try (RunReport report = open(folder)) {
            for (int second = 1; second <= seconds; second++) {
                Recordings.ok(recorder, OperationType.GET, 100);
                recorder.record(OperationType.PUT, Outcome.TIMEOUT, second, 0, true);
                recorder.example(OperationType.PUT, Outcome.TIMEOUT, "with \"quotes\"\n");
                report.second(progress(second));
            }
            final RunSummary summary =
                    RunSummary.of(Recordings.plan(), Recordings.result(101L * seconds), recorder, null);
            return report.finish(summary, 1, Map.of("retries", 7L));
        }
    }

    private RunReport open(final RunFolder folder) throws IOException {
        final Progress progress = new Progress(
                new PrintStream(screen, true, StandardCharsets.UTF_8),
                style,
                Recordings.plan().workload().mix());
        return RunReport.open(folder, FACTS, recorder, progress, START, clock::get);
    }

    private static LoadProgress progress(final int second) {
        return progress(LoadProgress.Phase.LOAD, second);
    }

    private static LoadProgress progress(final LoadProgress.Phase phase, final int second) {
        return new LoadProgress(phase, second * Recordings.SECOND_NS, 120, 100, 4, true);
    }

    private static List<Map<String, Object>> events(final RunFolder folder) throws IOException {
        return Files.readAllLines(folder.path().resolve("events.jsonl")).stream()
                .map(Json::object)
                .toList();
    }

    private static Map<String, Object> json(final RunFolder folder) throws IOException {
        return Json.object(Files.readString(folder.path().resolve("run.json")));
    }
}
