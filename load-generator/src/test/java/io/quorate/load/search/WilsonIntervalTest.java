package io.quorate.load.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WilsonIntervalTest {

    /** Newcombe (Two-sided confidence intervals for the single proportion, 1998), table I, method 3: 95 %. */
    @ParameterizedTest
    @CsvSource({
        "81, 263, 0.2553, 0.3662",
        "15, 148, 0.0624, 0.1605",
        "0, 20, 0.0000, 0.1611",
        "1, 29, 0.0061, 0.1718",
        "29, 29, 0.8830, 1.0000",
    })
    void shouldHaveThePublishedBounds(final int misses, final int total, final double low, final double high) {
        final WilsonInterval interval = WilsonInterval.of(misses / (double) total, total, 1.959964);

        assertEquals(low, interval.low(), 0.00005);
        assertEquals(high, interval.high(), 0.00005);
    }

    @Test
    void shouldExcludeNothingAtTheEndsOfTheScale() {
        assertTrue(WilsonInterval.of(0, 10, 3).low() == 0);
        assertTrue(WilsonInterval.of(1, 10, 3).high() == 1);
    }

    /** Student's t, two-sided 99.9 %, as tables have it. */
    @ParameterizedTest
    @CsvSource({
        "1, 636.62",
        "2, 31.60",
        "10, 4.587",
        "20, 3.850",
        "21, 3.819",
        "30, 3.646",
        "60, 3.460",
        "120, 3.373",
        "100000, 3.291"
    })
    void shouldHaveTheTabulatedQuantiles(final int freedom, final double quantile) {
        assertEquals(quantile, Confidence.quantile(freedom), quantile * 0.0003);
    }
}
