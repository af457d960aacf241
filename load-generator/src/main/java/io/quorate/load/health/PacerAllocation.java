package io.quorate.load.health;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;

/**
 * How many bytes the pacers of this program allocate per operation, of the seconds of a load the one with the fewest: a class that is loaded late, or
 * a counter that is read, allocates once.
 *
 * <p><b>Threads.</b> One.
 */
final class PacerAllocation {

    private static final String PACERS = "quorate-pacer";

    private long[] pacers = {};
    private long lastSent;
    private long lastBytes;
    private double fewest = -1;

    /** A second of load has passed. */
    void second(final long sent) {
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
                || !threads.isThreadAllocatedMemorySupported()
                || !threads.isThreadAllocatedMemoryEnabled()) {
            return;
        }
        final boolean isFirst = pacers.length == 0;
        if (isFirst) {
            pacers = pacers(threads);
        }
        final long[] each = threads.getThreadAllocatedBytes(pacers);
        // Of a thread that has ended there is no count any more.
        final boolean isRunning = each.length > 0 && Arrays.stream(each).allMatch(bytes -> bytes >= 0);
        final long bytes = Arrays.stream(each).sum();
        if (!isFirst && isRunning && sent > lastSent) {
            final double perOperation = (double) (bytes - lastBytes) / (sent - lastSent);
            fewest = fewest < 0 ? perOperation : Math.min(fewest, perOperation);
        }
        lastSent = sent;
        lastBytes = bytes;
    }

    /** Below 0 if it is unknown. */
    double bytesPerOperation() {
        return fewest;
    }

    private static long[] pacers(final ThreadMXBean threads) {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(info -> info != null && info.getThreadName().startsWith(PACERS))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
    }
}
