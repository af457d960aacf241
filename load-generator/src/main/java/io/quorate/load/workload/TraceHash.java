package io.quorate.load.workload;

import java.util.Locale;

/**
 * A hash of a set of planned operations, in whatever order they are added: equal hashes mean that two loads did the same at the same times.
 * Hashes of parts, such as those of several pacers or generators, combine to that of the whole.
 *
 * <p><b>Threads.</b> One per object. <b>Units.</b> Nanoseconds from the start of the load. <b>Allocation.</b> None in {@link #add}.
 *
 * <p><b>Guarantee.</b> 64 bits over index, due time, type, key index and length of value: the sum of one hash per operation, so that adding an
 * operation twice shows. It detects mistakes, not forgery.
 */
public final class TraceHash {

    private long sum;
    private long count;

    /** Creates the hash of no operation. */
    public TraceHash() {}

    /**
     * Hashes a whole load without making it.
     *
     * @param workload what each operation does
     * @param schedule when it is due
     * @param totalNs how long the load is: all that is due before is hashed
     * @return the hash
     */
    public static TraceHash of(final Workload workload, final Schedule schedule, final long totalNs) {
        final TraceHash hash = new TraceHash();
        final PlannedOperation operation = workload.newOperation();
        final Arrivals arrivals = schedule.arrivals();
        long index = 0;
        for (long dueNs = arrivals.nextNs(); dueNs < totalNs; dueNs = arrivals.nextNs()) {
            workload.outline(index++, operation);
            hash.add(operation, dueNs);
        }
        return hash;
    }

    /**
     * Adds an operation.
     *
     * @param operation what it does
     * @param dueNs when it is due
     */
    public void add(final PlannedOperation operation, final long dueNs) {
        long hash = Draws.mix(operation.index());
        hash = Draws.next(hash ^ dueNs);
        hash = Draws.next(hash ^ ((long) operation.type().ordinal() << Integer.SIZE | operation.keyIndex()));
        hash = Draws.next(hash ^ operation.valueLength());
        sum += hash;
        count++;
    }

    /**
     * Adds all operations of another hash.
     *
     * @param other of other operations of the same load
     */
    public void combine(final TraceHash other) {
        sum += other.sum;
        count += other.count;
    }

    /**
     * The hash.
     *
     * @return 64 bits
     */
    public long value() {
        return sum;
    }

    /**
     * How many operations it is of.
     *
     * @return count
     */
    public long count() {
        return count;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof TraceHash that && sum == that.sum && count == that.count;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sum);
    }

    /** The hash in 16 hexadecimal digits. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%016x", sum);
    }
}
