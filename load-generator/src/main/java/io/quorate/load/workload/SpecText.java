package io.quorate.load.workload;

import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an option while it is read: takes numbers and times out of it, and says what is wrong with it.
 *
 * @param option its name
 * @param text all of it, as it was given
 * @param fix what would be right, for the end of a message
 */
record SpecText(String option, String text, String fix) {

    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,12})?)([kM]?)");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|ms|s|m|h)");
    private static final int KILO_DIGITS = 3;
    private static final int MEGA_DIGITS = 6;
    private static final int NANO_DIGITS = 9;

    IllegalArgumentException wrong(final String problem) {
        return new IllegalArgumentException(option + "=" + text + ": " + problem + "; " + fix);
    }

    /** A number of 0 or more, perhaps with k for thousands or M for millions. */
    BigDecimal number(final String what, final String digits) {
        final Matcher matcher = NUMBER.matcher(digits.strip());
        if (!matcher.matches()) {
            throw wrong(what + ", \"" + digits + "\", is not a number");
        }
        final int shift =
                switch (matcher.group(2)) {
                    case "k" -> KILO_DIGITS;
                    case "M" -> MEGA_DIGITS;
                    default -> 0;
                };
        return new BigDecimal(matcher.group(1)).scaleByPowerOfTen(shift);
    }

    /** A whole number within a range. */
    int whole(final String what, final String digits, final int min, final int max) {
        final BigDecimal number = number(what, digits);
        if (number.stripTrailingZeros().scale() > 0) {
            throw wrong(what + ", \"" + digits + "\", is not a whole number");
        }
        if (number.compareTo(BigDecimal.valueOf(min)) < 0 || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw wrong(what + ", " + plain(number) + ", must be " + min + " to " + max);
        }
        return number.intValueExact();
    }

    /** A time in nanoseconds. */
    long ns(final String what, final String time) {
        final Matcher matcher = TIME.matcher(time.strip());
        if (!matcher.matches()) {
            throw wrong(what + ", \"" + time + "\", is not a time: write a number and us, ms, s, m or h");
        }
        final TimeUnit unit =
                switch (matcher.group(2)) {
                    case "us" -> TimeUnit.MICROSECONDS;
                    case "ms" -> TimeUnit.MILLISECONDS;
                    case "s" -> TimeUnit.SECONDS;
                    case "m" -> TimeUnit.MINUTES;
                    default -> TimeUnit.HOURS;
                };
        return new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit.toNanos(1)))
                .longValue();
    }

    /** A number without an exponent and without idle zeros. */
    static String plain(final BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    static String plain(final double number) {
        return plain(BigDecimal.valueOf(number));
    }

    /** A time as {@link #ns} reads it. */
    static String time(final long ns) {
        return plain(BigDecimal.valueOf(ns, NANO_DIGITS)) + "s";
    }
}
