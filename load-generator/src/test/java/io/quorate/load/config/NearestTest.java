package io.quorate.load.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    @ParameterizedTest
    @CsvSource({"'', '', 0", "a, '', 1", "kitten, sitting, 3", "rate, rate, 0", "rate, arte, 2", "abc, xyz, 3"})
    void shouldCountMistakes(final String a, final String b, final int distance) {
        assertEquals(distance, Nearest.distance(a, b));
        assertEquals(distance, Nearest.distance(b, a));
    }

    @Test
    void shouldNameTheNearestFirstAndNoOthers() {
        final List<String> names = List.of("rates", "duration", "ramp", "rate", "raze", "seed");
        assertEquals(List.of("rate", "rates", "raze"), Nearest.to("rate", names));
        assertEquals(List.of(), Nearest.to("compressible", names));
    }
}
