package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import io.quorate.load.search.SearchResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class SearchCommandTest {

    @TempDir
    private Path folder;

    @Test
    void shouldFailWhenTheSimulatedServerIsTooSlowForTheFirstRate() throws IOException {
        // 100/s is what it can do.
        final Path out = folder.resolve("run");
        final Cli.Result result = Cli.run(
                "search",
                "--target=sim:service=10ms",
                "--from=400",
                "--probe=4s",
                "--settle=1s",
                "--warmup=0s",
                "--slo=p99<50ms",
                "--progress=off",
                "--out=" + out);

        assertEquals(ExitCode.FAILED, result.exitCode(), result::toString);
        assertTrue(result.out().contains("no rate meets p99<50ms"), result::toString);
        assertTrue(result.out().contains("FAIL"), result::toString);
        final List<String> csv = Files.readAllLines(out.resolve("probes.csv"));
        assertEquals(2, csv.size());
        assertTrue(csv.get(1).startsWith("probe,400.000,"), csv.get(1));
        assertTrue(csv.get(1).contains(",fail,"), csv.get(1));
        final Map<String, Object> json = json(out.resolve("search.json"));
        assertEquals("finished", json.get("state"));
        assertEquals("never_met", json.get("end"));
        assertEquals(ExitCode.FAILED, Json.number(json, "exitCode"));
        assertEquals(400, Json.number(json, "firstFailingPerSecond"));
        assertEquals(400, Json.number(json, "loads/0/ratePerSecond"));
        assertEquals("fail", Json.at(json, "loads/0/verdict"));
    }

    @Test
    void shouldBeRepeatableFromItsResultsAndNotOverwriteThem() throws IOException {
        final Path out = folder.resolve("run");
        final Cli.Result first = Cli.run(
                "sweep",
                "--target=sim:service=1ms",
                "--rates=20,30",
                "--duration=1s",
                "--settle=1s",
                "--warmup=0s",
                "--slo=p99<5s",
                "--progress=off",
                "--out=" + out);
        assertEquals(ExitCode.OK, first.exitCode(), first::toString);
        final Path file = out.resolve("sweep.json");
        assertEquals("complete", json(file).get("end"));
        assertEquals(30, Json.number(json(file), "loads/1/ratePerSecond"));
        final Object config = json(file).get("config");

        final Cli.Result again =
                Cli.run("sweep", "--config=" + file, "--progress=off", "--out=" + folder.resolve("again"));
        assertEquals(ExitCode.OK, again.exitCode(), again::toString);
        assertEquals(config, json(folder.resolve("again/sweep.json")).get("config"));

        final Cli.Result over = Cli.run("sweep", "--config=" + file, "--out=" + out);
        assertEquals(ExitCode.USAGE, over.exitCode(), over::toString);
        assertTrue(over.err().contains("there is a run in it already: name another folder"), over::toString);
    }

    private static Map<String, Object> json(final Path file) throws IOException {
        return Json.object(Files.readString(file));
    }

    @Test
    void shouldShowALineForEachRateOfASweep() throws IOException {
        final Path out = folder.resolve("run");
        final Cli.Result result = Cli.run(
                "sweep",
                "--target=sim:service=10ms",
                "--rates=5,400",
                "--duration=6s",
                "--settle=1s",
                "--warmup=0s",
                "--slo=p99<5s",
                "--progress=off",
                "--out=" + out);

        // 100/s is what it can do, so that two seconds of work have piled up long before the end.
        assertEquals(ExitCode.FAILED, result.exitCode(), result::toString);
        assertTrue(result.out().contains("p99.9 ms"), result::toString);
        assertTrue(result.out().contains("FAIL (too much queued)"), result::toString);
        assertFalse(result.out().contains("why"), result::toString);
        final List<String> csv = Files.readAllLines(out.resolve("probes.csv"));
        assertEquals(3, csv.size());
        assertTrue(csv.get(1).startsWith("sweep,5.000,6.000,") && csv.get(1).endsWith(",pass,no"), csv.get(1));
        assertTrue(csv.get(2).startsWith("sweep,400.000,") && csv.get(2).endsWith(",fail,queue"), csv.get(2));
    }

    @ParameterizedTest
    @CsvSource({
        "LIMITED_BY_SERVER, 0",
        "LIMITED_BY_MAX, 0",
        "LIMITED_BY_GENERATOR, 5",
        "NEVER_MET, 1",
        "NOT_RECOVERED, 1",
        "INTERRUPTED, 130"
    })
    void shouldHaveAnExitCodeForEachEnd(final SearchResult.End end, final int exitCode) {
        assertEquals(exitCode, SearchCommand.exitCode(end));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--slo=p99=1|--slo=p99=1: it must compare",
                "--from=2M|--from=2000000.0 must be more than 0 and at most max=1000000.0",
                "--confirm=3|--confirm=3 must be a count and a time, for example 3x60s",
                "--resolution=0.05|--resolution=0.05 must be a share, for example 2%",
                "--probe=100ms|--probe=100ms must be at least 1 s",
                "--closed=3|--closed makes no load at a rate",
                "--shard=1/2|--shard=1/2: one generator makes these loads",
                "--overload=shed|--overload must be queue here",
                "--target=sim:dist=odd|use fixed, exponential or lognormal",
            })
    void shouldRefuseWhatCannotBeSearched(final String option, final String problem) {
        final String target = option.startsWith("--target") ? "--keys=10" : "--target=noop";
        final Cli.Result result = Cli.run("search", target, option, "--out=" + folder.resolve("run"));

        assertEquals(ExitCode.USAGE, result.exitCode(), result::toString);
        assertTrue(result.err().contains(problem), result::toString);
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rates=fast|--rates=fast: \"fast\" is not a rate",
                "--rates=100M|--rates=100000000 must be more than 0 and at most 10,000,000 per second",
                "--duration=10ms|--duration=0.01s must be at least 1s",
            })
    void shouldRefuseWhatCannotBeSwept(final String option, final String problem) {
        final String[] args = option.startsWith("--rates")
                ? new String[] {"sweep", "--target=noop", option, "--out=" + folder.resolve("run")}
                : new String[] {"sweep", "--target=noop", "--rates=1k", option, "--out=" + folder.resolve("run")};
        final Cli.Result result = Cli.run(args);

        assertEquals(ExitCode.USAGE, result.exitCode(), result::toString);
        assertTrue(result.err().contains(problem), result::toString);
    }
}
