package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import io.quorate.load.cluster.FreePorts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class DoctorCommandTest {

    @Test
    void shouldMeasureMachineAndNodesAndNameTheOneThatCannotBeReached() throws IOException {
        final String nobody = "127.0.0.1:" + FreePorts.find("127.0.0.1", 1).get(0);
        try (TestNodes nodes = TestNodes.start(3)) {
            final Cli.Result result = Cli.run(
                    "doctor",
                    "--json",
                    "--hiccup=1s",
                    "--dial-timeout=30s",
                    "--timeout=30s",
                    "--target=" + nodes.target() + "," + nobody);

            assertEquals(ExitCode.CANNOT_CONNECT, result.exitCode(), result.toString());
            final Map<String, Object> json = Json.object(result.out());
            assertEquals(List.of(nobody), List.copyOf(((Map<?, ?>) json.get("unreachable")).keySet()));
            for (int i = 0; i < 3; i++) {
                final Map<?, ?> times = (Map<?, ?>) ((Map<?, ?>) json.get("nodes")).get(nodes.address(i));
                assertTrue((double) times.get("p50Ns") > 0, result.out());
                assertTrue((double) times.get("p50Ns") <= (double) times.get("maxNs"), result.out());
            }
            assertTrue(
                    json.get("warnings").toString().contains("server " + nobody + " cannot be reached"), result.out());
            assertTrue(Json.number(json, "hiccups/count") > 10, result.out());
            assertTrue(Json.number(json, "timerOvershoot/spin/count") > 10, result.out());
            final long most = Json.number(json, "ceiling/opsPerSecond");
            assertTrue(most > 1_000, result.out());
            assertEquals(most / 2.0, (double) Json.number(json, "safeRate"), 1);
            assertTrue(result.err().contains("watching for hiccups"), result.err());
        }
    }

    @Test
    void shouldStillDiagnoseTheMachineWhenNoServerCanBeReached() throws IOException {
        final String nobody = "127.0.0.1:" + FreePorts.find("127.0.0.1", 1).get(0);
        final Cli.Result result = Cli.run("doctor", "--hiccup=100ms", "--target=" + nobody);

        assertEquals(ExitCode.CANNOT_CONNECT, result.exitCode(), result.toString());
        assertTrue(result.out().contains("node        " + nobody + "  cannot be reached"), result.out());
        for (final String line :
                List.of("machine", "limits", "gc", "clock", "timer", "hiccups", "ceiling", "safe rate")) {
            assertTrue(("\n" + result.out()).contains("\n" + line + " "), () -> line + " is missing: " + result);
        }
        assertEquals(1, result.out().split("<- best here", -1).length - 1, result.out());
    }

    @ParameterizedTest
    @CsvSource({
        "--hiccup=0s, --hiccup=0s must be more than 0 and at most 1h",
        "--hiccup=2h, --hiccup=7200s must be more than 0 and at most 1h",
        "--target=nowhere, --target=nowhere cannot be read",
        "--read-quorum=9, lower --read-quorum",
    })
    void shouldRefuseBadOptionsBeforeItMeasures(final String option, final String message) {
        final Cli.Result result = Cli.run("doctor", option);
        assertEquals(ExitCode.USAGE, result.exitCode(), result.toString());
        assertTrue(result.err().contains(message), result.err());
        assertFalse(result.err().contains("measuring"), result.err());
    }
}
