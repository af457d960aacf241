package io.quorate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AllocationMeterTest {
    private volatile Object escaped = "";

    @Test
    void shouldReportNothingWhenNothingIsAllocated() {
        assertEquals(0, AllocationMeter.bytesPerThousandCalls(i -> i * 31L));
    }

    @Test
    void shouldReportEveryObjectWhenTheyEscape() {
        final long bytes = AllocationMeter.bytesPerThousandCalls(i -> {
            escaped = new long[1];
            return escaped.hashCode();
        });
        assertTrue(bytes >= 16_000, "bytes=" + bytes);
    }
}
