package io.quorate.load.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.quorate.load.record.Histograms;
import io.quorate.load.recorded.FileDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlReportTest {

    private static final long MS_NS = RunFolders.MS_NS;
    private static final int MOST_BYTES = 1_500_000;

    @TempDir
    private Path temp;

    @Test
    void shouldAllowItsOwnScriptsAndStylesAndNothingElse() throws Exception {
        final String page = fullPage();

        final Matcher policy = Pattern.compile("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")
                .matcher(page);
        assertTrue(policy.find());
        final StringBuilder expected = new StringBuilder("default-src 'none'; script-src");
        for (final String script : ReportPages.contents(page, "script")) {
            expected.append(" '").append(sha256(script)).append('\'');
        }
        expected.append("; style-src");
        for (final String style : ReportPages.contents(page, "style")) {
            expected.append(" '").append(sha256(style)).append('\'');
        }
        expected.append("; img-src data:; base-uri 'none'; form-action 'none'");
        assertEquals(expected.toString(), policy.group(1));
        assertEquals(2, ReportPages.contents(page, "script").size());
        assertEquals(2, ReportPages.contents(page, "style").size());
    }

    @Test
    void shouldReferToNothingOutsideOfTheFile() throws IOException {
        final String page = fullPage();

        assertFalse(page.contains("url("), "styles fetch nothing");
        assertFalse(page.contains("@import"), "styles fetch nothing");
        assertFalse(Pattern.compile("\\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts)\\b")
                .matcher(page)
                .find());
        final Matcher reference = Pattern.compile("\\b(?:src|href|action|poster|data|srcset)=[\"']?([^\"' >]*)")
                .matcher(markup(page));
        assertTrue(reference.find());
        assertEquals("data:,", reference.group(1), "no icon is asked for");
        assertFalse(reference.find());
        final Matcher address = Pattern.compile("https?://[^\\s\"'`)]*").matcher(page);
        while (address.find()) {
            assertEquals("https://github.com/leeoniya/uPlot", address.group(), "in the comment that names the library");
        }
    }

    @Test
    void shouldCarryTheLicenceOfTheChartLibrary() throws IOException {
        final String page = fullPage();

        assertTrue(page.contains("Copyright (c) 2022 Leon Sorokin"));
        assertTrue(page.contains("(v" + ReportPage.UPLOT_VERSION + ")"));
    }

    @Test
    void shouldNameTheVersionOfTheChartLibraryThatIsOnTheClassPath() throws IOException {
        final Properties properties = new Properties();
        try (InputStream in =
                HtmlReport.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            properties.load(in);
        }
        assertEquals(properties.getProperty("version"), ReportPage.UPLOT_VERSION);
    }

    @Test
    void shouldShowTheNumbersOfTheHistogramLog() throws IOException {
        final Map<String, Histogram> totals = RunFolders.fullRun(temp);
        HtmlReport.write(temp);
        final JsonObject data = ReportPages.data(ReportPages.read(temp));

        final JsonObject get = operation(data, 0);
        final JsonObject put = operation(data, 1);
        assertEquals("get", get.get("type").getAsString());
        assertTimes(totals.get("rt.get.ok"), get.getAsJsonObject("response"));
        assertTimes(totals.get("st.get.ok"), get.getAsJsonObject("service"));
        final Histogram putResponse = totals.get("rt.put.ok").copy();
        putResponse.add(totals.get("rt.put.unfinished"));
        assertTimes(putResponse, put.getAsJsonObject("response"));
        assertEquals(
                totals.get("rt.put.ok").getTotalCount(), put.get("succeeded").getAsLong());
        assertEquals(1, put.get("unfinished").getAsInt());
        final JsonObject failure = get.getAsJsonArray("failures").get(0).getAsJsonObject();
        assertEquals("timeout", failure.get("cause").getAsString());
        assertEquals("no answer from n2 within 2 s", failure.get("example").getAsString());
        assertTimes(totals.get("rt.get.timeout"), failure.getAsJsonObject("response"));
        assertEquals(949.5, get.get("ratePerSecond").getAsDouble());

        final JsonObject nodes = data.getAsJsonObject("nodes");
        assertEquals(6, nodes.getAsJsonArray("rows").size());
        for (final JsonElement row : nodes.getAsJsonArray("rows")) {
            final JsonObject node = row.getAsJsonObject();
            final String tag = "node." + node.get("node").getAsString() + ".st."
                    + node.get("type").getAsString();
            assertTimes(totals.get(tag), node.getAsJsonObject("times"));
        }
        for (final JsonElement row : nodes.getAsJsonArray("quorums")) {
            final JsonObject whole = row.getAsJsonObject();
            final String tag =
                    whole.get("kind").getAsString() + "." + whole.get("type").getAsString();
            assertTimes(totals.get(tag), whole.getAsJsonObject("times"));
        }
        assertEquals(4, nodes.getAsJsonArray("quorums").size());
    }

    @Test
    void shouldMarkWhatChanceDecidesAndWhatIsALowerBound() throws IOException {
        RunFolders.fullRun(temp);
        HtmlReport.write(temp);
        final JsonObject data = ReportPages.data(ReportPages.read(temp));

        assertEquals("[\"\",\"\",\"\",\"\",\"~\",\"\"]", marks(operation(data, 0)));
        assertEquals("[\"\",\"\",\"\",\"~\",\">=\",\">=\"]", marks(operation(data, 1)));
    }

    @Test
    void shouldShowTheCourseSecondBySecond() throws IOException {
        final RunFolders run = new RunFolders(temp);
        run.times(2, "rt.get.ok", MS_NS, 3 * MS_NS, 3 * MS_NS).times(2, "rt.get.timeout", 9 * MS_NS);
        run.times(4, "rt.get.ok", 7 * MS_NS);
        run.write(RunFolders.json("running", ""));
        HtmlReport.write(temp);
        final JsonObject course = ReportPages.data(ReportPages.read(temp)).getAsJsonObject("course");

        assertEquals("[2.0,3.0,4.0]", course.get("from").toString());
        assertEquals("[3.0,4.0,5.0]", course.get("to").toString());
        assertEquals("[3,0,1]", course.get("succeeded").toString());
        final JsonObject failed = course.getAsJsonArray("failed").get(0).getAsJsonObject();
        assertEquals("timeout", failed.get("cause").getAsString());
        assertEquals("[1,0,0]", failed.get("counts").toString());
        final JsonObject response = course.getAsJsonArray("response").get(0).getAsJsonObject();
        final Histogram second = Histograms.empty();
        second.recordValue(3 * MS_NS);
        final long threeMs = second.getMaxValue();
        assertEquals(threeMs, response.getAsJsonArray("p50").get(0).getAsLong());
        assertTrue(response.getAsJsonArray("p50").get(1).isJsonNull(), "nothing ended in that second");
        assertEquals(7, Math.round(response.getAsJsonArray("max").get(2).getAsLong() / (double) MS_NS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "verdict", "operations", "nodes", "events", "timeline", "violations", "name"})
    void shouldKeepHostileTextText(final String where) throws IOException {
        final String hostile = RunFolders.HOSTILE;
        final String quoted = new Gson().toJson(hostile);
        final Path folder = where.equals("name") ? temp.resolve("<img src=x onerror=alert(1)>") : temp.resolve("run");
        final RunFolders run = new RunFolders(folder);
        run.times(0, "rt.get.timeout", MS_NS);
        run.times(0, "node.n1.st.get", MS_NS);
        final String members =
                switch (where) {
                    case "config" -> "\"config\": {" + quoted + ": " + quoted + ", \"target\": " + quoted + "}";
                    case "verdict" ->
                        "\"verdict\": {\"status\": " + quoted + ", \"reasons\": [" + quoted
                                + "]}, \"objectives\": [{\"text\": " + quoted + ", \"passed\": false}]";
                    case "operations" ->
                        "\"operations\": [{\"type\": \"get\", \"failures\": [{\"cause\": \"timeout\", \"example\": "
                                + quoted + "}]}, {\"type\": " + quoted + "}]";
                    case "nodes" -> "\"replicas\": {\"nodes\": [{\"name\": " + quoted + ", \"replies\": 1}]}";
                    default -> "";
                };
        switch (where) {
            case "events" -> run.file("events.jsonl", "{\"t_s\": 1, \"event\": " + quoted + "}");
            case "timeline" -> run.file("timeline.csv", "elapsed_s,phase,queue\n1," + hostile + ",2\n");
            case "violations" -> run.file("violations.jsonl", "{" + quoted + ": " + quoted + "}");
            default -> assertFalse(members.isEmpty() && !where.equals("name"), where);
        }
        run.write(RunFolders.json("finished", members));
        HtmlReport.write(folder);

        final String page = ReportPages.read(folder);
        assertFalse(page.contains("<img"), where);
        assertEquals(2, ReportPages.contents(page, "script").size());
        assertEquals(occurrences(page, "<script"), occurrences(page, "</script>"));
        assertEquals(3, occurrences(page, "<script"));
        final String data = ReportPages.data(page).toString();
        assertTrue(data.contains(where.equals("name") ? "<img src=x" : "onerror=document.body.dataset.owned"), where);
    }

    @Test
    void shouldStaySmallWhenTheRunIsLongAndHasManyNodes() throws IOException {
        final RunFolders run = new RunFolders(temp);
        for (int second = 0; second < 700; second++) {
            for (final String type : List.of("get", "put", "delete", "rmw")) {
                run.times(second, "rt." + type + ".ok", MS_NS + second * 997L, 5 * MS_NS);
            }
            if (second % 100 == 0) {
                for (int node = 0; node < 100; node++) {
                    run.times(second, "node.n" + node + ".st.get", MS_NS * node + second * 983L);
                }
            }
        }
        run.write(RunFolders.json("finished", ""));
        HtmlReport.write(temp);

        final long size = Files.size(temp.resolve(HtmlReport.FILE));
        assertTrue(size < MOST_BYTES, size + " bytes");
        final JsonObject data = ReportPages.data(ReportPages.read(temp));
        assertEquals(350, data.getAsJsonObject("course").getAsJsonArray("from").size());
    }

    @Test
    void shouldShowARunThatWasCutOff() throws IOException {
        final RunFolders run = new RunFolders(temp);
        run.times(0, "rt.get.ok", MS_NS);
        run.write(RunFolders.json("running", ""));
        Files.writeString(
                temp.resolve("hist.hlog"), Files.readString(temp.resolve("hist.hlog")) + "Tag=rt.get.ok,1.000,1.0");
        HtmlReport.write(temp);

        final JsonObject data = ReportPages.data(ReportPages.read(temp));
        assertEquals("running", data.get("state").getAsString());
        assertFalse(data.has("verdict"));
        assertEquals(1, operation(data, 0).get("succeeded").getAsInt());
        assertFalse(operation(data, 0).has("ratePerSecond"));
    }

    @Test
    void shouldShowARunWithoutAnyOperation() throws IOException {
        new RunFolders(temp).write(RunFolders.json("interrupted", "\"operations\": [{\"type\": \"put\"}]"));
        HtmlReport.write(temp);

        final JsonObject data = ReportPages.data(ReportPages.read(temp));
        assertEquals(
                0, operation(data, 0).getAsJsonObject("response").get("count").getAsInt());
        assertEquals(0, data.getAsJsonObject("course").getAsJsonArray("from").size());
        assertEquals(0, data.getAsJsonObject("curves").getAsJsonArray("series").size());
    }

    @Test
    void shouldShowARunInWhichEverythingFailed() throws IOException {
        final RunFolders run = new RunFolders(temp);
        run.times(0, "rt.put.timeout", MS_NS, 2 * MS_NS).times(1, "rt.put.refused", MS_NS);
        run.write(RunFolders.json("finished", ""));
        HtmlReport.write(temp);

        final JsonObject data = ReportPages.data(ReportPages.read(temp));
        assertEquals(2, operation(data, 0).getAsJsonArray("failures").size());
        assertEquals(0, operation(data, 0).get("succeeded").getAsInt());
        assertEquals(2, data.getAsJsonObject("course").getAsJsonArray("failed").size());
        assertEquals(0, data.getAsJsonObject("curves").getAsJsonArray("series").size());
    }

    @Test
    void shouldTakeMembersOfAnotherKindThanExpectedForMissing() throws IOException {
        new RunFolders(temp)
                .times(0, "rt.get.ok", MS_NS)
                .write(
                        RunFolders.json(
                                "finished",
                                "\"verdict\": 1, \"config\": [], \"load\": null, \"operations\": {}, \"nodes\": \"n\","
                                        + " \"objectives\": [null, [], 3, {}], \"environment\": \"x\", \"check\": [], \"replicas\": {\"nodes\": [1, {\"name\": []}]}"));
        HtmlReport.write(temp);

        final JsonObject data = ReportPages.data(ReportPages.read(temp));
        assertFalse(data.has("verdict"));
        assertEquals(1, operation(data, 0).get("succeeded").getAsInt());
    }

    @Test
    void shouldWriteOverAnOlderReport() throws IOException {
        RunFolders.fullRun(temp);
        Files.writeString(temp.resolve(HtmlReport.FILE), "old");
        HtmlReport.write(temp);
        final String first = ReportPages.read(temp);
        HtmlReport.write(temp);

        assertTrue(first.startsWith("<!DOCTYPE html>"));
        assertEquals(first, ReportPages.read(temp), "the same files make the same report");
        assertFalse(Files.exists(temp.resolve(HtmlReport.FILE + ".next")));
    }

    @Test
    void shouldShowTheWiderEnvironmentWhenThereIsOne() throws IOException {
        final String run = RunFolders.json("finished", "\"environment\": {\"os\": \"a\"}");
        new RunFolders(temp).write(run);
        HtmlReport.write(temp);
        assertEquals(
                "[[\"os\",\"a\"]]",
                ReportPages.data(ReportPages.read(temp)).get("environment").toString());

        new RunFolders(temp)
                .file("env.json", "{\n\"os\": \"a\",\n\"gc\": [\"x\", \"y\"]}")
                .write(run);
        HtmlReport.write(temp);
        final JsonObject data = ReportPages.data(ReportPages.read(temp));
        assertEquals(
                "[[\"os\",\"a\"],[\"gc\",\"x, y\"]]", data.get("environment").toString());
    }

    /** Hiccups are measured all the time, so that the log has intervals in which no operation is. */
    @Test
    void shouldLeaveOutTheWarmUp() throws IOException {
        final RunFolders run = new RunFolders(temp);
        run.times(0, "hiccup.self", MS_NS).times(1, "hiccup.self", MS_NS).times(2, "hiccup.self", MS_NS);
        run.times(2, "rt.get.ok", MS_NS).times(2, "node.n1.st.get", MS_NS).times(3, "hiccup.self", MS_NS);
        run.write(RunFolders.json("finished", ""));
        HtmlReport.write(temp);

        final JsonObject data = ReportPages.data(ReportPages.read(temp));
        assertEquals("[2.0,3.0]", data.getAsJsonObject("course").get("from").toString());
        assertEquals(
                "[2.0,3.0]",
                data.getAsJsonObject("nodes")
                        .getAsJsonObject("course")
                        .get("from")
                        .toString());
    }

    @Test
    void shouldShowHashesOfFilesAndWhatCouldNotBeWritten() throws IOException {
        final RunFolders run = new RunFolders(temp).file("events.jsonl", "");
        final String digest = FileDigest.of(temp.resolve("events.jsonl")).sha256();
        run.write(RunFolders.json(
                "finished",
                "\"files\": {\"events.jsonl\": {\"bytes\": 0, \"sha256\": \"" + digest
                        + "\"}}, \"problems\": [\"disk full\"]"));
        HtmlReport.write(temp);

        final JsonObject data = ReportPages.data(ReportPages.read(temp));
        assertEquals("[\"disk full\"]", data.get("problems").toString());
        final JsonObject events = data.getAsJsonArray("files").get(0).getAsJsonObject();
        assertEquals("events.jsonl", events.get("name").getAsString());
        assertEquals(digest, events.get("sha256").getAsString());
    }

    @Test
    void shouldListTheFilesOfTheRun() throws IOException {
        RunFolders.fullRun(temp);
        Files.createDirectories(temp.resolve("hgrm"));
        Files.writeString(temp.resolve("hgrm/a.hgrm"), "12345");
        Files.writeString(temp.resolve("hgrm/b.hgrm"), "123");
        HtmlReport.write(temp);

        final JsonArray files = ReportPages.data(ReportPages.read(temp)).getAsJsonArray("files");
        assertEquals(
                "{\"name\":\"events.jsonl\",\"bytes\":" + Files.size(temp.resolve("events.jsonl")) + "}",
                files.get(0).toString());
        assertEquals(
                "{\"name\":\"hgrm/\",\"files\":2,\"bytes\":8}", files.get(1).toString());
        assertEquals(6, files.size(), "the report itself is not one of them");
    }

    @Test
    void shouldRefuseAFolderThatIsNoRun() {
        final IOException error = assertThrows(IOException.class, () -> HtmlReport.write(temp));
        assertTrue(error.getMessage().contains("run.json"), error.getMessage());
        assertFalse(Files.exists(temp.resolve(HtmlReport.FILE)));
    }

    private String fullPage() throws IOException {
        RunFolders.fullRun(temp);
        HtmlReport.write(temp);
        final String page = ReportPages.read(temp);
        assertTrue(page.length() < MOST_BYTES, page.length() + " characters");
        return page;
    }

    /** Without what stands in scripts and styles. */
    private static String markup(final String page) {
        return page.replaceAll("(?s)(<script[^>]*>).*?</script>", "$1").replaceAll("(?s)<style>.*?</style>", "");
    }

    private static String sha256(final String content) throws Exception {
        return "sha256-"
                + Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonObject operation(final JsonObject data, final int index) {
        return data.getAsJsonArray("operations").get(index).getAsJsonObject();
    }

    private static String marks(final JsonObject operation) {
        return operation.getAsJsonObject("response").get("marks").toString();
    }

    private static void assertTimes(final Histogram expected, final JsonObject times) {
        assertNotNull(expected);
        assertEquals(expected.getTotalCount(), times.get("count").getAsLong());
        final JsonArray ns = times.getAsJsonArray("ns");
        final double[] percentiles = {50, 90, 99, 99.9, 99.99};
        for (int i = 0; i < percentiles.length; i++) {
            assertEquals(
                    expected.getValueAtPercentile(percentiles[i]), ns.get(i).getAsLong());
        }
        assertEquals(expected.getMaxValue(), ns.get(percentiles.length).getAsLong());
    }

    private static int occurrences(final String text, final String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
