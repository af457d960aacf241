package io.quorate.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this JVM has used since it started. Differences of two readings count everything in the JVM: compilers and collector too, but no thread that
 * waits, since that uses nothing.
 *
 * <p><b>Threads.</b> Any. <b>Allocation.</b> Some kilobytes for a reading of the allocation.
 */
public final class Usage {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private Usage() {}

    /**
     * Processor time, user's and kernel's.
     *
     * @return nanoseconds
     */
    public static long cpuNs() {
        return SYSTEM.getProcessCpuTime();
    }

    /**
     * What the threads that live now have allocated on the heap. Between two readings no thread that allocated may have ended.
     *
     * @return bytes
     */
    public static long allocatedBytes() {
        long sum = 0;
        for (final long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }
}
