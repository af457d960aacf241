package io.quorate.load.search;

/**
 * Where a proportion may lie of which a sample is known; good for few and for rare events too, where the normal approximation is not.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * <p>The score interval of Wilson (Probable inference, the law of succession, and statistical inference, JASA 22, 1927).
 *
 * @param low lower bound
 * @param high upper bound
 */
record WilsonInterval(double low, double high) {

    /**
     * The interval around a share.
     *
     * @param share of the sample, 0 to 1
     * @param n size of the sample, more than 0; need not be whole
     * @param z how many standard deviations to either side
     */
    static WilsonInterval of(final double share, final double n, final double z) {
        final double perN = z * z / n;
        final double centre = (share + perN / 2) / (1 + perN);
        final double half = Math.sqrt(perN * (share * (1 - share) + perN / 4)) / (1 + perN);
        // At the ends of the scale the bound is exact, which rounding must not hide.
        return new WilsonInterval(
                share == 0 ? 0 : Math.max(0, centre - half), share == 1 ? 1 : Math.min(1, centre + half));
    }

    boolean isAbove(final double share) {
        return low > share;
    }

    boolean isBelow(final double share) {
        return high < share;
    }
}
