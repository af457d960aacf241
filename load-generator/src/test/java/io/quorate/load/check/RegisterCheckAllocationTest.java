package io.quorate.load.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.quorate.load.record.Outcome;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.PlannedOperations;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RegisterCheckAllocationTest {

    private static final int KEYS = 1_000;
    private static final int ROUND = 50_000;

    private final PlannedOperation operation = PlannedOperations.empty();
    private final Values values = new Values();
    private final long[] held = new long[KEYS];
    private long number;
    private long nowNs;

    private void operate(final RegisterCheck check) {
        final int key = (int) (number % KEYS);
        final OperationType type = number / KEYS % 4 == 0
                ? OperationType.PUT
                : number / KEYS % 40 == 1 ? OperationType.DELETE : OperationType.GET;
        PlannedOperations.fill(operation, number, type, key);
        final long token = check.begin(operation, ++nowNs);
        if (type != OperationType.GET) {
            held[key] = type == OperationType.PUT ? number : SimulatedRegisters.NOTHING;
            check.onEnd(operation, token, number % 50 == 0 ? Outcome.TIMEOUT : Outcome.OK, ++nowNs);
        } else if (held[key] == SimulatedRegisters.NOTHING) {
            check.onEnd(operation, token, Outcome.ABSENT, ++nowNs);
        } else {
            final ByteBuffer value = values.of(1, held[key], key);
            check.onValue(operation, token, value, 0, Values.BYTES);
            check.onEnd(operation, token, Outcome.OK, ++nowNs);
        }
        number++;
    }

    @Test
    void shouldAllocateNothingPerOperation() {
        final RegisterCheck check = new RegisterCheck(
                CheckSettings.of(CheckMode.ATOMIC, true, 1, KEYS, Values.BYTES).withRingEntries(1 << 14),
                ViolationSink.NONE,
                0);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUND; i++) {
                operate(check);
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertEquals(0, check.summary().violationCount());
        assertTrue(check.summary().reads() > 10 * ROUND, check.summary().toString());
        // Reading the counter may allocate a little itself, once, not per operation.
        assertTrue(allocated < 1_000, "allocated " + allocated + " bytes for " + ROUND + " operations");
    }
}
