package io.quorate;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures how many bytes the current thread allocates in code that has been warmed up. */
public final class AllocationMeter {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP_CALLS = 30_000;
    private static final int ROUNDS = 10;
    private static final int CALLS_PER_ROUND = 1_000;

    private AllocationMeter() {}

    /** Code to measure; it returns a result, so that the compiler cannot drop the work. */
    @FunctionalInterface
    public interface Work {
        /** Does the work once. */
        long run(int iteration);
    }

    /**
     * The bytes that 1,000 calls allocate, in the least of ten rounds: what the virtual machine itself allocates on the thread
     * once in a while (when it compiles, say) is thereby left out, what the work allocates at each call is not.
     */
    public static long bytesPerThousandCalls(final Work work) {
        long sink = 0;
        for (int i = 0; i < WARM_UP_CALLS; i++) {
            sink += work.run(i);
        }
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS_PER_ROUND; i++) {
                sink += work.run(i);
            }
            final long allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, allocatedBytes);
        }
        if (sink == Long.MIN_VALUE) {
            throw new AssertionError("the sum of all results is used here, so that no result is unused");
        }
        return least;
    }
}
