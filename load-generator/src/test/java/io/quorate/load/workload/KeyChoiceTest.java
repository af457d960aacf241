package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyChoiceTest {

    private static final int DRAWS = 1_000_000;
    private static final double FOUR_DEVIATIONS = 4 * 0.5 / Math.sqrt(DRAWS);

    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource({
        "uniform, uniform",
        "zipf:0.990, zipf:0.99",
        "zipf:1, zipf:1",
        "ycsb-zipf, ycsb-zipf",
        "latest:.5, ",
        "latest:0.5, latest:0.5",
        "hotspot:20/80, hotspot:20/80",
        "hotspot:0.10/99.5, hotspot:0.1/99.5",
        "exp:95/14, exp:95/14",
        "seq, seq",
    })
    void shouldReadAndWriteItsForms(final String text, final String canonical) {
        if (canonical == null) {
            assertThrows(IllegalArgumentException.class, () -> KeyChoice.parse(text));
        } else {
            assertEquals(canonical, KeyChoice.parse(text).toString());
            assertEquals(canonical, KeyChoice.parse(canonical).toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pareto|there is no distribution \"pareto\"",
                "''|there is no distribution \"\"",
                "uniform:1|uniform takes no parameter",
                "seq:|seq takes no parameter",
                "ycsb-zipf:0.99|ycsb-zipf takes no parameter",
                "zipf|theta, \"\", is not a number",
                "zipf:x|theta, \"x\", is not a number",
                "zipf:-1|theta, \"-1\", is not a number",
                "zipf:0|theta, 0, must be more than 0 and at most 10",
                "zipf:10.5|theta, 10.5, must be more than 0 and at most 10",
                "latest:0|theta, 0, must be more than 0 and at most 10",
                "hotspot:20|\"20\" is not two percentages",
                "hotspot:20/80/1|\"20/80/1\" is not two percentages",
                "hotspot:0/80|a percentage, 0, must be more than 0 and less than 100",
                "hotspot:20/100|a percentage, 100, must be more than 0 and less than 100",
                "hotspot:a/80|a percentage, \"a\", is not a number",
                "exp:14/95|the share of the operations, 14 %, must be more than that of the first keys, 95 %",
                "exp:20/20|the share of the operations, 20 %, must be more than that of the first keys, 20 %",
            })
    void shouldSayWhatIsWrong(final String text, final String problem) {
        final var error = assertThrows(IllegalArgumentException.class, () -> KeyChoice.parse(text));
        assertTrue(error.getMessage().startsWith("key-dist=" + text + ": " + problem), error.getMessage());
        assertTrue(error.getMessage().contains("zipf:0.99"), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uniform",
                "zipf:0.5",
                "zipf:1.5",
                "ycsb-zipf",
                "latest:0.99",
                "hotspot:20/80",
                "hotspot:0.001/1",
                "exp:95/14",
                "exp:99.9999/0.0001",
                "exp:50.0000001/50",
                "seq"
            })
    void shouldStayInRange(final String text) {
        for (final int keyCount : new int[] {1, 2, 3, 100, Integer.MAX_VALUE}) {
            final KeyPicker picker = KeyChoice.parse(text).picker(5, keyCount);
            for (int i = 0; i < 1_000; i++) {
                final int key = picker.pick(i, Draws.bits(5, i, Draws.KEY), keyCount);
                assertTrue(key >= 0 && key < keyCount, "key " + key + " of " + keyCount);
            }
            for (final long extreme : new long[] {0, -1}) {
                final int key = picker.pick(0, extreme, keyCount);
                assertTrue(key >= 0 && key < keyCount, "key " + key + " of " + keyCount);
            }
        }
    }

    @Test
    void shouldKeepItsKeysFromVersionToVersion() {
        final StringBuilder seen = new StringBuilder();
        for (final String text :
                new String[] {"uniform", "zipf:0.99", "ycsb-zipf", "latest:1", "hotspot:20/80", "exp:95/14"}) {
            final KeyPicker picker = KeyChoice.parse(text).picker(1, 1_000_000);
            seen.append(text);
            for (int i = 0; i < 4; i++) {
                seen.append(' ').append(picker.pick(i, Draws.bits(1, i, Draws.KEY), 1_000_000));
            }
            seen.append('\n');
        }
        assertEquals("""
                uniform 971002 404142 681704 515519
                zipf:0.99 429278 85467 283680 236837
                ycsb-zipf 675315 327552 571644 94248
                latest:1 999999 997043 999946 999406
                hotspot:20/80 721180 175197 24095 32283
                exp:95/14 165461 24196 53499 33866
                """, seen.toString());
    }

    @Test
    void shouldSpreadHotKeysWhenZipf() {
        final int keyCount = 1_000;
        final int[] byHeat = byHeat(counts("zipf:0.99", 9, keyCount), keyCount);
        // The ten hottest keys, which unspread would be keys 0 to 9, are all over the place.
        final int[] hottest = IntStream.of(byHeat).limit(10).sorted().toArray();
        assertTrue(hottest[9] - hottest[0] > keyCount / 2, Arrays.toString(hottest));
        assertNotEquals(byHeat[0], byHeat(counts("zipf:0.99", 10, keyCount), keyCount)[0]);
    }

    @Test
    void shouldGiveTheHottestKeyItsShareWhenZipf() {
        final int keyCount = 1_000;
        final long[] counts = counts("zipf:0.99", 9, keyCount);
        double zeta = 0;
        for (int rank = 1; rank <= keyCount; rank++) {
            zeta += Math.pow(rank, -0.99);
        }
        assertEquals(1 / zeta, (double) counts[byHeat(counts, keyCount)[0]] / DRAWS, FOUR_DEVIATIONS);
    }

    @Test
    void shouldHaveTheSkewOfYcsbWhenYcsbZipf() {
        assertEquals(0, YcsbZipfKeys.item(0));
        assertEquals(1, YcsbZipfKeys.item(1.2 / 26.46902820178302));
        assertEquals(10_000_000_000.0, (double) YcsbZipfKeys.item(Math.nextDown(1.0)), 10);
        // The FNV-1a hash of eight bytes 0, and of a 1 followed by seven bytes 0, as YCSB computes them.
        assertEquals(6_284_781_860_667_377_211L, YcsbZipfKeys.hash(0));
        assertEquals(8_517_097_267_634_966_620L, YcsbZipfKeys.hash(1));

        final int keyCount = 1_000_000;
        final long[] counts = counts("ycsb-zipf", 2, keyCount);
        final int[] byHeat = byHeat(counts, keyCount);
        assertEquals((int) (YcsbZipfKeys.hash(0) % keyCount), byHeat[0]);
        assertEquals((int) (YcsbZipfKeys.hash(1) % keyCount), byHeat[1]);
        assertEquals(1 / 26.469, (double) counts[byHeat[0]] / DRAWS, FOUR_DEVIATIONS);
        assertEquals(Math.pow(0.5, 0.99) / 26.469, (double) counts[byHeat[1]] / DRAWS, FOUR_DEVIATIONS);
    }

    @Test
    void shouldFavourTheNewestKeysWhenLatest() {
        final int keyCount = 1_000;
        final int existing = 1_500;
        final KeyPicker picker = KeyChoice.parse("latest:1").picker(3, keyCount);
        final long[] observed = new long[existing];
        final double[] expected = new double[existing];
        double zeta = 0;
        for (int rank = 1; rank <= existing; rank++) {
            zeta += 1.0 / rank;
        }
        for (int i = 0; i < DRAWS; i++) {
            observed[existing - 1 - picker.pick(i, Draws.bits(3, i, Draws.KEY), existing)]++;
        }
        for (int rank = 1; rank <= existing; rank++) {
            expected[rank - 1] = DRAWS / zeta / rank;
        }
        assertFits(observed, expected);
    }

    @Test
    void shouldGiveTheHotKeysTheirShareWhenHotspot() {
        final int keyCount = 500;
        final long[] observed = counts("hotspot:20/80", 4, keyCount);
        final double[] expected = new double[keyCount];
        Arrays.fill(expected, 0, 100, 0.8 * DRAWS / 100);
        Arrays.fill(expected, 100, keyCount, 0.2 * DRAWS / 400);
        assertFits(observed, expected);
    }

    @Test
    void shouldHaveAtLeastOneHotKeyWhenTheShareIsSmall() {
        final long[] observed = counts("hotspot:1/50", 4, 10);
        assertEquals(0.5, (double) observed[0] / DRAWS, FOUR_DEVIATIONS);
    }

    @ParameterizedTest
    @CsvSource({"95, 14", "60, 50", "99.9, 1"})
    void shouldGiveTheFirstKeysTheirShareWhenExponential(final double operations, final double keys) {
        final int keyCount = 10_000;
        final long[] observed = counts("exp:" + SpecText.plain(operations) + "/" + SpecText.plain(keys), 6, keyCount);
        final int first = (int) Math.round(keyCount * keys / 100);
        final double share = (double) Arrays.stream(observed, 0, first).sum() / DRAWS;
        assertEquals(operations / 100, share, FOUR_DEVIATIONS);
        // Of an exponential curve, equal stretches have equal ratios.
        final double half = Arrays.stream(observed, 0, first / 2).sum();
        final double otherHalf = Arrays.stream(observed, first / 2, first).sum();
        final double next = Arrays.stream(observed, first, first + first / 2).sum();
        final double ratio = otherHalf / half;
        assertEquals(ratio, next / otherHalf, 5 * Math.sqrt(1 / next + 2 / otherHalf), "ratio " + ratio);
    }

    @Test
    void shouldGoRoundWhenSequential() {
        final KeyPicker picker = KeyChoice.parse("seq").picker(3, 7);
        for (long i = 0; i < 100; i++) {
            assertEquals((int) (i % 7), picker.pick(i, Draws.bits(3, i, Draws.KEY), 9));
        }
        assertEquals(5, picker.pick(7_000_000_000_005L, 0, 9));
    }

    @Test
    void shouldFollowATraceAndRepeatIt() throws IOException {
        final Path file = Files.writeString(temp.resolve("keys.txt"), "3\n0\r\n 9 \n3");
        final KeyChoice choice = KeyChoice.parse("trace:" + file);
        assertEquals("trace:" + file, choice.toString());
        final KeyPicker picker = choice.picker(3, 10);
        final int[] seen = IntStream.range(0, 9).map(i -> picker.pick(i, 0, 10)).toArray();
        assertEquals("[3, 0, 9, 3, 3, 0, 9, 3, 3]", Arrays.toString(seen));
    }

    @Test
    void shouldReadALongTrace() throws IOException {
        final Path file = temp.resolve("keys.txt");
        Files.write(
                file,
                IntStream.range(0, 5_000)
                        .mapToObj(i -> String.valueOf(4_999 - i))
                        .toList());
        final KeyPicker picker = KeyChoice.parse("trace:" + file).picker(3, 5_000);
        for (int i = 0; i < 5_000; i++) {
            assertEquals(4_999 - i, picker.pick(i, 0, 5_000));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1\\n\\n2|line 2, \"\", is not a whole number of 0 to 2147483647",
                "1\\n-2|line 2, \"-2\", is not a whole number of 0 to 2147483647",
                "1\\n2\\nx|line 3, \"x\", is not a whole number of 0 to 2147483647",
                "2147483648|line 1, \"2147483648\", is not a whole number of 0 to 2147483647",
                "''|the file is empty",
            })
    void shouldSayWhatIsWrongInATrace(final String content, final String problem) throws IOException {
        final Path file = Files.writeString(temp.resolve("keys.txt"), content.replace("\\n", "\n"));
        assertTraceFault("trace:" + file, problem);
    }

    @Test
    void shouldSayWhenATraceCannotBeRead() {
        assertTraceFault("trace:", "no file is named");
        assertTraceFault("trace:" + temp.resolve("missing"), "there is no such file");
        assertTraceFault("trace:" + temp, "the file cannot be read: java.io.IOException");
        assertTraceFault("trace:a\0b", "the file cannot be read: java.nio.file.InvalidPathException");
    }

    @Test
    void shouldSayWhenATraceNamesKeysThatThereAreNot() throws IOException {
        final Path file = Files.writeString(temp.resolve("keys.txt"), "99\n100\n");
        final KeyChoice choice = KeyChoice.parse("trace:" + file);
        choice.picker(3, 101);
        final var error = assertThrows(IllegalArgumentException.class, () -> choice.picker(3, 100));
        assertTrue(error.getMessage().contains("line 2, 100, must be less than keys=100"), error.getMessage());
    }

    private static void assertTraceFault(final String text, final String problem) {
        final var error = assertThrows(IllegalArgumentException.class, () -> KeyChoice.parse(text));
        assertTrue(error.getMessage().startsWith("key-dist=" + text + ": " + problem), error.getMessage());
        assertTrue(error.getMessage().contains("write one key index per line"), error.getMessage());
    }

    private static void assertFits(final long[] observed, final double[] expected) {
        final double statistic = ChiSquare.of(observed, expected);
        assertTrue(statistic < ChiSquare.limit(observed.length - 1), () -> "chi square " + statistic);
    }

    private static long[] counts(final String text, final long seed, final int keyCount) {
        final KeyPicker picker = KeyChoice.parse(text).picker(Draws.mix(seed), keyCount);
        final long[] counts = new long[keyCount];
        for (int i = 0; i < DRAWS; i++) {
            counts[picker.pick(i, Draws.bits(seed, i, Draws.KEY), keyCount)]++;
        }
        return counts;
    }

    private static int[] byHeat(final long[] counts, final int keyCount) {
        return IntStream.range(0, keyCount)
                .boxed()
                .sorted((a, b) -> Long.compare(counts[b], counts[a]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
