package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run against three node processes, one of which is killed after a third of it and comes back: what it prints and all that it leaves behind must
 * agree with each other and with what happened. {@code -Dquorate.killed.seconds=60} makes it longer.
 */
@Timeout(400)
class KilledNodeIT {

    private static final int SECONDS = Integer.getInteger("quorate.killed.seconds", 36);
    private static final int WARM_UP_S = 3;
    private static final int KILLED_S = SECONDS / 3;

    /** The longer a node is away the rarer the client dials: in a short run it comes back soon, to be found on a busy machine too. */
    private static final int BACK_S = SECONDS < 60 ? KILLED_S + 2 : 2 * KILLED_S;

    /** Between two threads that hear of the same thing. */
    private static final double DATES_S = 0.1;

    @TempDir
    private Path temp;

    @Test
    void shouldTellTheSameStoryEverywhere() throws Exception {
        final Path out = temp.resolve("run");
        try (NodeProcesses nodes = NodeProcesses.start(temp);
                Program run = Program.start(
                        temp,
                        "run",
                        "--target=" + nodes.target(),
                        "--dial-timeout=60s",
                        "--timeout=20s",
                        "--attempt-timeout=2s",
                        "--rate=300",
                        "--workload=ycsb-a",
                        "--keys=500",
                        "--warmup=" + WARM_UP_S + "s",
                        "--duration=" + SECONDS + "s",
                        "--slo=errors<1%",
                        "--progress=plain",
                        "--out=" + out)) {
            run.awaitErr("(?m)^ +" + (WARM_UP_S + KILLED_S) + " s  load ");
            nodes.kill(1);
            run.awaitErr("(?m)^ +" + (WARM_UP_S + BACK_S) + " s  load ");
            nodes.restart(1);
            final Cli.Result result = run.end();

            final Map<String, Object> json = Json.object(Files.readString(out.resolve("run.json")));
            assertEquals(result.exitCode(), (int) Json.number(json, "verdict/exitCode"));
            assertTrue(
                    result.exitCode() == ExitCode.OK || result.exitCode() == ExitCode.RATE_NOT_HELD, result.toString());
            final long offered = Json.number(json, "load/offered");
            assertEquals(
                    offered,
                    Json.number(json, "load/succeeded")
                            + Json.number(json, "load/failed")
                            + Json.number(json, "load/unfinished")
                            + Json.number(json, "load/unsent"));
            assertEquals(0, Json.number(json, "check/violations"), result.toString());
            assertTrue(result.out().contains("no violation"), result.out());
            assertTrue(result.out().contains("slo errors<1%: met"), result.out());
            assertEquals(offered, sumOfTimeline(out, "succeeded") + sumOfTimeline(out, "failed"), result.toString());
            assertOutage(json, out, nodes.address(1));
            final String report = Files.readString(out.resolve("report.html"));
            assertTrue(report.contains(nodes.address(1)), "the report names the node");
        }
    }

    /** Nodes that were not killed had no outage; the one that was has one, from its end until it was found again. */
    private static void assertOutage(final Map<String, Object> json, final Path out, final String killed)
            throws Exception {
        final List<String> events = Files.readAllLines(out.resolve("events.jsonl"));
        final List<?> nodes = (List<?>) Json.at(json, "replicas/nodes");
        for (int i = 0; i < nodes.size(); i++) {
            final String at = "replicas/nodes/" + i + "/";
            final double downS = Json.number(json, at + "downNs") / 1e9;
            if (Json.at(json, at + "name").equals(killed)) {
                assertTrue(
                        downS > BACK_S - KILLED_S - 1 && downS < SECONDS - KILLED_S,
                        killed + " was down for " + downS + " s");
                // The load is what the times of outages count from, and the warm-up what those of events do.
                assertEquals(
                        timeOf(events, "disconnected", killed) - WARM_UP_S,
                        Json.number(json, at + "outages/0/fromNs") / 1e9,
                        DATES_S);
                assertEquals(
                        timeOf(events, "connected", killed) - WARM_UP_S,
                        Json.number(json, at + "outages/0/toNs") / 1e9,
                        DATES_S);
            } else {
                assertEquals(0, downS, "a node that was not killed");
            }
        }
    }

    /** In seconds of the run. */
    private static double timeOf(final List<String> events, final String kind, final String node) {
        final String line = events.stream()
                .filter(event -> event.contains("\"" + kind + "\"") && event.contains("\"" + node + "\""))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event " + kind + " of " + node + " in " + events));
        return ((Number) Json.at(Json.object(line), "t_s")).doubleValue();
    }

    private static long sumOfTimeline(final Path out, final String column) throws Exception {
        final List<String> lines = Files.readAllLines(out.resolve("timeline.csv"));
        final int index = List.of(lines.get(0).split(",", -1)).indexOf(column);
        long sum = 0;
        for (final String line : lines.subList(1, lines.size())) {
            sum += Long.parseLong(line.split(",", -1)[index]);
        }
        return sum;
    }
}
