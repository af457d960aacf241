package io.quorate.version;

/**
 * Order of versions that are held as two bare {@code long}s.
 *
 * <p>Threads: any; every method is a pure function and never blocks. Units: a timestamp is a hybrid logical clock reading
 * (48-bit milliseconds, 16-bit counter), a writer id any 64 bits; both are <b>unsigned</b>. Allocation: none.
 */
public final class Versions {
    private Versions() {}

    /**
     * Compares two versions: timestamp first, writer id on equal timestamps, both unsigned.
     *
     * @param timestampA timestamp of the first version
     * @param writerIdA writer id of the first version
     * @param timestampB timestamp of the second version
     * @param writerIdB writer id of the second version
     * @return negative, zero or positive as the first version is older than, equal to or newer than the second
     */
    public static int compare(
            final long timestampA, final long writerIdA, final long timestampB, final long writerIdB) {
        final int byTimestamp = Long.compareUnsigned(timestampA, timestampB);
        return byTimestamp != 0 ? byTimestamp : Long.compareUnsigned(writerIdA, writerIdB);
    }

    /**
     * Compares two versions by timestamp alone, for replicas that keep no writer ids. Zero means a tie, which says nothing
     * about the values being equal.
     *
     * @param timestampA timestamp of the first version
     * @param timestampB timestamp of the second version
     * @return negative, zero or positive as the first timestamp is lower than, equal to or higher than the second
     */
    public static int compareIgnoringWriter(final long timestampA, final long timestampB) {
        return Long.compareUnsigned(timestampA, timestampB);
    }

    /**
     * Tells whether the first version is strictly newer than the second.
     *
     * @param timestampA timestamp of the first version
     * @param writerIdA writer id of the first version
     * @param timestampB timestamp of the second version
     * @param writerIdB writer id of the second version
     * @return true if the first is strictly newer
     */
    public static boolean isNewer(
            final long timestampA, final long writerIdA, final long timestampB, final long writerIdB) {
        return compare(timestampA, writerIdA, timestampB, writerIdB) > 0;
    }
}
