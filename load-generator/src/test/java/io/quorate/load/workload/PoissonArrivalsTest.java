package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PoissonArrivalsTest {

    private static final double RATE = 500;
    private static final double MEAN_NS = 1e9 / RATE;
    private static final int COUNT = 200_000;

    @Test
    void shouldWalkTheSameTimesWhenSeedAndRateAreTheSame() {
        assertArrayEquals(times(42, RATE, 10_000), times(42, RATE, 10_000));
        assertFalse(Arrays.equals(times(42, RATE, 10), times(43, RATE, 10)));
    }

    @Test
    void shouldKeepItsTimesFromVersionToVersion() {
        assertArrayEquals(new long[] {1_385_287, 1_763_416, 1_849_669}, times(1, 1_000, 3));
    }

    @Test
    void shouldNeverGoBack() {
        final long[] times = times(7, 1e6, COUNT);
        for (int i = 1; i < times.length; i++) {
            assertTrue(times[i] >= times[i - 1]);
        }
    }

    @Test
    void shouldHaveGapsOfTheMeanAndVarianceOfAnExponentialDistribution() {
        final long[] times = times(3, RATE, COUNT);
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
    void shouldHavePoissonCountsPerInterval() {
        final double mean = 5;
        final long[] perInterval = new long[COUNT];
        final PoissonArrivals arrivals = new PoissonArrivals(11, mean);
        long at = arrivals.nextNs();
        while (at < COUNT * 1_000_000_000L) {
            perInterval[(int) (at / 1_000_000_000L)]++;
            at = arrivals.nextNs();
        }
        final int classes = 14;
        final long[] observed = new long[classes];
        for (final long count : perInterval) {
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

        final double statistic = ChiSquare.of(observed, expected);
        assertTrue(statistic < ChiSquare.limit(classes - 1), () -> "chi square " + statistic);
    }

    @Test
    void shouldNotRoundTheRate() {
        final double rate = 600_000.25;
        final int count = 2_000_000;
        final long last = times(5, rate, count)[count - 1];

        assertEquals(count / rate * 1e9, (double) last, 4 * Math.sqrt(count) / rate * 1e9);
    }

    @Test
    void shouldRefuseARateThatIsNotPositive() {
        for (final double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new PoissonArrivals(1, rate));
        }
    }

    private static long[] times(final long seed, final double rate, final int count) {
        final PoissonArrivals arrivals = new PoissonArrivals(seed, rate);
        final long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] = arrivals.nextNs();
        }
        return times;
    }
}
