package io.quorate.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.Json;
import io.quorate.load.engine.LoadPlan;
import io.quorate.load.workload.KeyChoice;
import io.quorate.load.workload.KeySkew;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyUseTest {

    private static final long SECOND_NS = 1_000_000_000L;

    @Test
    void shouldCountTheOperationsThatAreDue() {
        assertEquals(3_000, KeyUse.of(plan(1_000).build()).operations(), "warm-up and load");
        assertEquals(1_700, KeyUse.of(plan(1_000).operations(700).build()).operations());
        assertEquals(KeyUse.MOST_COUNTED, KeyUse.of(plan(1_000_000).build()).operations());
    }

    /** Every second operation is on the one hot key. */
    @Test
    void shouldSayHowMuchTheHottestKeyGets() {
        final KeySkew skew = KeyUse.of(plan(1_000).build());
        assertEquals(0.5, skew.hottestKeyShare(), 0.03);
        assertTrue(KeyUse.text(skew).matches("hottest key (4[7-9]|5[0-3])\\.[0-9] %"), KeyUse.text(skew));
        assertEquals("hottest key 0.042 %", KeyUse.text(new KeySkew(1, 1, 0.00042, 1)));
    }

    @Test
    void shouldStandInTheHeaderAndInTheFolderOfARun(@TempDir final Path temp) throws IOException {
        final Path out = temp.resolve("run");
        final Cli.Result result = Cli.run(
                "run",
                "--target=noop",
                "--key-dist=hotspot:1/50",
                "--keys=100",
                "--rate=500",
                "--duration=1s",
                "--warmup=0s",
                "--seed=1",
                "--progress=plain",
                "--out=" + out);

        final Matcher header = Pattern.compile(" 100 keys hotspot:1/50 \\(hottest key ([0-9.]+) %\\), values")
                .matcher(result.err());
        assertTrue(header.find(), result.toString());
        final Map<String, Object> json = Json.object(Files.readString(out.resolve("run.json")));
        assertEquals(
                Double.parseDouble(header.group(1)), 100 * (Double) Json.at(json, "keySkew/hottestKeyShare"), 0.05);
        assertEquals(Json.number(json, "load/offered"), Json.number(json, "keySkew/operations"));
    }

    /** A second of warm-up and two of load. */
    private static LoadPlan.Builder plan(final double rate) {
        final Workload workload = Workload.builder()
                .mix(Mix.parse("get=1"))
                .keyChoice(KeyChoice.parse("hotspot:1/50"))
                .keyCount(100)
                .build();
        return LoadPlan.builder(workload, Schedule.constant(rate))
                .warmupNs(SECOND_NS)
                .durationNs(2 * SECOND_NS)
                .drainNs(SECOND_NS)
                .maxInFlight(10);
    }
}
