package io.quorate.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void shouldTakeTheMiddleOneWhenTheCountIsOdd() {
        final double[] values = {9, 1, 5};
        assertEquals(new Spread(5, 1, 9), Spread.of(values));
        assertArrayEquals(new double[] {9, 1, 5}, values);
    }

    @Test
    void shouldTakeTheMeanOfTheMiddleOnesWhenTheCountIsEven() {
        assertEquals(new Spread(4, 1, 9), Spread.of(9, 1, 5, 3));
    }

    @Test
    void shouldCompareWithinEachRoundWhenRatiosAreAskedFor() {
        // The medians alone would say 200 / 20.
        assertEquals(new Spread(10, 9, 11), Spread.ofRatios(new double[] {90, 200, 330}, new double[] {10, 20, 30}));
    }

    @Test
    void shouldRefuseWhenThereIsNothingToSumUp() {
        assertThrows(IllegalArgumentException.class, Spread::of);
        assertThrows(IllegalArgumentException.class, () -> Spread.ofRatios(new double[1], new double[2]));
    }

    @Test
    void shouldShowTheRangeWhenPrinted() {
        assertEquals("1.50 (1.00..2.25)", new Spread(1.5, 1, 2.25).toString());
    }
}
