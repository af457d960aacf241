package io.quorate.load.workload;

import java.util.Arrays;
import org.agrona.collections.Int2IntCounterMap;

/**
 * How unevenly a load uses its keys: counted, not taken from the distribution that was asked for.
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Shares from 0 to 1.
 *
 * @param operations how many operations were counted
 * @param distinct how many keys they use
 * @param hottestKeyShare which part of them goes to the most used key; 0 if there are none
 * @param hottestPercentShare which part of them goes to the most used hundredth of the keys, rounded up to whole keys
 */
public record KeySkew(long operations, int distinct, double hottestKeyShare, double hottestPercentShare) {

    private static final double HUNDREDTH = 0.01;

    /**
     * Counts the keys of a load without making it; takes some 100 ns for each operation and memory for each key that is used.
     *
     * @param workload what each operation does
     * @param operations how many of them, from the first on
     * @return the shares
     */
    public static KeySkew of(final Workload workload, final long operations) {
        final Int2IntCounterMap uses = new Int2IntCounterMap(0);
        final PlannedOperation operation = workload.newOperation();
        for (long i = 0; i < operations; i++) {
            workload.outline(i, operation);
            uses.incrementAndGet(operation.keyIndex());
        }
        final int[] sorted = new int[uses.size()];
        final int[] filled = new int[1];
        uses.forEach((key, count) -> sorted[filled[0]++] = count);
        Arrays.sort(sorted);
        final int hundredth = (int) Math.ceil(HUNDREDTH * workload.maxKeys(operations));
        return new KeySkew(
                operations, sorted.length, share(sorted, 1, operations), share(sorted, hundredth, operations));
    }

    private static double share(final int[] sorted, final int keys, final long operations) {
        long uses = 0;
        for (int i = Math.max(0, sorted.length - keys); i < sorted.length; i++) {
            uses += sorted[i];
        }
        return operations == 0 ? 0 : (double) uses / operations;
    }
}
