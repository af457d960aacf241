package io.quorate.load.workload;

/** Pearson's test of observed counts against expected ones. */
final class ChiSquare {

    private static final double ONE_IN_A_THOUSAND = 3.0902;

    private ChiSquare() {}

    static double of(final long[] observed, final double[] expected) {
        double sum = 0;
        for (int i = 0; i < observed.length; i++) {
            final double difference = observed[i] - expected[i];
            sum += difference * difference / expected[i];
        }
        return sum;
    }

    /** What chance exceeds once in a thousand times (Wilson and Hilferty's approximation). */
    static double limit(final int degreesOfFreedom) {
        final double k = degreesOfFreedom;
        final double root = 1 - 2 / (9 * k) + ONE_IN_A_THOUSAND * Math.sqrt(2 / (9 * k));
        return k * root * root * root;
    }
}
