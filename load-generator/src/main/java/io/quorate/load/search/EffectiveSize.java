package io.quorate.load.search;

import java.util.Arrays;

/**
 * How many independent operations a load is worth. Misses come in clusters, since one stall or one queue makes many; so a load says less than
 * its number of operations makes believe. Batches of a second each are nearly independent: how much their shares of misses vary, compared to
 * how much they would by chance alone, tells how much less.
 *
 * <p><b>Threads.</b> One. <b>Allocation.</b> Grows with the number of batches.
 *
 * <p>Batch means (Law, Carson: A sequential procedure for determining the length of a steady-state simulation, Operations Research 27, 1979),
 * with the variance of a ratio, as batches differ in size.
 */
final class EffectiveSize {

    private static final int FIRST_ROOM = 64;

    private long[] misses = new long[FIRST_ROOM];
    private long[] totals = new long[FIRST_ROOM];
    private int batches;
    private long allMisses;
    private long allTotals;

    /** Adds a batch; one without operations says nothing and is left out. */
    void add(final long newMisses, final long newTotal) {
        if (newTotal <= 0) {
            return;
        }
        if (batches == misses.length) {
            misses = Arrays.copyOf(misses, 2 * batches);
            totals = Arrays.copyOf(totals, 2 * batches);
        }
        misses[batches] = newMisses;
        totals[batches++] = newTotal;
        allMisses += newMisses;
        allTotals += newTotal;
    }

    int batches() {
        return batches;
    }

    long misses() {
        return allMisses;
    }

    /** Share of misses in all batches; there must be one. */
    double share() {
        return allMisses / (double) allTotals;
    }

    /** The size of an independent sample with the same variance, at most the number of operations; there must be two batches. */
    double size() {
        final double share = share();
        double squares = 0;
        for (int i = 0; i < batches; i++) {
            final double deviation = misses[i] - share * totals[i];
            squares += deviation * deviation;
        }
        if (squares == 0) {
            return allTotals;
        }
        final double variance = squares * batches / (batches - 1) / ((double) allTotals * allTotals);
        return Math.min((double) allTotals, share * (1 - share) / variance);
    }
}
