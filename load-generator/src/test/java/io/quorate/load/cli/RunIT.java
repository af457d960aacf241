package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that start nodes of their own, and leave none behind. */
@Timeout(300)
class RunIT {

    private static final int SIGINT = 2;

    @TempDir
    private Path temp;

    /** A shell that puts a command into the background makes it deaf to Ctrl-C, which the JVM honours. */
    static void assumeInterruptsAreHeard() throws IOException {
        final Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            for (final String line : Files.readAllLines(status)) {
                if (line.startsWith("SigIgn:")) {
                    final long ignored = Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16);
                    Assumptions.assumeTrue((ignored >>> (SIGINT - 1) & 1) == 0, "interrupts are ignored here");
                }
            }
        }
    }

    @Test
    void shouldRunAgainstNodesOfItsOwn() throws Exception {
        try (Program run = start("--rate=100", "--duration=2s", "--warmup=2s")) {
            final List<Long> nodes = nodes(run);
            final Cli.Result result = run.end();

            assertTrue(result.exitCode() == 0 || result.exitCode() == ExitCode.RATE_NOT_HELD, result.toString());
            assertTrue(result.out().contains("get    response"), result.out());
            assertGone(nodes);
            final Path folder = onlyRun();
            final Map<String, Object> json = Json.object(Files.readString(folder.resolve("run.json")));
            assertEquals("finished", json.get("state"));
            assertEquals(result.exitCode(), (int) Json.number(json, "verdict/exitCode"));
            assertEquals(0, Json.number(json, "load/failed"), result.toString());
            assertTrue(Files.size(folder.resolve("hist.hlog")) > 0);
            final Object commit =
                    Json.object(Files.readString(folder.resolve("env.json"))).get("gitCommit");
            assertEquals(Files.exists(Path.of("..", ".git")), commit != null, "known if it was built in a repository");
            assertTrue(commit == null || commit.toString().matches("[0-9a-f]{40,64}"), String.valueOf(commit));
            for (int i = 1; i <= 3; i++) {
                assertEquals("", Files.readString(folder.resolve("nodes/node-" + i + ".log")), "a node warned");
            }
        }
    }

    @Test
    void shouldKeepResultsWhenItIsInterrupted() throws Exception {
        assumeInterruptsAreHeard();
        try (Program run = start("--rate=100", "--duration=10m", "--warmup=1s", "--progress=plain")) {
            final List<Long> nodes = nodes(run);
            run.awaitErr("(?m)^ +[0-9]+ s  load ");
            run.signal("INT");
            final Cli.Result result = run.end();

            assertEquals(ExitCode.INTERRUPTED, result.exitCode(), result.toString());
            assertTrue(result.out().contains("get    response"), result.out());
            assertTrue(result.out().contains(", interrupted"), result.out());
            assertGone(nodes);
            final Map<String, Object> json =
                    Json.object(Files.readString(onlyRun().resolve("run.json")));
            assertEquals("interrupted", json.get("state"));
            assertTrue(Json.number(json, "load/succeeded") > 0);
            assertEquals(ExitCode.INTERRUPTED, (int) Json.number(json, "verdict/exitCode"));
        }
    }

    @Test
    void shouldNotLeaveNodesBehindWhenItIsInterruptedBeforeTheLoad() throws Exception {
        assumeInterruptsAreHeard();
        try (Program run = start("--keys=10M")) {
            final List<Long> nodes = nodes(run);
            run.signal("INT");
            final Cli.Result result = run.end();

            assertEquals(ExitCode.INTERRUPTED, result.exitCode(), result.toString());
            assertTrue(result.err().contains("interrupted before the load began"), result.err());
            assertGone(nodes);
        }
    }

    @Test
    void shouldNotLeaveNodesBehindWhenItIsKilled() throws Exception {
        try (Program run = start("--rate=100", "--duration=10m", "--warmup=0s", "--progress=plain")) {
            final List<Long> nodes = nodes(run);
            run.awaitErr("(?m)^ +[0-9]+ s  load ");
            run.kill();

            assertGone(nodes);
            assertEquals(
                    "running",
                    Json.object(Files.readString(onlyRun().resolve("run.json"))).get("state"));
        }
    }

    @Test
    void shouldBeginTogetherWhenShardsAreToldTheSameInstant() throws Exception {
        final Instant at = Instant.now().plusSeconds(30).truncatedTo(ChronoUnit.SECONDS);
        final List<Program> shards = new ArrayList<>();
        final List<Instant> began = new ArrayList<>();
        try {
            for (int i = 1; i <= 2; i++) {
                shards.add(start(
                        "--target=noop",
                        "--rate=100",
                        "--duration=2s",
                        "--warmup=0s",
                        "--shard=" + i + "/2",
                        "--start-at=" + at,
                        "--out=shard-" + i));
            }
            for (int i = 1; i <= 2; i++) {
                final Cli.Result result = shards.get(i - 1).end();
                assertTrue(result.exitCode() == 0 || result.exitCode() == ExitCode.RATE_NOT_HELD, result.toString());
                final Map<String, Object> json =
                        Json.object(Files.readString(temp.resolve("shard-" + i).resolve("run.json")));
                began.add(Instant.parse((String) Json.at(json, "startedAt")));
                final Duration late = Duration.between(at, began.get(i - 1));
                assertTrue(!late.isNegative() && late.toSeconds() < 5, "late by " + late);
            }
        } finally {
            shards.forEach(Program::close);
        }
        final Cli.Result merged = Program.run(temp, "merge", "all", "shard-1", "shard-2");
        assertTrue(merged.out().contains("2 shards, "), merged.toString());
        // Where the machine stood still at that instant they may be.
        final boolean isApart =
                Duration.between(began.get(0), began.get(1)).abs().toMillis() > 1_000;
        assertEquals(isApart, merged.out().contains("s apart"), merged.toString());
    }

    @Test
    void shouldEndTheWaitForItsInstantWhenItIsInterrupted() throws Exception {
        assumeInterruptsAreHeard();
        final Instant at = Instant.now().plusSeconds(3_600);
        try (Program run = start("--target=noop", "--start-at=" + at)) {
            run.awaitErr("waiting for ");
            run.signal("INT");
            final Cli.Result result = run.end();

            assertEquals(ExitCode.INTERRUPTED, result.exitCode(), result.toString());
            assertTrue(result.err().contains("interrupted before the load began"), result.err());
            assertFalse(result.err().contains("report.html"), result.err());
        }
    }

    private Program start(final String... args) throws IOException {
        final List<String> all =
                new ArrayList<>(List.of("run", "--timeout=20s", "--attempt-timeout=5s", "--keys=100", "--seed=3"));
        for (final String arg : args) {
            all.removeIf(other -> arg.startsWith("--keys=") && other.startsWith("--keys="));
            all.add(arg);
        }
        return Program.start(temp, all.toArray(String[]::new));
    }

    /** The process ids of its nodes, which run now. */
    private static List<Long> nodes(final Program run) throws InterruptedException {
        final String ids = run.awaitErr("processes \\[([0-9, ]+)\\]").group(1);
        final List<Long> nodes = new ArrayList<>();
        for (final String id : ids.split(", ", -1)) {
            nodes.add(Long.valueOf(id));
            assertTrue(Program.isAlive(nodes.get(nodes.size() - 1)), "node " + id);
        }
        assertEquals(3, nodes.size());
        return nodes;
    }

    private static void assertGone(final List<Long> nodes) throws InterruptedException {
        for (final long node : nodes) {
            assertTrue(Program.eventually(30, () -> !Program.isAlive(node)), "node " + node + " was left behind");
        }
    }

    private Path onlyRun() throws IOException {
        try (Stream<Path> runs = Files.list(temp.resolve("runs"))) {
            final List<Path> all = runs.toList();
            assertEquals(1, all.size(), all.toString());
            assertFalse(all.isEmpty());
            return all.get(0);
        }
    }
}
