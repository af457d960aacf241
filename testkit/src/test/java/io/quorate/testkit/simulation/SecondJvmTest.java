package io.quorate.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.quorum.Consistency;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Orders that differ from JVM to JVM (identity hashes, {@code Set.of}) would not show within one. */
@ExtendWith(QuietLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SecondJvmTest {

    private static final int SEEDS = 6;

    /** The program of the second JVM: prints the hash of every seed. */
    public static void main(final String[] args) {
        LogManager.getLogManager().reset();
        System.out.print(hashes(
                Long.parseLong(args[0]),
                Long.parseLong(args[1]),
                Long.parseLong(args[2]),
                Consistency.valueOf(args[3])));
    }

    @ParameterizedTest
    @EnumSource(Consistency.class)
    void shouldGiveSameEventsInAnotherJvm(final Consistency consistency, @TempDir final Path directory)
            throws IOException, InterruptedException {
        assertEquals(hashes(0, SEEDS, 1, consistency), hashesOfAnotherJvm(directory, 1, 0, SEEDS, 1, consistency));
    }

    /** A line for each of some seeds, with its hash. */
    static String hashes(final long first, final long count, final long step, final Consistency consistency) {
        final StringBuilder hashes = new StringBuilder();
        for (long i = 0; i < count; i++) {
            final long seed = first + i * step;
            hashes.append(seed)
                    .append(' ')
                    .append(Simulation.run(SimulationOptions.builder(seed)
                                    .consistency(consistency)
                                    .build())
                            .eventHash())
                    .append('\n');
        }
        return hashes.toString();
    }

    /** The same lines, from a JVM that is started for them. */
    static String hashesOfAnotherJvm(
            final Path directory,
            final long longestMinutes,
            final long first,
            final long count,
            final long step,
            final Consistency consistency)
            throws IOException, InterruptedException {
        final Path output = directory.resolve("hashes");
        final Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SecondJvmTest.class.getName(),
                        Long.toString(first),
                        Long.toString(count),
                        Long.toString(step),
                        consistency.name())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(other.waitFor(longestMinutes, TimeUnit.MINUTES), "the other JVM does not end");
        } finally {
            other.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
