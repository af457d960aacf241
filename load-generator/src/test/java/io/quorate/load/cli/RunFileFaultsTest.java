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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void shouldShowResultsWhenOneFileCannotBeWrittenAtTheEnd() throws IOException {
        Files.createDirectory(temp.resolve("summary.csv"));
        final Cli.Result result = run();

        assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
        assertTrue(result.out().contains("get    response"), result.out());
        assertEquals(
                "finished",
                Json.object(Files.readString(temp.resolve("run.json"))).get("state"));
        assertSaid(result, "summary.csv: ");
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
