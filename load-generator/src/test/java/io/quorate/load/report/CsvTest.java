package io.quorate.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

    @Test
    void shouldQuoteWhatWouldBeMistaken() {
        final List<String> cells = List.of("plain", "", "a,b", "say \"no\"", "two\nlines", "\r", "é", " ");
        final String line = Csv.line(cells);

        assertEquals("plain,,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\"\r\",é, ", line);
        assertEquals(List.of(cells), Tables.parse(line + "\n"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0.000001", "1500000, 1.5", "1000000000, 1000", "86400000000000, 86400000"})
    void shouldShowMillisecondsExactly(final long ns, final String ms) {
        assertEquals(ms, Csv.ms(ns));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.25, 0.25",
        "12345678, 12345678",
        "0.33333333333, 0.333333",
        "1e-9, 0",
        "NaN, ''",
        "Infinity, ''"
    })
    void shouldShowNumbersWithoutExponents(final double number, final String text) {
        assertEquals(text, Csv.number(number));
    }
}
