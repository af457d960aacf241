package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.load.workload.RateProfile.Step;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateProfileTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1k:10s,2k:10s|1000:10s,2000",
                "1k:10s, 2k|1000:10s,2000",
                "0.5:500ms,2.5k:1.5m,1M:1h,7|0.5:0.5s,2500:90s,1000000:3600s,7",
                "0-2k:10s,2k:1s|0-2000:10s,2000",
                "0-2k:10s|0-2000:10s,2000",
                "0:1s,1|0:1s,1",
                "1|1",
                "1:3us,2|1:0.000003s,2",
            })
    void shouldReadSteps(final String text, final String canonical) {
        final RateProfile profile = RateProfile.parseSteps(text);
        assertEquals(canonical, profile.toString());
        assertEquals(canonical, RateProfile.parseSteps(canonical).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|the rate of a step, \"\", is not a number",
                "1k:10s,|the rate of a step, \"\", is not a number",
                "x:10s|the rate of a step, \"x\", is not a number",
                "-1:10s|the rate of a step, \"\", is not a number",
                "1k:10|the duration of a step, \"10\", is not a time",
                "1k,2k|the step \"1k\" has no duration",
                "0-1k|the step \"0-1k\" has no duration",
                "1k:0s,2k|the duration of the step \"1k:0s\" must be more than 0",
                "1k:1s,0|the last step goes on for ever, so its rate must be more than 0",
                "1k-0:1s|the last step goes on for ever, so its rate must be more than 0",
            })
    void shouldSayWhatIsWrong(final String text, final String problem) {
        final var error = assertThrows(IllegalArgumentException.class, () -> RateProfile.parseSteps(text));
        assertTrue(error.getMessage().startsWith("steps=" + text + ": " + problem), error.getMessage());
        assertTrue(error.getMessage().contains("1k:10s,2k:30s"), error.getMessage());
    }

    @Test
    void shouldRefuseValuesOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> RateProfile.steps(List.of()));
        assertThrows(IllegalArgumentException.class, () -> RateProfile.steps(List.of(new Step(1, 0, 1))));
        assertThrows(IllegalArgumentException.class, () -> RateProfile.ramp(1, -1));
        assertThrows(IllegalArgumentException.class, () -> new Step(-1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Step(1, Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new Step(1, 1, 0));
    }

    @Test
    void shouldKnowHowManyArrivalsToExpect() {
        final RateProfile profile =
                RateProfile.steps(List.of(new Step(100, 100, 10 * SECOND_NS), new Step(100, 300, 4 * SECOND_NS)));
        assertEquals(0, profile.meanArrivals(0));
        assertEquals(500, profile.meanArrivals(5 * SECOND_NS), 1e-9);
        assertEquals(1_000 + 300, profile.meanArrivals(12 * SECOND_NS), 1e-9);
        assertEquals(1_000 + 800, profile.meanArrivals(14 * SECOND_NS), 1e-9);
        assertEquals(1_800 + 600, profile.meanArrivals(16 * SECOND_NS), 1e-9);
        assertEquals(300, profile.lastRate());
        assertEquals(300, profile.highestRate());
        assertEquals(5, RateProfile.parseSteps("5:1s,2").highestRate());
    }

    @Test
    void shouldPutARampBeforeTheRate() {
        assertEquals("0-2000:10s,2000", RateProfile.ramp(2_000, 10 * SECOND_NS).toString());
        assertEquals(
                "0-100:1s,100:2s,50",
                RateProfile.parseSteps("100:2s,50").ramped(SECOND_NS).toString());
        final RateProfile profile = RateProfile.constant(3);
        assertSame(profile, profile.ramped(0));
    }

    @Test
    void shouldBoundTheNumberOfArrivals() {
        final RateProfile profile = RateProfile.parseSteps("0-1k:3s,200");
        for (int seed = 0; seed < 100; seed++) {
            final Arrivals arrivals =
                    Schedule.of(ArrivalProcess.POISSON, seed, profile).arrivals();
            long count = 0;
            while (arrivals.nextNs() < 10 * SECOND_NS) {
                count++;
            }
            assertTrue(count <= profile.mostArrivals(10 * SECOND_NS), "arrivals: " + count);
        }
        assertEquals(2_900, (double) profile.mostArrivals(10 * SECOND_NS), 800);
    }
}
