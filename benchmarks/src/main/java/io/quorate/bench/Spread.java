package io.quorate.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * A few measurements of one thing: the one in the middle, and how far they reach.
 *
 * @param median middle one, or the mean of the two in the middle
 * @param min smallest
 * @param max largest
 */
public record Spread(double median, double min, double max) {

    /**
     * Sums up.
     *
     * @param values at least one; left as they are
     * @return their spread
     */
    public static Spread of(final double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("there is nothing to sum up");
        }
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        final int half = sorted.length / 2;
        final double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /**
     * Sums up what one has of the other, pair by pair: values of the same place were measured next to each other, on a machine in the same
     * mood, and their ratio drifts less than they do.
     *
     * @param values over
     * @param references under, as many
     * @return spread of the ratios
     */
    public static Spread ofRatios(final double[] values, final double[] references) {
        if (values.length != references.length) {
            throw new IllegalArgumentException(values.length + " values and " + references.length + " references");
        }
        final double[] ratios = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            ratios[i] = values[i] / references[i];
        }
        return of(ratios);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f..%.2f)", median, min, max);
    }
}
