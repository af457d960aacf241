package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, which has no JUnit in it, simulates. */
@Timeout(300)
class SimulateIT {

    @TempDir
    private Path temp;

    @Test
    void shouldSimulateWithoutTestLibraries() throws Exception {
        final Cli.Result result = Program.run(temp, "simulate", "--seeds=5", "--progress=off");

        assertEquals(ExitCode.OK, result.exitCode(), result.toString());
        assertEquals("", result.err());
        assertTrue(result.out().contains("verdict      0 violations"), result.out());
    }

    @Test
    void shouldTellWhatWasCheckedWhenItIsInterrupted() throws Exception {
        RunIT.assumeInterruptsAreHeard();
        try (Program program = Program.start(temp, "simulate", "--seeds=100M", "--progress=plain")) {
            program.awaitErr("[0-9,]+ of 100,000,000 seeds, ");
            program.signal("INT");
            final Cli.Result result = program.end();

            assertEquals(ExitCode.INTERRUPTED, result.exitCode(), result.toString());
            assertTrue(result.out().contains("; interrupted"), result.out());
            assertTrue(result.out().contains("verdict      0 violations"), result.out());
        }
    }
}
