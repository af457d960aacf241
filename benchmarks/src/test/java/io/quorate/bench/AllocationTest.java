package io.quorate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

class AllocationTest {

    @Test
    void shouldCountAMissingFigureAsNothingOnlyWhenTheRateIsANumber() {
        assertEquals(0, Allocation.bytesPerOperation(scalar(0.01), null));
        assertEquals(16, Allocation.bytesPerOperation(scalar(100), scalar(16)));
        assertTrue(Double.isNaN(Allocation.bytesPerOperation(scalar(Double.NaN), null)));
        assertTrue(Double.isNaN(Allocation.bytesPerOperation(null, null)));
        assertTrue(Double.isNaN(Allocation.bytesPerOperation(scalar(1), scalar(Double.NaN))));
    }

    @Test
    void shouldFailWhenOverTheLimitOrUnknown() {
        assertNull(new Allocation("b", 0, 0.5, 0).fault());
        assertFault("b allocates 0.510 B/op", new Allocation("b", 0, 0.51, 0));
        assertFault("could not be measured", new Allocation("b", 0, Double.NaN, 1));
    }

    @Test
    void shouldFailWhenOverWhatIsAllowedOrNobodyHasSaidWhatIs() {
        assertNull(new Allocation("b", 216, 216.4, 0).fault());
        assertNull(new Allocation("b", 216, 0, 0).fault());
        assertFault("up to 216.500 would pass as the 216 that are allowed", new Allocation("b", 216, 216.51, 0));
        assertFault("b has no entry", new Allocation("b", Double.NaN, 0, 0));
    }

    @Test
    void shouldShowMeasuredAndAllowedInALine() {
        assertEquals("    0.010         0     1.500  ok        b", new Allocation("b", 0, 0.01, 1.5).toString());
        assertEquals("   24.000       2.5     1.000  FAILED    b", new Allocation("b", 2.5, 24, 1).toString());
        assertEquals(
                "      NaN         ?     1.000  FAILED    b",
                new Allocation("b", Double.NaN, Double.NaN, 1).toString());
    }

    @Test
    void shouldAllowForTheBackgroundWhenOperationsAreSlow() {
        assertNull(new Allocation("b", 0, 1.5, 20).fault());
        assertFault("up to 1.500", new Allocation("b", 0, 1.51, 20));
    }

    private static void assertFault(final String text, final Allocation allocation) {
        final String fault = allocation.fault();
        assertNotNull(fault);
        assertTrue(fault.contains(text), fault);
    }

    private static Result<?> scalar(final double value) {
        return new ScalarResult("any", value, "unit", AggregationPolicy.AVG);
    }
}
