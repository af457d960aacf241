package io.quorate.load.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepRatesTest {

    @Test
    void shouldReadAList() {
        assertEquals(List.of(1_000.0, 2_500.0, 5_000_000.0, 0.5), SweepRates.parse("1k, 2.5k,5M,0.5"));
    }

    @Test
    void shouldReadARangeWhoseStepsAreEquallyLargeAsFactors() {
        final List<Double> rates = SweepRates.parse("1k..50k/log10");

        assertEquals(10, rates.size());
        assertEquals(1_000.0, rates.get(0));
        assertEquals(50_000.0, rates.get(9));
        for (int i = 1; i < rates.size(); i++) {
            assertEquals(Math.pow(50, 1 / 9.0), rates.get(i) / rates.get(i - 1), 1e-9);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fast|\"fast\" is not a rate",
                "1k,,2k|\"\" is not a rate",
                "0|each rate must be more than 0",
                "1k..50k|\"1k..50k\" is not a rate",
                "1k..50k/log1|the number of rates, 1, must be 2 to 1000",
                "50k..1k/log10|the first rate must be below the last",
            })
    void shouldSayWhatIsWrongAndWhatWouldBeRight(final String text, final String problem) {
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> SweepRates.parse(text));

        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
        assertTrue(refused.getMessage().contains("1k..50k/log10"), refused.getMessage());
    }
}
