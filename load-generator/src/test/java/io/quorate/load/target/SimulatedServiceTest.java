package io.quorate.load.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedServiceTest {

    @Test
    void shouldBeASingleServerWithFixedTimesUnlessToldOtherwise() {
        assertEquals(
                new SimulatedService(1, 200_000, SimulatedService.Distribution.FIXED, 1, Integer.MAX_VALUE, 1),
                SimulatedService.parse("sim:"));
        assertEquals(5_000, SimulatedService.parse("sim:").capacityPerSecond());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sim:service=1.5ms,servers=4,seed=-3|sim:servers=4,service=1500us,dist=fixed,seed=-3",
                "dist=exponential,queue=0|sim:servers=1,service=200us,dist=exponential,queue=0,seed=1",
                "sim:dist=lognormal,sigma=0.5|sim:servers=1,service=200us,dist=lognormal,sigma=0.5,seed=1",
            })
    void shouldWriteItInOneFormThatCanBeRead(final String text, final String canonical) {
        final SimulatedService service = SimulatedService.parse(text);

        assertEquals(canonical, service.toString());
        assertEquals(service, SimulatedService.parse(canonical));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp:servers=1|there is no \"tcp:servers\"",
                "sim:servers|\"servers\" has no value",
                "sim:servers=0|servers=0 must be 1 to 10000",
                "sim:servers=many|servers=many is not a number",
                "sim:service=5|service=5 is not a time",
                "sim:service=0us|must be at least 1 ns",
                "sim:dist=normal|use fixed, exponential or lognormal",
                "sim:queue=-1|queue=-1 must be at least 0",
                "sim:sigma=NaN|sigma=NaN must be above 0",
                "sim:speed=1|there is no \"speed\"",
                "sim:seed=1,seed=2|seed is named twice",
            })
    void shouldSayWhatIsWrongAndWhatWouldBeRight(final String text, final String problem) {
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> SimulatedService.parse(text));

        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
        assertTrue(refused.getMessage().contains("write for example sim:servers=1"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"fixed, 0", "exponential, 1", "lognormal, 0.533"})
    void shouldDrawTimesWithTheMeanAndSpreadOfTheirDistribution(final String distribution, final double variation) {
        final SimulatedTimes times =
                new SimulatedTimes(SimulatedService.parse("sim:service=1ms,sigma=0.5,seed=5,dist=" + distribution));
        final int count = 1_000_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            final double ms = times.nextNs() / 1e6;
            sum += ms;
            squares += ms * ms;
        }
        final double mean = sum / count;

        assertEquals(1, mean, 0.005);
        // Of a lognormal time: the root of exp(sigma^2) - 1.
        assertEquals(variation, Math.sqrt(Math.max(0, squares / count - mean * mean)) / mean, 0.01);
    }
}
