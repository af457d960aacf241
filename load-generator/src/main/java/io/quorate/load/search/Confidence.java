package io.quorate.load.search;

/**
 * How wide an interval must be whose variance is estimated from a few batches: two-sided 99.9 % quantiles of Student's t. So high, since a probe
 * looks once a second, and each look may err.
 */
final class Confidence {

    /** Probability that one look errs. */
    static final double ALPHA = 0.001;

    private static final double Z = 3.290527;

    /** For 1 to 20 degrees of freedom. */
    private static final double[] T = {
        636.619, 31.599, 12.924, 8.610, 6.869, 5.959, 5.408, 5.041, 4.781, 4.587, 4.437, 4.318, 4.221, 4.140, 4.073,
        4.015, 3.965, 3.922, 3.883, 3.850
    };

    private Confidence() {}

    /** The quantile for so many degrees of freedom, at least 1. */
    static double quantile(final int freedom) {
        if (freedom <= T.length) {
            return T[freedom - 1];
        }
        // The expansion of Cornish and Fisher around the normal distribution, exact to four digits here.
        final double z2 = Z * Z;
        final double first = Z * (z2 + 1) / (4.0 * freedom);
        final double second = Z * (5 * z2 * z2 + 16 * z2 + 3) / (96.0 * freedom * freedom);
        final double third =
                Z * (3 * z2 * z2 * z2 + 19 * z2 * z2 + 17 * z2 - 15) / (384.0 * freedom * freedom * freedom);
        return Z + first + second + third;
    }
}
