package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

    @TempDir
    private Path temp;

    @Test
    void shouldMakeTheReportAnewAndNameIt() throws IOException {
        Files.writeString(temp.resolve("run.json"), "{\"schema\": \"quorate-run/1\", \"state\": \"running\"}");
        Files.writeString(temp.resolve("hist.hlog"), "#[Histogram log format version 1.3]\n");
        Files.writeString(temp.resolve("report.html"), "old");

        final Cli.Result result = Cli.run("report", temp.toString());

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        assertEquals("report: " + temp.resolve("report.html") + System.lineSeparator(), result.out());
        assertTrue(Files.readString(temp.resolve("report.html")).startsWith("<!DOCTYPE html>"));
    }

    @Test
    void shouldRefuseWhatIsNoRunFolder() throws IOException {
        assertRefused("no run.json", temp);
        assertRefused("there is no folder", temp.resolve("absent"));
        Files.writeString(temp.resolve("run.json"), "{");
        assertRefused("is not JSON", temp);
    }

    @Test
    void shouldSayWhenTheReportCannotBeWritten() throws IOException {
        Files.writeString(temp.resolve("run.json"), "{\"schema\": \"quorate-run/1\", \"state\": \"running\"}");
        Files.writeString(temp.resolve("hist.hlog"), "");
        Files.createDirectory(temp.resolve("report.html.next"));

        assertRefused("report.html.next", temp);
    }

    @Test
    void shouldRefuseAFileThatIsNotTheOneOfTheRun() throws IOException {
        Files.writeString(
                temp.resolve("run.json"),
                "{\"schema\": \"quorate-run/1\", \"state\": \"finished\", \"files\": {\"timeline.csv\": {\"sha256\": \"0\"}}}");
        Files.writeString(temp.resolve("hist.hlog"), "");
        Files.writeString(temp.resolve("timeline.csv"), "elapsed_s\n");

        assertRefused(temp.resolve("timeline.csv") + " was changed since the run wrote it", temp);
    }

    @Test
    void shouldAskForARun() {
        final Cli.Result result = Cli.run("report");
        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains("RUN"), result.err());
    }

    private static void assertRefused(final String message, final Path run) {
        final Cli.Result result = Cli.run("report", run.toString());
        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains(message), result.toString());
        assertFalse(result.err().contains("\tat "), "no stack trace: " + result);
        assertFalse(Files.exists(run.resolve("report.html")), "nothing may be written");
    }
}
