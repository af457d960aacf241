package io.quorate.load.workload;

/**
 * Draws ranks whose probability is in proportion to 1 / rank^theta, for any theta above 0 and over any number of ranks, without a table.
 *
 * <p><b>Threads.</b> Any, pure functions. <b>Allocation.</b> None.
 *
 * <p><b>Guarantee.</b> The same bits give the same rank on every JVM: all functions are StrictMath's. A draw that is rejected is followed
 * by the next of a stream that starts with the given bits; that takes 1.1 draws on average, and never many.
 *
 * <p>Rejection-inversion (Hormann, Derflinger: Rejection-inversion to generate variates from monotone discrete distributions, ACM TOMACS 6(3),
 * 1996).
 */
final class Zipf {

    /** Below it, a Taylor series is exact where the quotient is not. */
    private static final double NEAR_ZERO = 1e-8;

    private static final double FIRST = 1.5;
    private static final double SECOND = 2.5;
    private static final double THIRD = 1.0 / 3;

    private final double theta;
    private final double lower;
    private final double shortcut;

    Zipf(final double theta) {
        this.theta = theta;
        this.lower = integral(FIRST) - 1;
        this.shortcut = 2 - integralInverse(integral(SECOND) - density(2));
    }

    /** What {@link #rank} needs to know of a number of ranks; takes longer than the draw, so keep it while the number stays. */
    double upTo(final int ranks) {
        return integral(ranks + 0.5);
    }

    /** A rank from 1 to the number of ranks. */
    int rank(final int ranks, final double upTo, final long bits) {
        long draw = bits;
        while (true) {
            final double u = upTo + Draws.unit(draw) * (lower - upTo);
            final double x = integralInverse(u);
            final int rank = (int) Math.min(ranks, Math.max(1, (long) (x + 0.5)));
            if (rank - x <= shortcut || u >= integral(rank + 0.5) - density(rank)) {
                return rank;
            }
            draw = Draws.next(draw);
        }
    }

    private double density(final double x) {
        return StrictMath.exp(-theta * StrictMath.log(x));
    }

    /** Integral of the density from 1 to x: (x^(1-theta) - 1) / (1-theta), and its limit log x at theta 1. */
    private double integral(final double x) {
        final double log = StrictMath.log(x);
        return log * expm1Quotient((1 - theta) * log);
    }

    private double integralInverse(final double integral) {
        // Rounding must not take it below the least value that the integral has.
        final double t = Math.max(-1, integral * (1 - theta));
        return StrictMath.exp(integral * log1pQuotient(t));
    }

    private static double expm1Quotient(final double x) {
        return Math.abs(x) > NEAR_ZERO ? StrictMath.expm1(x) / x : 1 + x / 2 * (1 + x * THIRD);
    }

    private static double log1pQuotient(final double x) {
        return Math.abs(x) > NEAR_ZERO ? StrictMath.log1p(x) / x : 1 - x * (1.0 / 2 - x * THIRD);
    }
}
