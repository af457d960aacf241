package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final double RATE = 500;
    private static final double MEAN_NS = 1e9 / RATE;
    private static final int COUNT = 200_000;

    @Test
    void shouldWalkTheSameTimesWhenSeedAndRateAreTheSame() {
        assertArrayEquals(times(Schedule.poisson(42, RATE), 10_000), times(Schedule.poisson(42, RATE), 10_000));
        assertFalse(Arrays.equals(times(Schedule.poisson(42, RATE), 10), times(Schedule.poisson(43, RATE), 10)));
    }

    @Test
    void shouldKeepItsTimesFromVersionToVersion() {
        assertArrayEquals(new long[] {1_385_287, 1_763_416, 1_849_669}, times(Schedule.poisson(1, 1_000), 3));
        assertArrayEquals(new long[] {0, 400_000, 800_000}, times(Schedule.constant(2_500), 3));
        final RateProfile ramp = RateProfile.ramp(1_000, SECOND_NS);
        assertArrayEquals(
                new long[] {52_636_258, 59_387_146, 60_822_193},
                times(Schedule.of(ArrivalProcess.POISSON, 1, ramp), 3));
    }

    @ParameterizedTest
    @EnumSource
    void shouldNeverGoBack(final ArrivalProcess process) {
        for (final String steps : new String[] {"1M", "0-3M:10ms,0:1ms,5M:7ms,5M-0:20ms,100k:3ms,1M"}) {
            final long[] times = times(Schedule.of(process, 7, RateProfile.parseSteps(steps)), COUNT);
            for (int i = 1; i < times.length; i++) {
                assertTrue(times[i] >= times[i - 1], steps + " at " + i);
            }
        }
    }

    @Test
    void shouldHaveGapsOfTheMeanAndVarianceOfAnExponentialDistribution() {
        final long[] times = times(Schedule.poisson(3, RATE), COUNT);
        double sum = 0;
        double sumOfSquares = 0;
        long previous = 0;
        for (final long time : times) {
            final double gap = time - previous;
            sum += gap;
            sumOfSquares += gap * gap;
            previous = time;
        }
        final double mean = sum / COUNT;
        final double deviation = Math.sqrt(sumOfSquares / COUNT - mean * mean);

        assertEquals(MEAN_NS, mean, MEAN_NS * 0.01);
        assertEquals(MEAN_NS, deviation, MEAN_NS * 0.015);
    }

    @Test
    void shouldHavePoissonCountsPerSecond() {
        final double mean = 5;
        final long[] perSecond = perSecond(Schedule.poisson(11, mean), COUNT);
        final int classes = 14;
        final long[] observed = new long[classes];
        for (final long count : perSecond) {
            observed[(int) Math.min(count, classes - 1)]++;
        }
        final double[] expected = new double[classes];
        double probability = Math.exp(-mean);
        double rest = 1;
        for (int i = 0; i < classes - 1; i++) {
            expected[i] = probability * COUNT;
            rest -= probability;
            probability *= mean / (i + 1);
        }
        expected[classes - 1] = rest * COUNT;

        assertFits(observed, expected, classes - 1);
    }

    @Test
    void shouldNotRoundTheRateOfAPoissonProcess() {
        final double rate = 600_000.25;
        final int count = 2_000_000;
        final long last = times(Schedule.poisson(5, rate), count)[count - 1];

        assertEquals(count / rate * 1e9, (double) last, 4 * Math.sqrt(count) / rate * 1e9);
    }

    @ParameterizedTest
    @ValueSource(doubles = {3_333.3, 0.7, 1_000, 750_000.1})
    void shouldNotDriftWhenConstant(final double rate) {
        final Arrivals arrivals = Schedule.constant(rate).arrivals();
        final long gap = (long) (1e9 / rate);
        long previous = arrivals.nextNs();
        assertEquals(0, previous);
        for (long i = 1; i <= 10_000_000; i++) {
            final long at = arrivals.nextNs();
            if (at - previous != gap && at - previous != gap + 1) {
                // In 53 bits a time above 2^53 ns is even.
                assertTrue(Math.abs(at - previous - gap) <= 2 && at >= 1L << 52, "gap " + (at - previous) + " at " + i);
            }
            if (i % 1_000_000 == 0) {
                final BigDecimal exact = BigDecimal.valueOf(i)
                        .multiply(BigDecimal.valueOf(SECOND_NS))
                        .divide(new BigDecimal(rate), 0, RoundingMode.FLOOR);
                assertTrue(
                        Math.abs(exact.longValueExact() - at) <= 2, "arrival " + i + " at " + at + ", not at " + exact);
            }
            previous = at;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-1k:20s,1k", "0:5s,500:10s,0-2k:5s,1k", "2k-100:15s,100:10s,1.5k", "200:10s,400:10s,800"})
    void shouldFollowTheIntegralOfTheRate(final String steps) {
        final int seconds = 60;
        final RateProfile profile = RateProfile.parseSteps(steps);
        final long[] even = perSecond(Schedule.of(ArrivalProcess.CONSTANT, 0, profile), seconds);
        final long[] random = perSecond(Schedule.of(ArrivalProcess.POISSON, 8, profile), seconds);
        double statistic = 0;
        int degrees = 0;
        long sum = 0;
        for (int i = 0; i < seconds; i++) {
            sum += even[i];
            // The first one is due when none is to be expected yet, hence the 1.
            assertEquals(profile.meanArrivals((i + 1) * SECOND_NS) + 0.5, (double) sum, 0.51, "second " + i);
            final double mean = profile.meanArrivals((i + 1) * SECOND_NS) - profile.meanArrivals(i * SECOND_NS);
            if (mean < 1e-6) {
                assertEquals(0, random[i]);
            } else {
                degrees++;
                statistic += (random[i] - mean) * (random[i] - mean) / mean;
            }
        }

        assertTrue(statistic < ChiSquare.limit(degrees), "chi square " + statistic);
    }

    @ParameterizedTest
    @CsvSource({
        "'0:5s,500', 0, '5000000000 5002000000 5004000000'",
        "'1k:1s,2k', 998, '998000000 999000000 1000000000 1000500000 1001000000'",
        "'2:2s,0:3s,4:1s,1', 2, '1000000000 1500000000 5000000000 5250000000 5500000000 5750000000 6000000000 7000000000'",
        "'0-2:4s,2', 0, '0 2000000000 2828427124 3464101615 4000000000 4500000000'",
        "'2-0:4s,1', 0, '0 535898384 1171572875 2000000000 4000000000 5000000000'",
    })
    void shouldBeDueAtTheInverseOfTheIntegral(final String steps, final int first, final String times) {
        final long[] expected =
                Arrays.stream(times.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        final Schedule schedule = Schedule.of(ArrivalProcess.CONSTANT, 0, RateProfile.parseSteps(steps));
        final long[] all = times(schedule, first + expected.length);
        assertArrayEquals(expected, Arrays.copyOfRange(all, first, all.length), Arrays.toString(all));
    }

    @Test
    void shouldSpreadArrivalsWithinARampAsItRises() {
        // By a quarter, half and three quarters of the ramp, a sixteenth, a quarter and nine sixteenths have arrived.
        final Schedule schedule = Schedule.of(ArrivalProcess.POISSON, 21, RateProfile.ramp(20_000, 8 * SECOND_NS));
        final Arrivals arrivals = schedule.arrivals();
        final long[] observed = new long[8];
        final double[] expected = new double[8];
        long at = arrivals.nextNs();
        while (at < 8 * SECOND_NS) {
            observed[(int) (at / SECOND_NS)]++;
            at = arrivals.nextNs();
        }
        for (int i = 0; i < 8; i++) {
            expected[i] = 80_000 * (2 * i + 1) / 64.0;
        }
        assertFits(observed, expected, 8);
        assertEquals(20_000, schedule.ratePerSecond());
    }

    @Test
    void shouldReportTheRateOfTheLastStep() {
        final Schedule schedule = Schedule.of(ArrivalProcess.CONSTANT, 0, RateProfile.parseSteps("1k:10s,2k:10s,3k"));
        assertEquals(3_000, schedule.ratePerSecond());
    }

    @Test
    void shouldRefuseARateThatIsNotPositive() {
        for (final double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> Schedule.poisson(1, rate));
            assertThrows(IllegalArgumentException.class, () -> Schedule.constant(rate));
        }
    }

    @Test
    void shouldReadTheNamesOfProcesses() {
        for (final ArrivalProcess process : ArrivalProcess.values()) {
            assertEquals(process, ArrivalProcess.parse(process.label()));
        }
        final var error = assertThrows(IllegalArgumentException.class, () -> ArrivalProcess.parse("burst"));
        assertEquals("arrival=burst: there is no such process; use poisson or constant", error.getMessage());
    }

    private static void assertFits(final long[] observed, final double[] expected, final int degrees) {
        final double statistic = ChiSquare.of(observed, expected);
        assertTrue(statistic < ChiSquare.limit(degrees), () -> "chi square " + statistic);
    }

    private static long[] perSecond(final Schedule schedule, final int seconds) {
        final Arrivals arrivals = schedule.arrivals();
        final long[] counts = new long[seconds];
        for (long at = arrivals.nextNs(); at < seconds * SECOND_NS; at = arrivals.nextNs()) {
            counts[(int) (at / SECOND_NS)]++;
        }
        return counts;
    }

    private static long[] times(final Schedule schedule, final int count) {
        final Arrivals arrivals = schedule.arrivals();
        final long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] = arrivals.nextNs();
        }
        return times;
    }
}
