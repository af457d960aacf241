package io.quorate.load.workload;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts how often each key is used, and says how unevenly that is: exactly, not from the distribution that was asked for.
 *
 * <p><b>Threads.</b> Any may count; read when none does any more. <b>Units.</b> Shares from 0 to 1. <b>Allocation.</b> 4 bytes per key when
 * it is created, none in {@link #count}; {@link #hottestShare} copies the counts. <b>Errors.</b> {@link IllegalArgumentException} when
 * there are more keys than {@link #MAX_KEYS}.
 *
 * <p><b>Guarantee.</b> Exact up to 2^31 uses of a key.
 */
public final class KeySkew {

    /** The most keys that can be counted: 400 MB. */
    public static final int MAX_KEYS = 100_000_000;

    private final AtomicIntegerArray uses;

    /**
     * Creates a count of nothing.
     *
     * @param keys how many there are, 1 to {@link #MAX_KEYS}; see {@link Workload#maxKeys}
     */
    public KeySkew(final int keys) {
        if (keys < 1 || keys > MAX_KEYS) {
            throw new IllegalArgumentException(
                    "keys=" + keys + " must be 1 to " + MAX_KEYS + " for their use to be counted");
        }
        uses = new AtomicIntegerArray(keys);
    }

    /**
     * Counts the keys of a whole load without making it.
     *
     * @param workload what each operation does
     * @param operations how many there are
     * @return the counts
     */
    public static KeySkew of(final Workload workload, final long operations) {
        final KeySkew skew = new KeySkew(workload.maxKeys(operations));
        final PlannedOperation operation = workload.newOperation();
        for (long i = 0; i < operations; i++) {
            workload.outline(i, operation);
            skew.count(operation.keyIndex());
        }
        return skew;
    }

    /**
     * Counts a use of a key.
     *
     * @param key its index
     */
    public void count(final int key) {
        uses.getAndIncrement(key);
    }

    /**
     * How many uses have been counted.
     *
     * @return count
     */
    public long total() {
        long total = 0;
        for (int i = 0; i < uses.length(); i++) {
            total += uses.get(i);
        }
        return total;
    }

    /**
     * How many keys have been used.
     *
     * @return count
     */
    public int distinct() {
        int distinct = 0;
        for (int i = 0; i < uses.length(); i++) {
            distinct += uses.get(i) > 0 ? 1 : 0;
        }
        return distinct;
    }

    /**
     * Which part of the uses the most used keys have.
     *
     * @param keyShare which part of the keys, more than 0 and at most 1; rounded up to whole keys, so that a small part is the hottest key alone
     * @return the part of the uses, 0 if there are none
     */
    public double hottestShare(final double keyShare) {
        if (!(keyShare > 0 && keyShare <= 1)) {
            throw new IllegalArgumentException("keyShare=" + keyShare + " must be more than 0 and at most 1");
        }
        final int[] sorted = new int[uses.length()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = uses.get(i);
        }
        Arrays.sort(sorted);
        final int hottest = (int) Math.ceil(keyShare * sorted.length);
        long of = 0;
        for (int i = sorted.length - hottest; i < sorted.length; i++) {
            of += sorted[i];
        }
        final long total = total();
        return total == 0 ? 0 : (double) of / total;
    }
}
