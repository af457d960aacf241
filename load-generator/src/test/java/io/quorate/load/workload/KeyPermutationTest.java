package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPermutationTest {

    @Test
    void shouldSendEveryNumberToAnotherWhenTheSizeIsSmall() {
        for (int size = 1; size <= 2_000; size++) {
            assertBijection(new KeyPermutation(Draws.mix(size), size), size);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 65_537, 1_000_000, 3_000_017})
    void shouldSendEveryNumberToAnotherWhenTheSizeIsLarge(final int size) {
        assertBijection(new KeyPermutation(5, size), size);
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000_000, (1 << 30) - 1, 1 << 30, (1 << 30) + 1, Integer.MAX_VALUE})
    void shouldBeUndoneByItsInverseWhenTheSizeIsHuge(final int size) {
        final KeyPermutation permutation = new KeyPermutation(6, size);
        for (int i = 0; i < 100_000; i++) {
            final int number = Draws.below(Draws.mix(i), size);
            final int there = permutation.apply(number);
            assertTrue(there >= 0 && there < size);
            assertEquals(number, permutation.inverse(there));
            assertEquals(number, permutation.apply(permutation.inverse(number)));
        }
        assertEquals(size - 1, permutation.inverse(permutation.apply(size - 1)));
    }

    @Test
    void shouldSpreadNeighboursEvenly() {
        final int size = 1_000_003;
        final int bins = 100;
        final KeyPermutation permutation = new KeyPermutation(7, size);
        final long[] observed = new long[bins];
        final double[] expected = new double[bins];
        for (int i = 0; i < 100_000; i++) {
            observed[(int) ((long) permutation.apply(i) * bins / size)]++;
        }
        Arrays.fill(expected, 100_000.0 / bins);
        final double statistic = ChiSquare.of(observed, expected);
        assertTrue(statistic < ChiSquare.limit(bins - 1), () -> "chi square " + statistic);
    }

    @Test
    void shouldDifferFromSeedToSeed() {
        final KeyPermutation one = new KeyPermutation(1, 1_000);
        final KeyPermutation other = new KeyPermutation(2, 1_000);
        int same = 0;
        for (int i = 0; i < 1_000; i++) {
            same += one.apply(i) == other.apply(i) ? 1 : 0;
        }
        assertTrue(same < 10, "same: " + same);
    }

    private static void assertBijection(final KeyPermutation permutation, final int size) {
        final BitSet taken = new BitSet(size);
        for (int i = 0; i < size; i++) {
            final int there = permutation.apply(i);
            assertFalse(taken.get(there), () -> "two numbers go to " + there + " of " + size);
            taken.set(there);
            if (permutation.inverse(there) != i) {
                assertEquals(i, permutation.inverse(there));
            }
        }
        assertEquals(size, taken.length());
    }
}
