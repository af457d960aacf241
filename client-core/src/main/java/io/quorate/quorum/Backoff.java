package io.quorate.quorum;

/**
 * Exponential backoff with full jitter: a pause is uniform between 0 and a bound that doubles up to a cap.
 *
 * <p>Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 */
public final class Backoff {

    private static final int MAX_DOUBLINGS = 30;

    private Backoff() {}

    /**
     * Draws a pause.
     *
     * @param failures failures so far, at least 1
     * @param baseNs bound of the first pause, at least 1
     * @param capNs bound of every pause
     * @param random 64 random bits
     * @return nanoseconds, 0 or more and below the bound
     */
    public static long fullJitterNs(final int failures, final long baseNs, final long capNs, final long random) {
        return (random >>> 1) % boundNs(failures, baseNs, capNs);
    }

    /**
     * Draws a pause from the upper half of the bound, for what must not be tried in quick succession.
     *
     * @param failures failures so far, at least 1
     * @param baseNs bound of the first pause, at least 1
     * @param capNs bound of every pause
     * @param random 64 random bits
     * @return nanoseconds, between half the bound and the bound
     */
    public static long equalJitterNs(final int failures, final long baseNs, final long capNs, final long random) {
        final long halfNs = Math.max(1, boundNs(failures, baseNs, capNs) / 2);
        return halfNs + (random >>> 1) % halfNs;
    }

    private static long boundNs(final int failures, final long baseNs, final long capNs) {
        final int doublings = Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
        final long boundNs = baseNs > (capNs >> doublings) ? capNs : baseNs << doublings;
        return Math.max(1, boundNs);
    }
}
