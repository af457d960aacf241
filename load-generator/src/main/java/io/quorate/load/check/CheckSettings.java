package io.quorate.load.check;

import io.quorate.load.workload.ValueStamp;

/**
 * What a check asks for, and of which values.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param mode how much is asked
 * @param promised whether the cluster promises it; if not, answers that are too old are counted by age, and are no violations
 * @param run number of the run, 0 to {@link ValueStamp#RUNS}, exclusive; no two runs on the same keys may share it
 * @param keyCount how many keys the load has
 * @param leastValueBytes length of the shortest value that the load writes: where it is below {@link ValueStamp#BYTES}, short values cannot be judged
 * @param ringEntries of how many operations, the latest, the check knows when they ended; a power of two. Each takes 8 bytes
 */
public record CheckSettings(
        CheckMode mode, boolean promised, int run, int keyCount, int leastValueBytes, int ringEntries) {

    /** How many operations are known unless something else is said: 32 MB. */
    public static final int RING_ENTRIES = 1 << 22;

    /** The fewest operations that can be known. */
    public static final int LEAST_RING_ENTRIES = 1 << 10;

    /** The most operations that can be known. */
    public static final int MOST_RING_ENTRIES = 1 << 28;

    /** Checks the ranges. */
    public CheckSettings {
        if (run < 0 || run >= ValueStamp.RUNS) {
            throw new IllegalArgumentException("run=" + run + " must be 0 to " + (ValueStamp.RUNS - 1));
        }
        if (keyCount < 1) {
            throw new IllegalArgumentException("keyCount=" + keyCount + " must be at least 1");
        }
        if (leastValueBytes < 0) {
            throw new IllegalArgumentException("leastValueBytes=" + leastValueBytes + " must be at least 0");
        }
        if (ringEntries < LEAST_RING_ENTRIES || ringEntries > MOST_RING_ENTRIES || Integer.bitCount(ringEntries) != 1) {
            throw new IllegalArgumentException("ringEntries=" + ringEntries + " must be a power of two from "
                    + LEAST_RING_ENTRIES + " to " + MOST_RING_ENTRIES);
        }
    }

    /**
     * Settings with a ring of the usual size.
     *
     * @param mode how much is asked
     * @param promised whether the cluster promises it
     * @param run number of the run
     * @param keyCount how many keys the load has
     * @param leastValueBytes length of the shortest value that the load writes
     * @return the settings
     */
    public static CheckSettings of(
            final CheckMode mode,
            final boolean promised,
            final int run,
            final int keyCount,
            final int leastValueBytes) {
        return new CheckSettings(mode, promised, run, keyCount, leastValueBytes, RING_ENTRIES);
    }

    /**
     * The same with a ring of another size.
     *
     * @param newRingEntries of how many operations it is known when they ended; a power of two
     * @return other settings
     */
    public CheckSettings withRingEntries(final int newRingEntries) {
        return new CheckSettings(mode, promised, run, keyCount, leastValueBytes, newRingEntries);
    }
}
