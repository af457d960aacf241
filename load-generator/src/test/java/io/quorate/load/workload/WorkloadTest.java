package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.validation.KeyValuePolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {

    private static final int KEYS = 100;

    @Test
    void shouldPlanTheSameWhateverWasPlannedBefore() {
        final Workload one = workload(42, 64);
        final Workload other = workload(42, 64);
        final PlannedOperation forwards = one.newOperation();
        final PlannedOperation backwards = other.newOperation();
        final String[] seen = new String[1_000];
        for (int i = 0; i < seen.length; i++) {
            one.plan(i, forwards);
            seen[i] = text(forwards);
        }
        for (int i = seen.length - 1; i >= 0; i--) {
            other.plan(i, backwards);
            assertEquals(seen[i], text(backwards));
        }
    }

    @Test
    void shouldPlanOtherwiseWithAnotherSeed() {
        final Workload one = workload(42, 64);
        final Workload other = workload(43, 64);
        final PlannedOperation a = one.newOperation();
        final PlannedOperation b = other.newOperation();
        int same = 0;
        for (int i = 0; i < 1_000; i++) {
            one.plan(i, a);
            other.plan(i, b);
            same += a.keyIndex() == b.keyIndex() ? 1 : 0;
        }
        assertTrue(same < 50, "same keys: " + same);
    }

    @Test
    void shouldChooseKeysUniformly() {
        final Workload workload = workload(4, 8);
        final PlannedOperation operation = workload.newOperation();
        final long[] observed = new long[KEYS];
        final double[] expected = new double[KEYS];
        for (int i = 0; i < KEYS * 1_000; i++) {
            workload.plan(i, operation);
            observed[operation.keyIndex()]++;
        }
        Arrays.fill(expected, 1_000);

        final double statistic = ChiSquare.of(observed, expected);
        assertTrue(statistic < ChiSquare.limit(KEYS - 1), () -> "chi square " + statistic);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 27, 28, 29, 100, 2_048})
    void shouldMakeKeysAndValuesThatEveryServerTakes(final int valueBytes) {
        final Workload workload = new Workload(3, Mix.parse("put=1"), Integer.MAX_VALUE, valueBytes);
        final PlannedOperation operation = workload.newOperation();
        final KeyValuePolicy policy = KeyValuePolicy.original();
        for (int i = 0; i < 1_000; i++) {
            workload.plan(i, operation);
            assertEquals(valueBytes, operation.valueLength());
            assertNull(policy.validateKey(operation.key(), 0, operation.key().length));
            assertNull(policy.validateValue(operation.value(), 0, operation.valueLength()));
        }
    }

    @Test
    void shouldTellInAValueWhichOperationWroteIt() {
        final Workload workload = Workload.builder()
                .seed(3)
                .runNumber(0xABCDEF)
                .mix(Mix.parse("put=1,rmw=1"))
                .keyCount(KEYS)
                .valueSizes(ValueSizes.parse("uniform:28-200", 200))
                .build();
        final PlannedOperation operation = workload.newOperation();
        final ValueStamp stamp = new ValueStamp();
        for (final long index : new long[] {0, 1, 0xBEEF, 1L << 40}) {
            workload.plan(index, operation);
            assertTrue(stamp.read(ByteBuffer.wrap(operation.value()), 0, operation.valueLength()));
            assertEquals(0xABCDEF, stamp.run());
            assertEquals(index, stamp.writeId());
            assertEquals(operation.keyIndex(), stamp.keyIndex());
        }

        workload.planPreload(7, operation);
        assertTrue(stamp.read(ByteBuffer.wrap(operation.value()), 0, operation.valueLength()));
        assertEquals(-8, Workload.preloadWriteId(7));
        assertEquals(Workload.preloadWriteId(7), stamp.writeId());
        assertEquals(Workload.preloadWriteId(7), operation.index());
        assertEquals(7, stamp.keyIndex());
        assertEquals("load-0000000007", key(operation));
        assertEquals(OperationType.PUT, operation.type());
    }

    @Test
    void shouldNotStampAValueThatIsTooShort() {
        final Workload workload = new Workload(3, Mix.parse("put=1"), KEYS, ValueStamp.BYTES - 1);
        final PlannedOperation operation = workload.newOperation();
        final StringBuilder firsts = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            workload.plan(i, operation);
            firsts.append(value(operation).charAt(0));
        }
        assertTrue(firsts.chars().distinct().count() > 30, firsts.toString());
    }

    @Test
    void shouldKeepItsPlansFromVersionToVersion() {
        final Workload workload = Workload.builder()
                .seed(42)
                .preset(Preset.parse("ycsb-a"))
                .keyCount(1_000)
                .valueSizes(ValueSizes.parse("lognormal:40,50", 64))
                .keySize(9)
                .build();
        final PlannedOperation operation = workload.newOperation();
        final StringBuilder seen = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            workload.plan(i, operation);
            seen.append(text(operation)).append('\n');
        }
        assertEquals("""
                0 GET load-0699\s
                1 GET load-0165\s
                2 GET load-0636\s
                3 PUT load-0933 vAAAAAAAAAAAAAADAAAAOlAprdBuy8foKkotMif8XI
                4 GET load-0741\s
                """, seen.toString());
    }

    @Test
    void shouldPlanTheWholeByOutlineAndFill() {
        final Workload workload = workload(3, 64);
        final PlannedOperation whole = workload.newOperation();
        final PlannedOperation parts = workload.newOperation();
        for (int i = 0; i < 100; i++) {
            workload.plan(i, whole);
            workload.outline(i, parts);
            assertEquals(whole.keyIndex(), parts.keyIndex());
            assertEquals(whole.valueLength(), parts.valueLength());
            workload.fill(parts);
            assertEquals(text(whole), text(parts));
        }
    }

    @Test
    void shouldInsertNewKeysOneAfterTheOtherAtAnEvenPace() {
        final Workload workload = Workload.builder()
                .seed(8)
                .mix(Mix.parse("get=80,put=10,insert=10"))
                .keyCount(KEYS)
                .build();
        final PlannedOperation operation = workload.newOperation();
        final int operations = 10_000;
        int next = KEYS;
        int puts = 0;
        for (int i = 0; i < operations; i++) {
            workload.plan(i, operation);
            if (operation.keyIndex() >= KEYS) {
                assertEquals(next++, operation.keyIndex());
                assertEquals(OperationType.PUT, operation.type());
                assertEquals(128, operation.valueLength());
                assertEquals(String.format(Locale.ROOT, "load-%010d", next - 1), key(operation));
            } else {
                puts += operation.type() == OperationType.PUT ? 1 : 0;
            }
            assertEquals((i + 1) / 10.0, next - KEYS, 1);
            assertEquals(next, workload.maxKeys(i + 1));
        }
        assertEquals(KEYS + operations / 10, next);
        assertEquals(operations / 10.0, puts, 4 * Math.sqrt(operations / 10.0));
    }

    @Test
    void shouldInsertInEachPlaceForSomeSeed() {
        // A phase that were always 0 would have the first operation insert always, or never.
        int first = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            final Workload workload = Workload.builder()
                    .seed(seed)
                    .mix(Mix.parse("get=3,insert=1"))
                    .build();
            first += workload.maxKeys(1) - workload.maxKeys(0);
        }
        assertEquals(250, first, 60);
    }

    @Test
    void shouldReadOnlyKeysThatHaveBeenInsertedBefore() {
        final Workload workload = Workload.builder()
                .seed(8)
                .preset(Preset.parse("ycsb-d"))
                .keyCount(1_000)
                .build();
        final PlannedOperation operation = workload.newOperation();
        int existing = 1_000;
        int newest = 0;
        int gets = 0;
        double zeta = 0;
        for (int rank = 1; rank <= 1_000; rank++) {
            zeta += Math.pow(rank, -0.99);
        }
        for (int i = 0; i < 10_000; i++) {
            workload.plan(i, operation);
            if (operation.type() == OperationType.GET) {
                gets++;
                assertTrue(operation.keyIndex() < existing);
                newest += operation.keyIndex() == existing - 1 ? 1 : 0;
            } else {
                assertEquals(existing++, operation.keyIndex());
            }
        }
        assertEquals(9_500, gets, 1);
        assertEquals(gets / zeta, newest, gets / zeta * 0.15);
    }

    @Test
    void shouldOnlyInsertWhenNothingElseHasAShare() {
        final Workload workload =
                Workload.builder().mix(Mix.parse("insert=1")).keyCount(1).build();
        final PlannedOperation operation = workload.newOperation();
        for (int i = 0; i < 100; i++) {
            workload.plan(i, operation);
            assertEquals(i + 1, operation.keyIndex());
        }
    }

    @Test
    void shouldCountInsertsExactlyFarOut() {
        final Workload workload = Workload.builder()
                .mix(Mix.parse("get=999997,insert=3"))
                .keyCount(1)
                .build();
        final long operations = 600_000_000_000_000L;
        assertEquals(1.0 + operations / 1_000_000 * 3, workload.maxKeys(operations), 1);
        int inserts = 0;
        for (long i = operations; i < operations + 1_000_000; i++) {
            final int step = workload.maxKeys(i + 1) - workload.maxKeys(i);
            assertTrue(step == 0 || step == 1);
            inserts += step;
        }
        assertEquals(3, inserts);
    }

    @Test
    void shouldRefuseMoreKeysThanThereAreNumbers() {
        final Workload workload = Workload.builder()
                .mix(Mix.parse("insert=1"))
                .keyCount(Integer.MAX_VALUE - 10)
                .build();
        assertEquals(Integer.MAX_VALUE, workload.maxKeys(10));
        final var error = assertThrows(IllegalArgumentException.class, () -> workload.maxKeys(11));
        assertTrue(error.getMessage().contains("mix=insert=1 makes 2147483648 keys"), error.getMessage());
        assertTrue(error.getMessage().contains("lower the weight of insert"), error.getMessage());
        final PlannedOperation operation = workload.newOperation();
        workload.plan(9, operation);
        assertEquals(Integer.MAX_VALUE - 1, operation.keyIndex());
        assertThrows(ArithmeticException.class, () -> workload.plan(11, operation));
    }

    @Test
    void shouldWriteKeysOfTheLengthAskedFor() {
        final PlannedOperation least =
                Workload.builder().keyCount(1_000).keySize(8).build().newOperation();
        Workload.builder().keyCount(1_000).keySize(8).build().planPreload(999, least);
        assertEquals("load-999", key(least));
        final Workload longer = Workload.builder().keySize(32).build();
        final PlannedOperation operation = longer.newOperation();
        longer.planPreload(42, operation);
        assertEquals("load-" + "0".repeat(25) + "42", key(operation));
        assertEquals(32, longer.keySize());
    }

    @Test
    void shouldOwnEachKeyOnceAndInBalance() {
        for (final int shards : new int[] {1, 2, 3, 7}) {
            final long[] owned = new long[shards];
            final double[] expected = new double[shards];
            for (int key = 0; key < 100_000; key++) {
                final int owner = Workload.owner(key, shards);
                assertEquals(owner, Workload.owner(key, shards));
                owned[owner]++;
            }
            Arrays.fill(expected, 100_000.0 / shards);
            final double statistic = ChiSquare.of(owned, expected);
            assertTrue(shards == 1 || statistic < ChiSquare.limit(shards - 1), () -> "chi square " + statistic);
        }
        assertTrue(Workload.owner(Integer.MAX_VALUE, 3) < 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,0,0,15|keys=0 must be at least 1",
                "10,-1,0,15|runNumber=-1 must be 0 to 16777215",
                "10,16777216,0,15|runNumber=16777216 must be 0 to 16777215",
                "10,0,-0.1,15|compressible=-0.1 must be 0 to 1",
                "10,0,1.1,15|compressible=1.1 must be 0 to 1",
                "10,0,NaN,15|compressible=NaN must be 0 to 1",
                "10,0,0,5|key-size=5 must be 6 to 65535: \"load-\" and 1 digits are the least for keys=10",
                "11,0,0,6|key-size=6 must be 7 to 65535",
                "10,0,0,65536|key-size=65536 must be 6 to 65535",
            })
    void shouldSayWhatIsOutOfRange(final String values, final String problem) {
        final String[] parts = values.split(",", -1);
        final Workload.Builder builder = Workload.builder()
                .keyCount(Integer.parseInt(parts[0]))
                .runNumber(Integer.parseInt(parts[1]))
                .compressible(Double.parseDouble(parts[2]))
                .keySize(Integer.parseInt(parts[3]));
        final var error = assertThrows(IllegalArgumentException.class, builder::build);
        assertTrue(error.getMessage().startsWith(problem), error.getMessage());
    }

    @Test
    void shouldLeaveRoomInKeysForThoseThatAreInserted() {
        final Workload.Builder builder =
                Workload.builder().keyCount(10).keySize(14).mix(Mix.parse("insert=1"));
        final var error = assertThrows(IllegalArgumentException.class, builder::build);
        assertEquals(
                "key-size=14 must be 15 to 65535: \"load-\" and 10 digits are the least for keys=10 and those that are inserted",
                error.getMessage());
    }

    @Test
    void shouldRefuseATraceOfOtherKeysWhenItIsBuilt(@TempDir final Path temp) throws IOException {
        final Path file = Files.writeString(temp.resolve("keys.txt"), "5\n");
        final Workload.Builder builder = Workload.builder().keyChoice(KeyChoice.parse("trace:" + file));
        assertEquals(0, builder.keyCount(6).build().maxKeys(0) - 6);
        final var error = assertThrows(IllegalArgumentException.class, builder.keyCount(5)::build);
        assertTrue(error.getMessage().contains("line 1, 5, must be less than keys=5"), error.getMessage());
    }

    @Test
    void shouldTakeKeysFromThePresetUnlessAskedOtherwise() {
        final Preset preset = Preset.parse("ycsb-a");
        final KeyChoice other = KeyChoice.parse("seq");
        assertEquals("uniform", Workload.builder().build().keyChoice().toString());
        assertEquals(
                "zipf:0.99",
                Workload.builder().preset(preset).build().keyChoice().toString());
        assertEquals(
                "seq",
                Workload.builder()
                        .preset(preset)
                        .keyChoice(other)
                        .build()
                        .keyChoice()
                        .toString());
        assertEquals(
                "seq",
                Workload.builder()
                        .keyChoice(other)
                        .preset(preset)
                        .build()
                        .keyChoice()
                        .toString());
        assertEquals(
                "get=50,put=50", Workload.builder().preset(preset).build().mix().toString());
    }

    @Test
    void shouldWriteAnotherValueEachTime() {
        final Workload workload = new Workload(3, Mix.parse("put=1"), 1, 12);
        final PlannedOperation operation = workload.newOperation();
        workload.plan(1, operation);
        final String first = value(operation);
        workload.plan(2, operation);
        assertNotEquals(first, value(operation));
    }

    @Test
    void shouldNotCarryTheValueOfAnEarlierPut() {
        final Workload workload = new Workload(3, Mix.parse("get=1,put=1"), KEYS, 40);
        final PlannedOperation operation = workload.newOperation();
        for (int i = 0; i < 100; i++) {
            workload.plan(i, operation);
            assertEquals(operation.type() == OperationType.PUT ? 40 : 0, operation.valueLength());
        }
    }

    @Test
    void shouldKeepDrawsInRange() {
        assertEquals(0, Draws.below(0, 10));
        assertEquals(9, Draws.below(-1L, 10));
        assertEquals(Integer.MAX_VALUE - 1, Draws.below(-1L, Integer.MAX_VALUE));
        assertEquals(0.0, Draws.unit(0));
        assertTrue(Draws.unit(-1L) < 1);
        assertArrayEquals(new double[] {0.5}, new double[] {Draws.unit(Long.MIN_VALUE)});
    }

    private static Workload workload(final long seed, final int valueBytes) {
        return new Workload(seed, Mix.parse("get=50,put=50"), KEYS, valueBytes);
    }

    private static String text(final PlannedOperation operation) {
        return operation.index() + " " + operation.type() + " " + key(operation) + " " + value(operation);
    }

    private static String key(final PlannedOperation operation) {
        return new String(operation.key(), StandardCharsets.US_ASCII);
    }

    private static String value(final PlannedOperation operation) {
        return new String(operation.value(), 0, operation.valueLength(), StandardCharsets.US_ASCII);
    }

    @Test
    void shouldNumberTheRunOfALoadByItsSeedAlone() {
        final Set<Integer> numbers = new HashSet<>();
        for (int seed = 0; seed < 1_000; seed++) {
            final int number = Workload.loadRunNumber(seed);
            assertTrue(number >= 0 && number < ValueStamp.RUNS, "seed " + seed + ": " + number);
            assertEquals(number, Workload.loadRunNumber(seed));
            numbers.add(number);
        }
        assertEquals(1_000, numbers.size());
    }
}
