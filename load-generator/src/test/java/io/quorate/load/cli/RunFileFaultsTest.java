package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose files cannot be written: they end, show their results, and say what is missing. */
class RunFileFaultsTest {

    @TempDir
    private Path temp;

    @Test
    void shouldShowResultsAndSayWhatIsMissingWhenTheDiskFillsUp() throws IOException {
        final Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full));
        for (final String name : new String[] {"hist.hlog", "timeline.csv"}) {
            Files.createSymbolicLink(temp.resolve(name), full);
        }
        final Cli.Result result = run();

        assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
        assertTrue(result.out().contains("get    response"), result.out());
        final Map<String, Object> json = Json.object(Files.readString(temp.resolve("run.json")));
        assertEquals("finished", json.get("state"));
        assertEquals(
                List.of("hist.hlog: No space left on device", "timeline.csv: No space left on device"),
                json.get("problems"));
        assertTrue(Files.size(temp.resolve("summary.csv")) > 0);
        assertTrue(Files.size(temp.resolve("events.jsonl")) > 0);
        assertSaid(result, "hist.hlog: No space left on device; timeline.csv: No space left on device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"summary.csv", "register.bin"})
    void shouldShowResultsWhenOneFileCannotBeWrittenAtTheEnd(final String name) throws IOException {
        Files.createDirectory(temp.resolve(name));
        final Cli.Result result = run();

        assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
        assertTrue(result.out().contains("get    response"), result.out());
        final Map<String, Object> json = Json.object(Files.readString(temp.resolve("run.json")));
        assertEquals("finished", json.get("state"));
        assertTrue(json.get("problems").toString().startsWith("[" + name + ": "), json.get("problems")::toString);
        assertSaid(result, name + ": ");
    }

    @Test
    void shouldTellTheDigestOfEveryFileButTheReport() throws IOException {
        final Cli.Result result = run();

        final Map<String, Object> json = Json.object(Files.readString(temp.resolve("run.json")));
        final Set<String> told = new TreeSet<>(((Map<?, ?>) json.get("files"))
                .keySet().stream().map(String::valueOf).toList());
        told.addAll(List.of("run.json", "report.html"));
        assertEquals(files(), told, result.toString());
        assertTrue(told.contains("register.bin"), told.toString());
    }

    /** All files, by their names in the folder. */
    private Set<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(temp)) {
            return new TreeSet<>(all.filter(Files::isRegularFile)
                    .map(file -> temp.relativize(file).toString())
                    .toList());
        }
    }

    @Test
    void shouldMakeNoLoadWhenAFileCannotBeMadeAtTheStart() throws IOException {
        Files.createDirectory(temp.resolve("timeline.csv"));
        final Cli.Result result = run();

        assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
        assertEquals("", result.out());
        assertSaid(result, "timeline.csv");
    }

    private Cli.Result run() {
        return Cli.run(
                "run",
                "--target=inprocess",
                "--rate=200",
                "--duration=1s",
                "--warmup=0s",
                "--keys=10",
                "--progress=off",
                "--out=" + temp);
    }

    private void assertSaid(final Cli.Result result, final String problem) {
        assertTrue(result.err().contains("quorate: cannot write to " + temp + ": "), result.err());
        assertTrue(result.err().contains(problem), result.err());
        assertFalse(result.err().contains("Exception"), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
    }
}
