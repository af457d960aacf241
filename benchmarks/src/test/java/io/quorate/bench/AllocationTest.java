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
        assertNull(new Allocation("b", 0.5, 0).fault());
        assertFault("b allocates 0.510 B/op", new Allocation("b", 0.51, 0));
        assertFault("could not be measured", new Allocation("b", Double.NaN, 1));
    }

    @Test
    void shouldAllowForTheBackgroundWhenOperationsAreSlow() {
        assertNull(new Allocation("b", 1.5, 20).fault());
        assertFault("up to 1.500", new Allocation("b", 1.51, 20));
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
