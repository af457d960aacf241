package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueSizesTest {

    private static final int DRAWS = 500_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "128|fixed:128|128",
                "0|fixed:0|0",
                "1k|fixed:1000|1000",
                "fixed:128|fixed:128|128",
                "uniform:64-1024|uniform:64-1024|1024",
                "uniform:5-5|uniform:5-5|5",
                "lognormal:256,8192|lognormal:256,8192|100000",
                "lognormal:256, 8k ,16k|lognormal:256,8000,16000|16000",
                "list:64*80,1024*15,65536*5|list:64*80,1024*15,65536*5|65536",
                "list:9*1|list:9*1|9",
            })
    void shouldReadAndWriteItsForms(final String text, final String canonical, final int max) {
        final ValueSizes sizes = ValueSizes.parse(text, 100_000);
        assertEquals(canonical, sizes.toString());
        assertEquals(max, sizes.max());
        assertEquals(canonical, ValueSizes.parse(canonical, 100_000).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2049|the length, 2049, must be 0 to 2048",
                "fixed:2049|the length, 2049, must be 0 to 2048",
                "fixed:|the length, \"\", is not a number",
                "-1|the length, \"-1\", is not a number",
                "1.5|the length, \"1.5\", is not a whole number",
                "zipf:3|there is no distribution \"zipf\"",
                "uniform:64|\"64\" is not two lengths with a hyphen between them",
                "uniform:65-64|the least length, 65, must not be above the greatest, 64",
                "uniform:64-4096|the greatest length, 4096, must be 0 to 2048",
                "uniform:a-64|the least length, \"a\", is not a number",
                "lognormal:256|\"256\" is not a median, a 99th percentile and perhaps a limit",
                "lognormal:256,8192|the 99th percentile, 8192, must be 1 to 2048",
                "lognormal:0,100|the median, 0, must be 1 to 2048",
                "lognormal:200,100|the median, 200, must not be above the 99th percentile, 100, nor that above the limit, 2048",
                "lognormal:10,100,99|the median, 10, must not be above the 99th percentile, 100, nor that above the limit, 99",
                "lognormal:10,100,4k|the limit, 4000, must be 1 to 2048",
                "list:64|\"64\" has no weight",
                "list:64*1,|\"\" has no weight",
                "list:64*0|a weight, 0, must be 1 to 1000000",
                "list:64*1000001|a weight, 1000001, must be 1 to 1000000",
                "list:4096*1|a length, 4096, must be 0 to 2048",
                "list:x*1|a length, \"x\", is not a number",
            })
    void shouldSayWhatIsWrong(final String text, final String problem) {
        final var error = assertThrows(IllegalArgumentException.class, () -> ValueSizes.parse(text, 2_048));
        assertTrue(error.getMessage().startsWith("value-size=" + text + ": " + problem), error.getMessage());
        assertTrue(error.getMessage().contains("lognormal:256,8192"), error.getMessage());
    }

    @Test
    void shouldRefuseTooManyLengths() {
        final String text = "list:" + "1*1,".repeat(1_000) + "1*1";
        final var error = assertThrows(IllegalArgumentException.class, () -> ValueSizes.parse(text, 10));
        assertTrue(error.getMessage().contains("1001 lengths are too many"), error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ValueSizes.fixed(-1));
    }

    @Test
    void shouldDrawEachLengthOfARangeAsOften() {
        final ValueSizes sizes = ValueSizes.parse("uniform:10-29", 100);
        final long[] observed = new long[20];
        final double[] expected = new double[20];
        for (int i = 0; i < DRAWS; i++) {
            observed[size(sizes, i) - 10]++;
        }
        Arrays.fill(expected, DRAWS / 20.0);
        assertFits(observed, expected);
    }

    @Test
    void shouldDrawListedLengthsInProportion() {
        final ValueSizes sizes = ValueSizes.parse("list:64*80,1024*15,65536*5", 100_000);
        final long[] observed = new long[3];
        for (int i = 0; i < DRAWS; i++) {
            final int size = size(sizes, i);
            observed[size == 64 ? 0 : size == 1_024 ? 1 : 2]++;
            assertTrue(size == 64 || size == 1_024 || size == 65_536);
        }
        assertFits(observed, new double[] {.8 * DRAWS, .15 * DRAWS, .05 * DRAWS});
    }

    @Test
    void shouldDrawALognormalDistribution() {
        final ValueSizes sizes = ValueSizes.parse("lognormal:2560,81920", Integer.MAX_VALUE);
        final double sigma = Math.log(32) / 2.3263478740408408;
        // Classes between quantiles of the standard normal distribution.
        final double[] upTo = {
            -2.3263478740408408,
            -1.2815515655446004,
            -0.6744897501960817,
            0,
            0.6744897501960817,
            1.2815515655446004,
            2.3263478740408408
        };
        final double[] expected = {.01, .09, .15, .25, .25, .15, .09, .01};
        final long[] observed = new long[expected.length];
        for (int i = 0; i < DRAWS; i++) {
            final double z = Math.log(size(sizes, i) / 2560.0) / sigma;
            int c = 0;
            while (c < upTo.length && z > upTo[c]) {
                c++;
            }
            observed[c]++;
        }
        for (int i = 0; i < expected.length; i++) {
            expected[i] *= DRAWS;
        }
        assertFits(observed, expected);
    }

    @Test
    void shouldCutALognormalDistributionAtItsLimit() {
        final ValueSizes sizes = ValueSizes.parse("lognormal:100,200,200", 2_048);
        long atLimit = 0;
        for (int i = 0; i < DRAWS; i++) {
            final int size = size(sizes, i);
            assertTrue(size >= 1 && size <= 200);
            atLimit += size == 200 ? 1 : 0;
        }
        assertEquals(0.01, (double) atLimit / DRAWS, 0.001);
        final ValueSizes same = ValueSizes.parse("lognormal:77,77", 2_048);
        assertEquals(77, size(same, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.25", "1"})
    void shouldReadAShareThatIsCompressible(final String text) {
        assertEquals(Double.parseDouble(text), ValueSizes.parseCompressible(text));
    }

    @ParameterizedTest
    @CsvSource({
        "1.01, 'the share, 1.01, must be 0 to 1'",
        "x, 'the share, \"x\", is not a number'",
        "-1, 'the share, \"-1\", is not a number'"
    })
    void shouldSayWhatIsWrongWithAShare(final String text, final String problem) {
        final var error = assertThrows(IllegalArgumentException.class, () -> ValueSizes.parseCompressible(text));
        assertEquals(
                "compressible=" + text + ": " + problem + "; use a number from 0 to 1, for example 0.5",
                error.getMessage());
    }

    private static int size(final ValueSizes sizes, final long index) {
        return sizes.of(Draws.bits(12, index, Draws.SIZE));
    }

    private static void assertFits(final long[] observed, final double[] expected) {
        final double statistic = ChiSquare.of(observed, expected);
        assertTrue(statistic < ChiSquare.limit(observed.length - 1), () -> "chi square " + statistic);
    }
}
