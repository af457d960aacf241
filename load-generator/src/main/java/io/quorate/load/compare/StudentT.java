package io.quorate.load.compare;

/**
 * Quantiles of Student's t distribution with a whole number of degrees of freedom.
 *
 * <p><b>Source.</b> Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4: finite sums for the distribution; the quantile is
 * found by bisection.
 */
final class StudentT {

    /** Practically the normal distribution. */
    static final int MANY = 1_000;

    private static final int STEPS = 200;

    private StudentT() {}

    /** The value that is exceeded on neither side with a probability of {@code confidence}. */
    static double twoSided(final double confidence, final int degrees) {
        double low = 0;
        double high = Double.MAX_VALUE;
        for (int i = 0; i < STEPS; i++) {
            final double middle = low < 1 && high > 1 ? 1 : high == Double.MAX_VALUE ? low * 2 : (low + high) / 2;
            if (within(middle, Math.min(degrees, MANY)) < confidence) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Probability of a value between {@code -t} and {@code t}. */
    private static double within(final double t, final int degrees) {
        final double angle = Math.atan(t / Math.sqrt(degrees));
        final double cos = Math.cos(angle);
        final boolean isOdd = degrees % 2 == 1;
        double term = isOdd ? cos : 1;
        double sum = degrees == 1 ? 0 : term;
        for (int i = isOdd ? 3 : 2; i <= degrees - 2; i += 2) {
            term *= (i - 1) * cos * cos / i;
            sum += term;
        }
        final double part = Math.sin(angle) * sum;
        return isOdd ? 2 / Math.PI * (angle + part) : part;
    }
}
