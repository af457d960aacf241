package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.validation.KeyValuePolicy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    @ValueSource(ints = {0, 1, 16, 17, 18, 100, 2_048})
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
        final Workload workload = new Workload(3, Mix.parse("put=1"), KEYS, 40);
        final PlannedOperation operation = workload.newOperation();
        workload.plan(0xBEEF, operation);
        assertEquals("v000000000000beef", value(operation).substring(0, Workload.ID_CHARS));

        workload.planPreload(0, operation);
        assertEquals("vffffffffffffffff", value(operation).substring(0, Workload.ID_CHARS));
        assertEquals("load-0000000000", new String(operation.key(), StandardCharsets.US_ASCII));
        assertEquals(OperationType.PUT, operation.type());
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
        return operation.index() + " " + operation.type() + " " + new String(operation.key(), StandardCharsets.US_ASCII)
                + " " + value(operation);
    }

    private static String value(final PlannedOperation operation) {
        return new String(operation.value(), 0, operation.valueLength(), StandardCharsets.US_ASCII);
    }
}
