package io.quorate.load.check;

import io.quorate.load.record.Histograms;
import org.HdrHistogram.Histogram;

/** Adds up how old answers were. Threads: thread-safe. */
final class Ages {

    private final Histogram age = Histograms.empty();
    private final Histogram behind = Histograms.empty();
    private long stale;

    /** A read was stale; a time of {@link Violation#NONE} is not known. */
    synchronized void add(final long ageNs, final long behindNs) {
        stale++;
        record(age, ageNs);
        record(behind, behindNs);
    }

    synchronized Staleness staleness(final long reads) {
        return new Staleness(reads, stale, age.copy(), behind.copy());
    }

    private static void record(final Histogram into, final long ns) {
        if (ns != Violation.NONE) {
            into.recordValue(Math.max(0, Math.min(ns, Histograms.HIGHEST_NS)));
        }
    }
}
