package io.quorate.load.cli;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers such as {@code 2500}, {@code 2.5k} and {@code 1M}. */
final class Numbers {

    private static final Pattern FORM = Pattern.compile("(-?[0-9]{1,15}(?:\\.[0-9]{1,9})?)([kM]?)");
    private static final double LEAST_NOT_EXACT = 1e15;
    private static final int KILO_DIGITS = 3;
    private static final int MEGA_DIGITS = 6;

    private Numbers() {}

    private static BigDecimal read(final String text) {
        final Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "\"" + text + "\" is not a number: write digits, with k for thousands or M for millions");
        }
        final int shift =
                switch (matcher.group(2)) {
                    case "k" -> KILO_DIGITS;
                    case "M" -> MEGA_DIGITS;
                    default -> 0;
                };
        return new BigDecimal(matcher.group(1)).scaleByPowerOfTen(shift);
    }

    /** Writes a number so that it can be read again. */
    static String text(final double number) {
        return number == Math.rint(number) && Math.abs(number) < LEAST_NOT_EXACT
                ? Long.toString((long) number)
                : BigDecimal.valueOf(number).toPlainString();
    }

    /** Any number. */
    static final class Real implements ITypeConverter<Double> {
        @Override
        public Double convert(final String text) {
            return read(text).doubleValue();
        }
    }

    /** A whole number. */
    static final class Whole implements ITypeConverter<Integer> {
        @Override
        public Integer convert(final String text) {
            try {
                return read(text).intValueExact();
            } catch (final ArithmeticException e) {
                throw new TypeConversionException("\"" + text + "\" is not a whole number up to " + Integer.MAX_VALUE);
            }
        }
    }
}
