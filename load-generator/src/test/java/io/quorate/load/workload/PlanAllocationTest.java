package io.quorate.load.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanAllocationTest {

    private static final int OPERATIONS = 20_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uniform",
                "zipf:0.5",
                "zipf:1",
                "zipf:1.5",
                "ycsb-zipf",
                "latest:0.99",
                "hotspot:20/80",
                "exp:95/14",
                "seq"
            })
    void shouldAllocateNothingPerKey(final String keys) {
        assertAllocatesNothing(Workload.builder().keyChoice(KeyChoice.parse(keys)));
    }

    @Test
    void shouldAllocateNothingPerKeyOfATrace(@TempDir final Path temp) throws IOException {
        final Path file = Files.writeString(temp.resolve("keys.txt"), "1\n2\n3\n");
        assertAllocatesNothing(Workload.builder().keyChoice(KeyChoice.parse("trace:" + file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "fixed:128", "uniform:0-300", "lognormal:100,500", "list:64*80,1024*15,2048*5"})
    void shouldAllocateNothingPerValue(final String sizes) {
        assertAllocatesNothing(
                Workload.builder().valueSizes(ValueSizes.parse(sizes, 2_048)).compressible(0.5));
    }

    @Test
    void shouldAllocateNothingPerArrival() {
        for (final ArrivalProcess process : ArrivalProcess.values()) {
            final RateProfile profile = RateProfile.parseSteps("0-1M:100ms,0:1ms,2M:10ms,1M");
            final Arrivals arrivals = Schedule.of(process, 1, profile).arrivals();
            assertAllocatesNothing(arrivals::nextNs);
        }
    }

    private static void assertAllocatesNothing(final Workload.Builder builder) {
        final Workload workload = builder.seed(3)
                .mix(Mix.parse("get=20,put=20,delete=20,rmw=20,insert=20"))
                .build();
        final PlannedOperation operation = workload.newOperation();
        final TraceHash hash = new TraceHash();
        final long[] index = {0};
        assertAllocatesNothing(() -> {
            workload.plan(index[0]++, operation);
            hash.add(operation, index[0]);
        });
        assertEquals(index[0], hash.count());
    }

    private static void assertAllocatesNothing(final Runnable step) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < OPERATIONS; i++) {
                step.run();
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // Reading the counter may allocate a little itself, once, not per operation.
        assertTrue(allocated < 1_000, "allocated " + allocated + " bytes for " + OPERATIONS + " operations");
    }
}
