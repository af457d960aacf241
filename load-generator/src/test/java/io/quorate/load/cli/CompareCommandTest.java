package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import io.quorate.load.record.Outcome;
import io.quorate.load.recorded.RecordedFolders;
import io.quorate.load.recorded.RecordedFolders.Operation;
import io.quorate.load.workload.OperationType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {

    private static final int SECONDS = 20;
    private static final int PER_SECOND = 2_000;

    @TempDir
    private Path temp;

    @Test
    void shouldFailWhenTheCandidateIsSlower() throws IOException {
        final Cli.Result result = Cli.run("compare", gets("base", 1, 1), gets("slow", 2, 1.25));

        assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
        assertTrue(
                result.out()
                        .lines()
                        .anyMatch(
                                line -> line.matches(
                                        "get +rt.p99 ms +\\d\\.\\d+ -> +\\d\\.\\d+ +\\+2\\d\\.\\d% +\\[.*] +REGRESSION \\(tolerance 5%\\)")),
                result.out());
        assertTrue(result.out().contains("base: 1 run of 20 s; candidate: 1 run of 20 s"), result.out());
        assertTrue(result.out().endsWith("2 regressions\n"), result.out());
        assertEquals("", result.err());
    }

    @Test
    void shouldSucceedWhenNothingChanged() throws IOException {
        final Cli.Result result = Cli.run("compare", gets("base", 1, 1), gets("same", 2, 1));

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        assertTrue(result.out().endsWith("no regression\n"), result.out());
        assertTrue(result.out().contains("(shown)"), result.out());
    }

    @Test
    void shouldSucceedWhenTheGateAllowsIt() throws IOException {
        final Cli.Result result =
                Cli.run("compare", "--fail-if", "get:rt.p99>40%", gets("base", 1, 1), gets("slow", 2, 1.25));
        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
    }

    @Test
    void shouldSayThatNothingIsSureWhenRunsAreShort() throws IOException {
        final Path one = new RecordedFolders().write(temp.resolve("one"), RecordedFolders.gets(1, 5, 100, 1), 5);
        final Path two = new RecordedFolders().write(temp.resolve("two"), RecordedFolders.gets(2, 5, 100, 2), 5);
        final Cli.Result result = Cli.run("compare", one.toString(), two.toString());

        assertEquals(ExitCode.NOT_COMPARABLE, result.exitCode(), result.toString());
        assertTrue(result.out().contains("inconclusive: needs runs of at least 10 s"), result.out());
    }

    /** So few puts that nobody can say whether they have become slower, beside gets that surely have. */
    @Test
    void shouldTellOfARegressionBeforeWhatIsInconclusive() throws IOException {
        final Cli.Result result = Cli.run("compare", getsAndPuts("base", 1, 1), getsAndPuts("slow", 2, 1.25));

        assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
        assertTrue(result.out().contains("REGRESSION"), result.out());
        assertTrue(result.out().contains("inconclusive"), result.out());
    }

    private String getsAndPuts(final String name, final long seed, final double slowness) throws IOException {
        final List<Operation> trace = new ArrayList<>(RecordedFolders.gets(seed, SECONDS, PER_SECOND, slowness));
        for (int second = 0; second < SECONDS; second++) {
            trace.add(new Operation(second, OperationType.PUT, Outcome.OK, 0, 1_000_000 + seed * second * 100_000, 0));
        }
        return new RecordedFolders().write(temp.resolve(name), trace, SECONDS).toString();
    }

    @Test
    void shouldRefuseAFileThatIsNotTheOneOfTheRun() throws IOException {
        final String base = gets("base", 1, 1);
        final Path log = Path.of(base).resolve("hist.hlog");
        final String text = Files.readString(log);
        Files.writeString(log, text.substring(0, text.lastIndexOf("Tag=")));
        final Cli.Result result = Cli.run("compare", base, gets("same", 2, 1));

        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains(log + " was changed since the run wrote it"), result.err());
    }

    @Test
    void shouldSayWhenTheGateNamesNothingThatIsThere() throws IOException {
        final Cli.Result result =
                Cli.run("compare", "--fail-if", "put:rt.p99>40%", gets("base", 1, 1), gets("same", 2, 1));
        assertEquals(ExitCode.NOT_COMPARABLE, result.exitCode(), result.toString());
        assertTrue(result.out().contains("nothing that --fail-if names"), result.out());
    }

    @Test
    void shouldCompareSeveralRunsASide() throws IOException {
        final Cli.Result result = Cli.run(
                "compare",
                "--confidence=95%",
                gets("b1", 1, 1),
                gets("b2", 2, 1),
                gets("b3", 3, 1),
                "--",
                gets("c1", 4, 1.3),
                gets("c2", 5, 1.3),
                gets("c3", 6, 1.3),
                gets("c4", 7, 1.3));

        assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
        assertTrue(result.out().contains("base: 3 runs of 20 s; candidate: 4 runs of 20 s"), result.out());
        assertTrue(result.out().contains("95% interval"), result.out());
    }

    @Test
    void shouldWriteJson() throws IOException {
        final String base = gets("base", 1, 1);
        final Cli.Result result = Cli.run("compare", "--json", base, gets("slow", 2, 1.25));

        assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
        final Map<String, Object> json = Json.object(result.out());
        assertEquals("quorate-compare/1", json.get("schema"));
        assertEquals(1, Json.number(json, "exitCode"));
        assertEquals(2, Json.number(json, "regressions"));
        assertEquals(base, Json.at(json, "base/0/folder"));
        assertEquals(SECONDS, Json.number(json, "candidate/0/seconds"));
        assertEquals("rt.p50", Json.at(json, "metrics/0/metric"));
        assertEquals("regression", Json.at(json, "metrics/0/verdict"));
        assertEquals(0.25, (Double) Json.at(json, "metrics/0/change"), 0.03);
        assertTrue((Double) Json.at(json, "metrics/0/least") > 0.05, result.out());
    }

    @Test
    void shouldRefuseRunsThatDifferUnlessOverridden() throws IOException {
        final String base = gets("base", 1, 1);
        final Path other = new RecordedFolders()
                .config("seed", "43")
                .config("target", "a:7001,b:7001")
                .config("check", "atomic")
                .environment("java", "21")
                .write(temp.resolve("other"), RecordedFolders.gets(2, SECONDS, PER_SECOND, 1), SECONDS);
        final Cli.Result refused = Cli.run("compare", base, other.toString());

        assertEquals(ExitCode.NOT_COMPARABLE, refused.exitCode(), refused.toString());
        assertEquals("", refused.out());
        for (final String difference : new String[] {
            "--seed: 42 in " + base + ", 43 in " + other,
            "--check: not set in",
            "servers: 3 servers in",
            "java: 17 in",
            "override by --allow-mismatch"
        }) {
            assertTrue(refused.err().contains(difference), refused.err());
        }
        final Cli.Result allowed = Cli.run("compare", "--allow-mismatch", base, other.toString());
        assertEquals(ExitCode.OK, allowed.exitCode(), allowed.toString());
        assertTrue(allowed.err().contains("overridden: --seed: 42"), allowed.err());
    }

    @Test
    void shouldCompareRunsAgainstServersElsewhere() throws IOException {
        final Path other = new RecordedFolders()
                .config("target", "d:7001,e:7001,f:7001")
                .config("duration", "9s")
                .write(temp.resolve("other"), RecordedFolders.gets(2, SECONDS, PER_SECOND, 1), SECONDS);
        final Cli.Result result = Cli.run("compare", gets("base", 1, 1), other.toString());
        assertFalse(result.err().contains("cannot be compared"), result.toString());
    }

    @Test
    void shouldRefuseRunsThatSayNothing() throws IOException {
        final String base = gets("base", 1, 1);
        assertRefused("is not complete: it was killed", base, new RecordedFolders().killed());
        assertRefused("is not complete: it was interrupted", base, new RecordedFolders().interrupted());
        assertRefused("is INVALID", base, new RecordedFolders().overdue(SECONDS * PER_SECOND / 2));
    }

    private void assertRefused(final String message, final String base, final RecordedFolders recording)
            throws IOException {
        final Path folder = temp.resolve("other" + message.hashCode());
        recording.write(folder, RecordedFolders.gets(2, SECONDS, PER_SECOND, 1), SECONDS);
        final Cli.Result result = Cli.run("compare", base, folder.toString());
        assertEquals(ExitCode.NOT_COMPARABLE, result.exitCode(), result.toString());
        assertTrue(result.err().contains(folder + " " + message), result.err());
        assertEquals(
                ExitCode.OK,
                Cli.run("compare", "--allow-mismatch", base, folder.toString()).exitCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a|there is one run: name those of the base",
                "a b c|3 runs: write -- between",
                "a b --|there is no run after --",
                "-- a b|there is no run before --",
                "a -- b --json|--json comes after --",
                "a b|there is no folder a: name a folder that 'quorate run' wrote",
                "--confidence=100% a b|--confidence=100% must be 50% to 99.9%",
                "--confidence=high a b|--confidence=high must be",
                "--fail-if=p99>10% a b|there is no metric \"p99\": use one of rt.p50, rt.p99",
                "--fail-if=rt.p99<10% a b|fails when rt.p99 falls: write for example rt.p99>10%",
                "--fail-if=throughput>3% a b|fails when throughput rises: write for example throughput<-3%",
                "--fail-if=throughput<3% a b|wrong side of no change",
                "--fail-if=scan:rt.p99>3% a b|there is no operation \"scan\"",
                "--fail-if=rt.p99>10 a b|is not a limit: write for example rt.p99>10%",
            })
    void shouldRefuseBadUsage(final String args, final String message) {
        final Cli.Result result = Cli.run(("compare " + args).split(" ", -1));
        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains(message), result.toString());
        assertFalse(result.err().contains("\tat "), "no stack trace: " + result);
        assertEquals("", result.out(), result.toString());
    }

    @Test
    void shouldHelp() {
        final Cli.Result result = Cli.run("compare", "--help");
        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        assertTrue(result.out().contains("(default: rt.p50>5%,rt.p99>5%,"), result.out());
        assertTrue(result.out().contains("rt.p99>10%,get:rt.p50>5%"), result.out());
        assertTrue(result.out().contains("(default: 99%)"), result.out());
        assertFalse(result.err().contains("WARN"), result.err());
    }

    private String gets(final String name, final long seed, final double slowness) throws IOException {
        return new RecordedFolders()
                .write(temp.resolve(name), RecordedFolders.gets(seed, SECONDS, PER_SECOND, slowness), SECONDS)
                .toString();
    }
}
