package io.quorate.load.search;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rates of a sweep.
 *
 * <p><b>Threads.</b> Any, pure functions.
 */
public final class SweepRates {

    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)([kM]?)");
    private static final Pattern RANGE = Pattern.compile("(.+)\\.\\.(.+)/log([0-9]{1,4})");
    private static final int KILO_DIGITS = 3;
    private static final int MEGA_DIGITS = 6;
    private static final int MOST = 1_000;

    private SweepRates() {}

    /**
     * Reads rates.
     *
     * @param text a list such as {@code 1k,2k,5k}, or a range such as {@code 1k..50k/log10}: so many rates, each higher than the one before by the
     *     same factor, both ends included
     * @return operations per second, each more than 0
     * @throws IllegalArgumentException if it is malformed; the message names what is wrong and what would be right
     */
    public static List<Double> parse(final String text) {
        final Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            return logarithmic(
                    text, number(text, range.group(1)), number(text, range.group(2)), Integer.parseInt(range.group(3)));
        }
        final List<Double> rates = new ArrayList<>();
        for (final String part : text.split(",", -1)) {
            rates.add(number(text, part.strip()));
        }
        return rates;
    }

    private static List<Double> logarithmic(final String text, final double low, final double high, final int count) {
        if (count < 2 || count > MOST) {
            throw malformed(text, "the number of rates, " + count + ", must be 2 to " + MOST);
        }
        if (low >= high) {
            throw malformed(text, "the first rate must be below the last");
        }
        final List<Double> rates = new ArrayList<>();
        for (int i = 0; i < count - 1; i++) {
            rates.add(low * Math.pow(high / low, i / (count - 1.0)));
        }
        rates.add(high);
        return rates;
    }

    private static double number(final String text, final String part) {
        final Matcher number = NUMBER.matcher(part);
        if (!number.matches()) {
            throw malformed(text, "\"" + part + "\" is not a rate");
        }
        final int shift =
                switch (number.group(2)) {
                    case "k" -> KILO_DIGITS;
                    case "M" -> MEGA_DIGITS;
                    default -> 0;
                };
        final double rate =
                new BigDecimal(number.group(1)).scaleByPowerOfTen(shift).doubleValue();
        if (!(rate > 0)) {
            throw malformed(text, "each rate must be more than 0");
        }
        return rate;
    }

    private static IllegalArgumentException malformed(final String text, final String problem) {
        return new IllegalArgumentException(
                "rates=" + text + ": " + problem + "; write a list such as 1k,2k,5k, or a range such as 1k..50k/log10");
    }
}
