package io.quorate.load.check;

import org.HdrHistogram.Histogram;

/**
 * How old the answers were of a cluster that does not promise the newest.
 *
 * <p><b>Threads.</b> Not thread-safe: a copy, for whoever asked for it. <b>Units.</b> Nanoseconds.
 *
 * @param reads reads that were judged
 * @param stale how many of them returned what a newer write, known to be in effect, had superseded
 * @param age of each stale read, how long before it that newer write had begun
 * @param behind of each stale read, how long after what it returned had been acknowledged that newer write began: at least so much
 *     older than the newest was the answer
 */
public record Staleness(long reads, long stale, Histogram age, Histogram behind) {

    /**
     * Share of reads that were stale.
     *
     * @return 0 to 1; 0 if nothing was read
     */
    public double rate() {
        return reads == 0 ? 0 : (double) stale / reads;
    }
}
