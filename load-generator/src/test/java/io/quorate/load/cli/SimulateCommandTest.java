package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.testkit.check.History;
import io.quorate.testkit.check.HistoryLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class SimulateCommandTest {

    @TempDir
    private Path temp;

    private static Cli.Result simulate(final String... args) {
        final List<String> all = new ArrayList<>(List.of("simulate", "--progress=off"));
        all.addAll(List.of(args));
        return Cli.run(all.toArray(String[]::new));
    }

    private static String find(final String pattern, final String text) {
        final Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), () -> "no " + pattern + " in " + text);
        return matcher.group(1);
    }

    @Test
    void shouldJudgeLinearizableRuns() {
        final Cli.Result result =
                simulate("--seeds=20", "--n=3", "--r=2", "--w=2", "--consistency=linearizable", "--skew=50ms");

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        assertEquals("", result.err());
        assertTrue(result.out().startsWith("simulated    N=3 R=2 W=2, linearizable, skew 0.05s; "), result.out());
        find("(?m)^seeds +20 of 20 from 0 on, [0-9]+ threads, [0-9.]+ s: ([0-9.]+) seeds/s$", result.out());
        find("(?m)^virtual time [0-9.]+ h; ([0-9,]+) virtual s per real s and core", result.out());
        find("(?m)^faults .*drop ([0-9,]+)", result.out());
        assertTrue(Integer.parseInt(
                        find("(?m)^operations +([0-9,]+) checked", result.out()).replace(",", ""))
                > 2_000);
        find("(?m)^checkers .* ([0-9,]+) of them by search too", result.out());
        find("(?m)^determinism +(1) seeds run twice \\(1 in 20\\), 0 differences$", result.out());
        find("(?m)^gets +[0-9,]+: (0) stale; 0 went back", result.out());
        find("(?m)^writes +[0-9,]+ acknowledged: (0) overtaken", result.out());
        find(
                "(?m)^verdict +(0) violations: every history is linearizable, nothing acknowledged was lost",
                result.out());
    }

    @Test
    void shouldMeasureQuorumsThatNeedNotMeet() {
        final Cli.Result result = simulate("--seeds=10", "--r=1", "--w=1", "--consistency=eventual");

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        find("(?m)^gets +[0-9,]+: ([0-9,]+) \\([0-9.]+ %\\) stale, by p50 [0-9.,]+, p99 [0-9.,]+, max", result.out());
        find("(?m)^verdict +(none) on the order .* R=1 \\+ W=1 <= N=3 quorums need not meet", result.out());
        assertFalse(result.out().contains("checkers"), "no verdict was asked for: " + result.out());
    }

    @Test
    void shouldMeasureWhatSkewCosts() {
        final Cli.Result result = simulate("--seeds=10", "--n=3", "--skew=50ms");

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        find("(?m)^writes +[0-9,]+ acknowledged: ([0-9,]+) \\([0-9.]+ %\\) overtaken", result.out());
        find("(?m)^verdict +(none) on the order of operations, since .* where clients' clocks agree", result.out());
    }

    @Test
    void shouldRefuseLinearizableWhenQuorumsNeedNotMeet() {
        final Cli.Result result = simulate("--n=3", "--r=1", "--w=2", "--consistency=linearizable");

        assertEquals(ExitCode.USAGE, result.exitCode());
        assertEquals("", result.out());
        assertTrue(
                result.err()
                        .contains("--consistency=linearizable needs --r=1 + --w=2 > --n=3: raise one of the quorums, or"
                                + " measure"),
                result.err());
    }

    @Test
    void shouldFindAPlantedBugAndTellHowToRunItAgain() throws IOException {
        final Path folder = temp.resolve("histories");
        final Cli.Result result =
                simulate("--seeds=200", "--threads=2", "--plant=repair-overwrites", "--export=" + folder);

        assertEquals(ExitCode.VIOLATION, result.exitCode(), result.toString());
        final String seed = find("(?m)^verdict +FAILED: [0-9]+ of [0-9]+ seeds; the lowest is ([0-9]+)$", result.out());
        assertTrue(result.out().contains("\nseed " + seed + ": N="), result.out());
        find("(?m)^([A-Z_]+) on key key-", result.out());
        final String again = find("(?m)^run it again: quorate (simulate .*)$", result.out());
        final String smallest = find("(?m)^smallest run found that fails in the same way: quorate (.*)$", result.out());
        final String key = find("(?m)^what happened to key ([a-z0-9-]+) in it:$", result.out());
        assertTrue(result.out().contains(" serves REPAIR " + key + " version "), result.out());
        try (Stream<Path> files = Files.list(folder)) {
            assertTrue(files.map(file -> file.getFileName().toString()).anyMatch(("seed-" + seed + ".jsonl")::equals));
        }
        try (BufferedReader lines = Files.newBufferedReader(folder.resolve("seed-" + seed + ".jsonl"))) {
            final History history = HistoryLines.read(lines);
            assertFalse(history.checkLinearizable().isEmpty(), "what was written shows the same");
        }

        assertFails(seed, again);
        assertFails(seed, smallest);
    }

    private static void assertFails(final String seed, final String command) {
        final Cli.Result result = Cli.run((command + " --progress off").split(" ", -1));
        assertEquals(ExitCode.VIOLATION, result.exitCode(), command + "\n" + result);
        assertEquals(seed, find("the lowest is ([0-9]+)", result.out()));
    }

    @Test
    void shouldTellHowManySeedsFailWhenItKeepsGoing() {
        final Cli.Result result = simulate("--seeds=20", "--first-seed=5", "--keep-going", "--plant=REPAIR_OVERWRITES");

        assertEquals(ExitCode.VIOLATION, result.exitCode(), result.toString());
        find("(?m)^verdict +FAILED: ([0-9]+) of 20 seeds", result.out());
        find("(?m)^seeds +(20) of 20 from 5 on", result.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seeds=0|--seeds=0 must be 1 to",
                "--seeds=2000M|--seeds=2000000000 must be 1 to 1000000000",
                "--first-seed=x|--first-seed",
                "--threads=0|--threads=0 must be 1 to 1024",
                "--n=0|--n=0 must be 1 to 7",
                "--n=3 --r=4|--r=4 must be 1 to 3",
                "--w=0|--w=0 must be 1 to 3",
                "--nodes=5|--nodes=5 needs --n",
                "--n=3 --nodes=2|--nodes=2 must be --n=3 to 1000",
                "--clients=0|--clients=0 must be 1 to 1000",
                "--lanes=0|--lanes=0 must be",
                "--keys=1001|--keys=1001 must be 1 to 1000",
                "--operations=0|--operations=0 must be",
                "--consistency=strong|expected one of",
                "--skew=10|write a number and us, ms, s, m or h",
                "--skew=1us|must be whole milliseconds",
                "--skew=25h|at most 24h",
                "--faults=rain|there is no class of faults \"rain\": use all, none, or some of slow-message, drop,",
                "--faults=drop,|there is no class of faults \"\"",
                "--plant=tree|there is no bug \"tree\" to plant: use one of none, repair-overwrites",
                "--progress=loud|expected one of",
                "--export=/proc/nothing/here|--export=/proc/nothing/here cannot be used",
            })
    void shouldRefuseBadOptionsAndSayWhatWouldBeRight(final String options, final String message) {
        final List<String> args = new ArrayList<>(List.of("simulate"));
        args.addAll(List.of(options.split(" ", -1)));
        final Cli.Result result = Cli.run(args.toArray(String[]::new));

        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains(message), result.toString());
        assertFalse(result.err().contains("\tat "), result.err());
        assertEquals("", result.out());
    }
}
