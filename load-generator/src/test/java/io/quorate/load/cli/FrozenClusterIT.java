package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether a stall of real processes shows in full: three nodes are stopped for 6 s of the 10 s of a load. */
@Timeout(300)
class FrozenClusterIT {

    private static final double MS = 1e6;
    private static final long FROZEN_MS = 6_000;
    private static final int RATE = 500;

    @TempDir
    private Path temp;

    @Test
    void shouldChargeAStallToAllWhoWouldHaveMetIt() throws Exception {
        final Map<String, Object> json = frozenRun("open", "--rate=" + RATE, "--max-in-flight=200");

        // How long the processes really stood still shows in the longest wait; all others follow from it: of 10 s of
        // operations at equal
        // distances, the longest half waits for what is left of the stall after 5 s, and so on.
        final double stallMs = response(json, "maxNs");
        assertTrue(stallMs > 5_900 && stallMs < 8_000, "the stall took " + stallMs + " ms");
        assertEquals(5_000, Json.number(json, "load/succeeded"));
        assertWaited(stallMs - 5_000, 1_000, response(json, "p50Ns"));
        assertWaited(stallMs - 1_000, 500, response(json, "p90Ns"));
        assertWaited(stallMs - 100, 200, response(json, "p99Ns"));
    }

    @Test
    void shouldHideTheStallInAClosedLoopAndSaySo() throws Exception {
        final Map<String, Object> json = frozenRun("closed", "--closed=1");

        final long count = Json.number(json, "load/succeeded");
        assertTrue(count > 200, "operations: " + count);
        assertTrue(response(json, "p99Ns") < 1_000, "one operation only met the stall");
        assertTrue(response(json, "maxNs") > 5_900, "the one operation waited for all of it");
        assertEquals("closed", Json.at(json, "load/loop"));
    }

    /** Never less; more by what it takes, on a busy machine, to answer all that has piled up before. */
    private static void assertWaited(final double leastMs, final double moreMs, final double ms) {
        assertTrue(ms > leastMs - 50 && ms < leastMs + moreMs, leastMs + " ms expected, " + ms + " ms seen");
    }

    private Map<String, Object> frozenRun(final String name, final String... load) throws Exception {
        final Path out = temp.resolve(name);
        final List<String> args = new ArrayList<>(List.of(
                "run",
                "--dial-timeout=60s",
                "--timeout=60s",
                "--attempt-timeout=60s",
                "--arrival=constant",
                "--warmup=4s",
                "--duration=10s",
                "--mix=get=1",
                "--keys=100",
                "--seed=4",
                "--progress=plain",
                "--out=" + out));
        args.addAll(List.of(load));
        final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
        try (NodeProcesses nodes = NodeProcesses.start(temp)) {
            args.add("--target=" + nodes.target());
            try (Program run = Program.start(temp, args.toArray(String[]::new))) {
                run.awaitErr("(?m)^ +[0-9]+ s  load ");
                signal(nodes, "STOP");
                final ScheduledFuture<?> thaw = later.schedule(
                        () -> {
                            signal(nodes, "CONT");
                            return null;
                        },
                        FROZEN_MS,
                        TimeUnit.MILLISECONDS);
                final Cli.Result result = run.end();
                thaw.get(60, TimeUnit.SECONDS);

                assertTrue(
                        result.exitCode() == ExitCode.OK || result.exitCode() == ExitCode.RATE_NOT_HELD,
                        result.toString());
            }
        } finally {
            later.shutdownNow();
        }
        return Json.object(Files.readString(out.resolve("run.json")));
    }

    private static void signal(final NodeProcesses nodes, final String name) throws Exception {
        for (int i = 0; i < NodeProcesses.COUNT; i++) {
            Program.signal(nodes.program(i).pid(), name);
        }
    }

    private static double response(final Map<String, Object> json, final String member) {
        return Json.number(json, "operations/0/response/" + member) / MS;
    }
}
