package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loads of real nodes, cut off in the middle. */
@Timeout(300)
class LoadIT {

    private static final int KEYS = 40_000;
    private static final Pattern WRITTEN =
            Pattern.compile("([0-9,]+) keys written in [^;]*; ([0-9,]+) of 40,000 before; ([0-9,]+) writes failed");

    @TempDir
    private Path temp;

    @Test
    void shouldGoOnWhereItWasWhenItIsKilledAndThenInterrupted() throws Exception {
        RunIT.assumeInterruptsAreHeard();
        try (NodeProcesses nodes = NodeProcesses.start(temp)) {
            final int killedAt;
            // One key at a time, so that it cannot be through before it is killed.
            try (Program first = start(nodes, "load", "--max-in-flight=1")) {
                awaitWrittenBelow(500);
                first.kill();
                killedAt = writtenBelow();
            }
            assertTrue(killedAt >= 500 && killedAt < KEYS, "killed at " + killedAt);

            final int interruptedAt;
            try (Program second = start(nodes, "load", "--max-in-flight=1")) {
                awaitWrittenBelow(killedAt + 500);
                second.signal("INT");
                final Cli.Result result = second.end();
                assertEquals(ExitCode.INTERRUPTED, result.exitCode(), result.toString());
                assertTrue(result.err().contains("interrupted; the same options with --seed=42 --out="), result.err());
                final Matcher written = written(result);
                interruptedAt = writtenBelow();
                assertEquals(killedAt, number(written, 2));
                assertEquals(interruptedAt, killedAt + number(written, 1), "one at a time leaves no gap");
            }

            final Cli.Result third = end(nodes, "load");
            assertEquals(ExitCode.OK, third.exitCode(), third.toString());
            assertEquals(interruptedAt, number(written(third), 2));
            assertEquals(KEYS - interruptedAt, number(written(third), 1));
            assertTrue(third.out().contains("1,000 keys of the sample read back: 0 lost, 0 with another value"));

            final Cli.Result fourth = end(nodes, "load", "--sample=40k");
            assertEquals(ExitCode.OK, fourth.exitCode(), fourth.toString());
            assertEquals(0, number(written(fourth), 1));
            assertTrue(fourth.out().contains("40,000 keys of the sample read back: 0 lost, 0 with another value"));

            final Cli.Result run =
                    end(nodes, "run", "--loaded", "--mix=get=50,put=50", "--rate=200", "--warmup=1s", "--duration=3s");
            assertTrue(run.exitCode() == ExitCode.OK || run.exitCode() == ExitCode.RATE_NOT_HELD, run.toString());
            assertTrue(run.out().contains("no violation"), run.out());
            final Cli.Result verified = Program.run(temp, "verify", "run", "--timeout=20s");
            assertEquals(ExitCode.OK, verified.exitCode(), verified.toString());
            assertTrue(verified.out().contains("40,000 keys read back"), verified.out());
        }
    }

    private Program start(final NodeProcesses nodes, final String command, final String... more) throws IOException {
        final List<String> args = new ArrayList<>(List.of(
                command,
                "--target=" + nodes.target(),
                "--keys=" + KEYS,
                "--seed=42",
                "--timeout=20s",
                "--attempt-timeout=5s",
                "--dial-timeout=30s",
                "--out=" + command));
        args.addAll(List.of(more));
        return Program.start(temp, args.toArray(String[]::new));
    }

    private Cli.Result end(final NodeProcesses nodes, final String command, final String... more) throws Exception {
        try (Program program = start(nodes, command, more)) {
            return program.end();
        }
    }

    private int writtenBelow() throws IOException {
        final Path file = temp.resolve("load").resolve("load.json");
        return Files.exists(file) ? (int) Json.number(Json.object(Files.readString(file)), "writtenBelow") : 0;
    }

    private void awaitWrittenBelow(final int least) throws InterruptedException {
        assertTrue(
                Program.eventually(120, () -> {
                    try {
                        return writtenBelow() >= least;
                    } catch (final IOException e) {
                        throw new AssertionError(e);
                    }
                }),
                "not so far: " + least);
    }

    private static Matcher written(final Cli.Result result) {
        final Matcher matcher = WRITTEN.matcher(result.out());
        assertTrue(matcher.find(), result.toString());
        return matcher;
    }

    private static int number(final Matcher matcher, final int group) {
        return Integer.parseInt(matcher.group(group).replace(",", ""));
    }
}
