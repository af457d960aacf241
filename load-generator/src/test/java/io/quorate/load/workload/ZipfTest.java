package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZipfTest {

    private static final int DRAWS = 500_000;
    private static final double LEAST_EXPECTED = 40;

    @ParameterizedTest
    @CsvSource({
        "10, 0.5",
        "10, 0.99",
        "10, 1",
        "10, 1.5",
        "100, 0.5",
        "100, 0.99",
        "100, 1",
        "100, 1.5",
        "10000, 0.5",
        "10000, 0.99",
        "10000, 1",
        "10000, 1.5",
        "1000000, 0.5",
        "1000000, 0.99",
        "1000000, 1",
        "1000000, 1.5",
        "10, 0.0001",
        "1000, 0.999999999",
        "1000, 1.000000001",
        "1000, 3",
        "50, 10",
    })
    void shouldDrawEachRankAsOftenAsItShould(final int ranks, final double theta) {
        final double[] probability = probabilities(ranks, theta);
        final int[] binOf = new int[ranks + 1];
        final double[] expected = new double[ranks];
        int bins = 0;
        // The tail is put together until each class is large enough.
        for (int rank = 1; rank <= ranks; rank++) {
            binOf[rank] = bins;
            expected[bins] += probability[rank] * DRAWS;
            if (expected[bins] >= LEAST_EXPECTED) {
                bins++;
            }
        }
        final boolean hasRest = bins < ranks && expected[bins] > 0;
        if (hasRest && bins > 0) {
            expected[bins - 1] += expected[bins];
            for (int rank = ranks; rank > 0 && binOf[rank] == bins; rank--) {
                binOf[rank] = bins - 1;
            }
        }
        final long[] observed = new long[bins];
        final Zipf zipf = new Zipf(theta);
        final double upTo = zipf.upTo(ranks);
        for (int i = 0; i < DRAWS; i++) {
            observed[binOf[zipf.rank(ranks, upTo, Draws.bits(17, i, Draws.KEY))]]++;
        }

        final double statistic = ChiSquare.of(observed, Arrays.copyOf(expected, bins));
        final double limit = ChiSquare.limit(bins - 1);
        assertTrue(statistic < limit, "chi square " + statistic + ", limit " + limit + ", classes " + bins);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 0.5, 0.99, 1, 2, 10})
    void shouldStayInRange(final double theta) {
        final Zipf zipf = new Zipf(theta);
        for (final int ranks : new int[] {1, 2, 3, 1_000, Integer.MAX_VALUE}) {
            for (int i = 0; i < 10_000; i++) {
                final int rank = zipf.rank(ranks, zipf.upTo(ranks), Draws.bits(3, i, Draws.KEY));
                assertTrue(rank >= 1 && rank <= ranks, "rank " + rank + " of " + ranks);
            }
            for (final long extreme : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
                final int rank = zipf.rank(ranks, zipf.upTo(ranks), extreme);
                assertTrue(rank >= 1 && rank <= ranks, "rank " + rank + " of " + ranks);
            }
        }
    }

    @Test
    void shouldKeepItsRanksFromVersionToVersion() {
        final Zipf zipf = new Zipf(0.99);
        final int[] ranks = new int[8];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = zipf.rank(1_000_000, zipf.upTo(1_000_000), Draws.bits(1, i, Draws.KEY));
        }
        assertEquals("[1, 3786, 68, 770, 31486, 39814, 15995, 1]", Arrays.toString(ranks));
    }

    private static double[] probabilities(final int ranks, final double theta) {
        final double[] probability = new double[ranks + 1];
        double sum = 0;
        for (int rank = ranks; rank > 0; rank--) {
            probability[rank] = Math.pow(rank, -theta);
            sum += probability[rank];
        }
        for (int rank = 1; rank <= ranks; rank++) {
            probability[rank] /= sum;
        }
        return probability;
    }
}
