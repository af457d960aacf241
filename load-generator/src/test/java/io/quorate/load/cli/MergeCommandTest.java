package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.recorded.RecordedFolders;
import io.quorate.load.recorded.RecordedFolders.Operation;
import io.quorate.load.recorded.RecordedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeCommandTest {

    private static final int SECONDS = 3;
    private static final List<Operation> TRACE = RecordedFolders.mixedTrace(3, SECONDS, 200).stream()
            .filter(operation -> operation.outcome().isSuccess())
            .toList();

    @TempDir
    private Path temp;

    @Test
    void shouldMergeShardsIntoARunFolder() throws IOException {
        final Path out = temp.resolve("all");
        final Cli.Result result = Cli.run("merge", out.toString(), shard(2, 2), shard(1, 2));

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        assertEquals(
                "2 shards, " + TRACE.size() + " operations, verdict: VALID\nrun folder: " + out + ", exit code 0\n",
                result.out());
        final RecordedRun merged = RecordedRun.read(out);
        final RecordedRun single =
                RecordedRun.read(new RecordedFolders().write(temp.resolve("single"), TRACE, SECONDS));
        assertEquals(single.total("rt.get.ok"), merged.total("rt.get.ok"));
        assertTrue(Files.exists(out.resolve("hgrm/rt.get.ok.hgrm")));
    }

    @Test
    void shouldEndWithWhatTheWholeAchieved() throws IOException {
        final Path out = temp.resolve("all");
        final String[] shards = new String[2];
        for (int number = 1; number <= 2; number++) {
            final Path folder = temp.resolve("judged-" + number);
            new RecordedFolders()
                    .shard(number, 2)
                    .objectives("throughput>1M")
                    .write(folder, RecordedFolders.share(TRACE, number, 2), SECONDS);
            shards[number - 1] = folder.toString();
        }
        final Cli.Result result = Cli.run("merge", out.toString(), shards[0], shards[1]);

        assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
        assertTrue(result.out().contains("\nslo throughput>1000000: MISSED, "), result.out());
        assertTrue(result.out().endsWith("\nrun folder: " + out + ", exit code 1\n"), result.out());
    }

    @Test
    void shouldFailWhenAnOperationFailedAndThereIsNoObjective() throws IOException {
        final Path folder = new RecordedFolders()
                .shard(1, 1)
                .write(temp.resolve("mixed"), RecordedFolders.mixedTrace(3, SECONDS, 200), SECONDS);
        final Cli.Result result = Cli.run("merge", temp.resolve("all").toString(), folder.toString());

        assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
    }

    @Test
    void shouldRefuseAMissingShardAndWriteNothing() throws IOException {
        final Path out = temp.resolve("all");
        final String shard = shard(1, 2);
        assertUsage("shard 2/2 is missing: name every shard, or merge nevertheless by --partial", out, shard);
        final Cli.Result result = Cli.run("merge", "--partial", out.toString(), shard);
        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        assertTrue(result.out().contains("verdict: SUSPECT\n  shard 2/2 is missing\n"), result.out());
    }

    @Test
    void shouldRefuseWhatDoesNotBelongTogether() throws IOException {
        final Path out = temp.resolve("all");
        assertUsage("is there twice", out, shard(1, 2), shard(1, 2));
        assertUsage("there is no folder", out, temp.resolve("none").toString());
        assertUsage("Missing required parameter", out);
    }

    @Test
    void shouldNotWriteOverARun() throws IOException {
        final String shard = shard(1, 1);
        final Cli.Result result = Cli.run("merge", shard, shard);
        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains("there is a run in it already: name another folder"), result.err());
    }

    @Test
    void shouldSayWhenAFileCannotBeWritten() throws IOException {
        final Path out = temp.resolve("all");
        Files.createDirectories(out.resolve("summary.csv"));
        final Cli.Result result = Cli.run("merge", out.toString(), shard(1, 1));

        assertEquals(ExitCode.FAILED, result.exitCode(), result.toString());
        assertTrue(result.err().contains("cannot write to " + out + ": "), result.err());
        assertTrue(result.err().contains("summary.csv"), result.err());
        assertFalse(Files.exists(out.resolve("run.json")), "no run that is not whole");
    }

    @Test
    void shouldRefuseAFileThatIsNotTheOneOfTheRun() throws IOException {
        final String shard = shard(1, 1);
        final Path changed = Path.of(shard).resolve("events.jsonl");
        Files.writeString(changed, "{}");
        assertUsage(changed + " was changed since the run wrote it", temp.resolve("all"), shard);
    }

    @Test
    void shouldRefuseToCompareAMergeThatLacksAShard() throws IOException {
        final Path whole = temp.resolve("whole");
        final Path part = temp.resolve("part");
        final String one = shard(1, 2);
        assertEquals(
                ExitCode.OK,
                Cli.run("merge", whole.toString(), one, shard(2, 2)).exitCode());
        assertEquals(
                ExitCode.OK, Cli.run("merge", "--partial", part.toString(), one).exitCode());

        final Cli.Result result = Cli.run("compare", whole.toString(), part.toString());
        assertEquals(ExitCode.NOT_COMPARABLE, result.exitCode(), result.toString());
        assertTrue(result.err().contains(part + " is not complete: it was partial"), result.err());
    }

    private void assertUsage(final String message, final Path out, final String... runs) {
        final String[] args = new String[runs.length + 2];
        args[0] = "merge";
        args[1] = out.toString();
        System.arraycopy(runs, 0, args, 2, runs.length);
        final Cli.Result result = Cli.run(args);
        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains(message), result.toString());
        assertFalse(Files.exists(out), "nothing may be written");
    }

    private String shard(final int number, final int count) throws IOException {
        final Path folder = temp.resolve(number + "-" + count);
        if (Files.notExists(folder)) {
            new RecordedFolders()
                    .shard(number, count)
                    .write(folder, RecordedFolders.share(TRACE, number, count), SECONDS);
        }
        return folder.toString();
    }
}
