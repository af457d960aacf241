package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixTest {

    @Test
    void shouldReadWeightsInAnyOrder() {
        assertEquals("get=95,put=5", Mix.parse("put=5, get=95").toString());
        assertEquals("get=1", Mix.parse("get=1,put=0").toString());
        assertEquals("get=95,insert=5", Mix.parse("insert=5,get=95").toString());
        assertEquals("get=1", Mix.parse("insert=0,get=1").toString());
        assertEquals("insert=1", Mix.parse("insert=1").toString());
    }

    @Test
    void shouldChooseInProportion() {
        final Mix mix = Mix.parse("get=75,put=15,delete=5,rmw=5");
        final long[] observed = new long[OperationType.COUNT];
        final int count = 100_000;
        for (int i = 0; i < count; i++) {
            observed[mix.choose(Draws.bits(9, i, Draws.TYPE)).ordinal()]++;
        }
        final double statistic =
                ChiSquare.of(observed, new double[] {.75 * count, .15 * count, .05 * count, .05 * count});
        assertTrue(statistic < ChiSquare.limit(3), () -> "chi square " + statistic);
    }

    @Test
    void shouldKnowWhatItIncludes() {
        final Mix mix = Mix.parse("get=95,put=5,delete=0");
        assertTrue(mix.includes(OperationType.PUT));
        assertFalse(mix.includes(OperationType.DELETE));
        assertFalse(mix.hasInserts());
        assertTrue(Mix.parse("get=95,insert=5").hasInserts());
        assertTrue(Mix.parse("get=95,insert=5").includes(OperationType.PUT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get|\"get\" has no weight",
                "get=95,cas=5|no operation \"cas\"",
                "get=1,get=2|get is named twice",
                "insert=0,insert=2|insert is named twice",
                "insert=-1|the weight of insert must be 0 to 1000000",
                "get=95,scan=5|use get, put, insert, delete or rmw",
                "get=x|not a whole number",
                "get=-1|must be 0 to 1000000",
                "get=0,put=0|no operation has a weight above 0",
                "get=1,|has no weight",
            })
    void shouldSayWhatIsWrong(final String text, final String problem) {
        final var error = assertThrows(IllegalArgumentException.class, () -> Mix.parse(text));
        assertTrue(error.getMessage().contains(problem), error.getMessage());
        assertTrue(error.getMessage().contains("get=95,put=5"), error.getMessage());
    }
}
