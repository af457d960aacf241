package io.quorate.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Orders that differ from JVM to JVM (identity hashes, {@code Set.of}) would not show within one. */
@ExtendWith(QuietLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SecondJvmTest {

    private static final int SEEDS = 5;

    /** The program of the second JVM: prints the hash of every seed. */
    public static void main(final String[] args) {
        LogManager.getLogManager().reset();
        System.out.print(hashes());
    }

    private static String hashes() {
        final StringBuilder hashes = new StringBuilder();
        for (long seed = 0; seed < SEEDS; seed++) {
            hashes.append(seed)
                    .append(' ')
                    .append(Simulation.run(SimulationOptions.ofSeed(seed)).eventHash())
                    .append('\n');
        }
        return hashes.toString();
    }

    @Test
    void shouldGiveSameEventsInAnotherJvm(@TempDir final Path directory) throws IOException, InterruptedException {
        final Path output = directory.resolve("hashes");
        final Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SecondJvmTest.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(other.waitFor(60, TimeUnit.SECONDS), "the other JVM does not end");
        } finally {
            other.destroyForcibly();
        }

        assertEquals(hashes(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
