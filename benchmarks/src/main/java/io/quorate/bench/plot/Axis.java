package io.quorate.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A logarithmic axis: its range, where a value lies on it, and which values are marked.
 *
 * @param min lowest value shown, more than 0
 * @param max highest value shown
 * @param from pixel of the lowest
 * @param to pixel of the highest
 */
record Axis(double min, double max, double from, double to) {

    private static final double DECADE = 10;
    private static final double FEW_DECADES = 2.5;
    private static final int[] STEPS = {2, 5};
    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;
    private static final double NEARLY = 1e-9;

    Axis {
        if (!(min > 0) || !(max > min)) {
            throw new IllegalArgumentException("an axis from " + min + " to " + max);
        }
    }

    /** From the decade below the lowest value to a bit above the highest one. */
    static Axis around(final double lowest, final double highest, final double from, final double to) {
        final double min = Math.pow(DECADE, Math.floor(Math.log10(lowest) - NEARLY));
        return new Axis(min, Math.max(highest * 2, min * DECADE), from, to);
    }

    double at(final double value) {
        return from + (to - from) * Math.log(value / min) / Math.log(max / min);
    }

    /** Decades, and steps within them when there are few. */
    List<Double> ticks() {
        final List<Double> ticks = new ArrayList<>();
        final boolean few = Math.log10(max / min) < FEW_DECADES;
        for (double decade = Math.pow(DECADE, Math.floor(Math.log10(min) + NEARLY)); decade <= max; decade *= DECADE) {
            addTick(ticks, decade);
            for (final int step : STEPS) {
                if (few) {
                    addTick(ticks, decade * step);
                }
            }
        }
        return ticks;
    }

    private void addTick(final List<Double> ticks, final double value) {
        if (value >= min * (1 - NEARLY) && value <= max) {
            ticks.add(value);
        }
    }

    /** A number as short as it gets: 950, 1.2k, 35k, 1M. */
    static String shorten(final double value) {
        if (value >= MEGA) {
            return digits(value / MEGA) + "M";
        }
        return value >= KILO ? digits(value / KILO) + "k" : digits(value);
    }

    private static String digits(final double value) {
        final String text = String.format(Locale.ROOT, value < DECADE ? "%.1f" : "%.0f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
