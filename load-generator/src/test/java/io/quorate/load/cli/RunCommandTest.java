package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run against nodes in the same JVM, whose exit code depends on how busy the machine is: 0, or 5 where it is too busy. */
@Timeout(180)
class RunCommandTest {

    private static final Set<Integer> RAN = Set.of(ExitCode.OK, ExitCode.RATE_NOT_HELD);

    @TempDir
    private Path temp;

    @Test
    void shouldMeasureAndLeaveARunFolderThatAgreesWithTheTable() throws IOException {
        final Path out = temp.resolve("run");
        final Cli.Result result = Cli.run(
                "run",
                "--target=inprocess",
                "--rate=400",
                "--duration=2s",
                "--warmup=1s",
                "--keys=100",
                "--seed=7",
                "--mix=get=50,put=50",
                "--progress=off",
                "--out=" + out);

        assertTrue(RAN.contains(result.exitCode()), result.toString());
        assertEquals("", result.err());
        final Map<String, Object> json = Json.object(Files.readString(out.resolve("run.json")));
        assertEquals("finished", json.get("state"));
        assertEquals(result.exitCode(), (int) Json.number(json, "verdict/exitCode"));
        assertEquals("7", Json.at(json, "config/seed"));
        assertEquals(400, Long.parseLong((String) Json.at(json, "config/rate")));
        assertEquals(2, Long.parseLong((String) Json.at(json, "config/read-quorum")));
        final long offered = Json.number(json, "load/offered");
        assertEquals(800.0, (double) offered, 150);
        assertEquals(offered, Json.number(json, "load/succeeded"));
        assertEquals(0, Json.number(json, "operations/0/absent"), "every key was written first");
        for (int i = 0; i < 2; i++) {
            final String count = String.format("%,d", Json.number(json, "operations/" + i + "/succeeded"));
            final String type = (String) Json.at(json, "operations/" + i + "/type");
            final Matcher row =
                    Pattern.compile("(?m)^" + type + " +response +([0-9,]+) ").matcher(result.out());
            assertTrue(row.find(), result.out());
            assertEquals(count, row.group(1));
        }
        assertTrue(result.out().contains("run folder: " + out), result.out());
        assertEquals(Json.number(json, "tags/rt.get.ok/count"), Json.number(json, "operations/0/succeeded"));
        try (HistogramLogReader reader =
                new HistogramLogReader(out.resolve("hist.hlog").toFile())) {
            long count = 0;
            var interval = reader.nextIntervalHistogram();
            while (interval != null) {
                count += interval.getTag().startsWith("rt.") ? ((Histogram) interval).getTotalCount() : 0;
                interval = reader.nextIntervalHistogram();
            }
            assertEquals(offered, count);
        }
    }

    @Test
    void shouldOfferTheSameLoadWhenTheSeedIsTheSame() throws IOException {
        final Map<String, Object> first = shortRun("a", "--seed=5");
        final Map<String, Object> second = shortRun("b", "--seed=5");
        final Map<String, Object> other = shortRun("c");

        for (final String path : new String[] {"load/offered", "operations/0/succeeded", "operations/1/succeeded"}) {
            assertEquals(Json.number(first, path), Json.number(second, path));
        }
        assertNotEquals("5", Json.at(other, "config/seed"));
    }

    @Test
    void shouldTellNodesOfItsOwnThatPutsAreLinearizable() throws IOException {
        final Map<String, Object> json = shortRun("run", "--consistency=linearizable", "--mix=put=1");

        assertEquals(0, Json.number(json, "load/failed"));
        assertTrue(Json.number(json, "operations/0/succeeded") > 100);
    }

    @Test
    void shouldFailWhenOperationsFail() throws IOException {
        try (TestNodes nodes = TestNodes.start(3)) {
            final Thread killer = new Thread(() -> {
                awaitFile(temp.resolve("run/hist.hlog"));
                nodes.stop(0);
                nodes.stop(1);
            });
            killer.start();
            final Cli.Result result = Cli.run(
                    "run",
                    "--target=" + nodes.target(),
                    "--dial-timeout=60s",
                    "--rate=100",
                    "--duration=1s",
                    "--warmup=3s",
                    "--keys=10",
                    "--progress=off",
                    "--out=" + temp.resolve("run"));
            // 5 where the machine was too busy to hold the rate, which goes before what failed.
            assertTrue(
                    result.exitCode() == ExitCode.FAILED || result.exitCode() == ExitCode.RATE_NOT_HELD,
                    result.toString());
            assertTrue(result.out().contains("get failed: "), result.out());
            assertTrue(result.out().contains("quorum-not-met"), result.out());
            assertTrue(result.out().contains("node " + nodes.address(1) + " at the end: down, "), result.out());
            assertTrue(result.out().contains("verdict: "), result.out());
        }
    }

    @Test
    void shouldBeginWhenItIsToldAndNotKeepTheInstant() throws IOException {
        final Instant at = Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.SECONDS);
        final Map<String, Object> json = shortRun("told", "--seed=5", "--start-at=" + at);
        final Instant began = Instant.parse((String) Json.at(json, "startedAt"));
        assertFalse(began.isBefore(at), began + " is before " + at);
        assertTrue(began.isBefore(at.plusSeconds(5)), began + " is long after " + at);
        assertNull(Json.at(json, "config/start-at"));

        final Map<String, Object> again = shortRun("again", "--config=" + temp.resolve("told/run.json"));
        assertEquals(Json.number(json, "load/offered"), Json.number(again, "load/offered"));
    }

    private Map<String, Object> shortRun(final String name, final String... more) throws IOException {
        final String[] args = new String[more.length + 8];
        args[0] = "run";
        args[1] = "--target=inprocess";
        args[2] = "--rate=200";
        args[3] = "--duration=1s";
        args[4] = "--warmup=0s";
        args[5] = "--keys=10";
        args[6] = "--progress=off";
        args[7] = "--out=" + temp.resolve(name);
        System.arraycopy(more, 0, args, 8, more.length);
        final Cli.Result result = Cli.run(args);
        assertTrue(RAN.contains(result.exitCode()), result.toString());
        return Json.object(Files.readString(temp.resolve(name).resolve("run.json")));
    }

    private static void awaitFile(final Path path) {
        final long deadlineNs = System.nanoTime() + 60_000_000_000L;
        while (!Files.exists(path) && System.nanoTime() - deadlineNs < 0) {
            Thread.onSpinWait();
        }
    }
}
