package io.quorate.load.slo;

import io.quorate.load.workload.OperationType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads objectives, and says what is wrong with them. */
final class ObjectiveParser {

    private static final Pattern FORM = Pattern.compile("(?:([^:<>]*):)?([^:<>]*)([<>])([^:<>]*)");
    private static final Pattern PERCENTILE = Pattern.compile("p([0-9]{1,3}(?:\\.[0-9]{1,6})?)");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|ms|s|m)");
    private static final Pattern SHARE = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,9})?)%");
    private static final Pattern RATE = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)([kM]?)");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int KILO_DIGITS = 3;
    private static final int MEGA_DIGITS = 6;
    private static final int PERCENT_DIGITS = 2;
    private static final int US_DIGITS = 3;
    private static final long MOST_NS = TimeUnit.HOURS.toNanos(24);
    private static final String EXAMPLE =
            "; write for example p99<10ms, max<1s, errors<0.1%, throughput>950 or get:p99<5ms";

    private final String part;

    private ObjectiveParser(final String part) {
        this.part = part;
    }

    static List<Objective> parse(final String text) {
        final List<Objective> all = new ArrayList<>();
        for (final String part : text.split(",", -1)) {
            all.add(new ObjectiveParser(part.replace(" ", "")).objective());
        }
        return List.copyOf(all);
    }

    private Objective objective() {
        final Matcher form = FORM.matcher(part);
        if (!form.matches()) {
            throw malformed("it must compare something with a limit, by < or >");
        }
        final OperationType type = type(form.group(1));
        final String metric = form.group(2);
        final boolean isLess = form.group(3).equals("<");
        final String limit = form.group(4);
        if (metric.equals("throughput")) {
            if (isLess) {
                throw malformed("a throughput needs a lower limit, by >");
            }
            return throughput(type, limit);
        }
        if (!isLess) {
            throw malformed("\"" + metric + "\" needs an upper limit, by <");
        }
        if (metric.equals("errors")) {
            return errors(type, limit);
        }
        return time(type, metric, limit);
    }

    private @Nullable OperationType type(final @Nullable String label) {
        if (label == null) {
            return null;
        }
        for (final OperationType type : OperationType.values()) {
            if (type.label().equals(label)) {
                return type;
            }
        }
        final List<String> labels = new ArrayList<>();
        for (final OperationType type : OperationType.values()) {
            labels.add(type.label());
        }
        throw malformed("there is no operation \"" + label + "\": use one of " + String.join(", ", labels));
    }

    private Objective time(final @Nullable OperationType type, final String metric, final String limit) {
        final Matcher percentile = PERCENTILE.matcher(metric);
        final BigDecimal allowed;
        final String name;
        if (metric.equals("max")) {
            allowed = BigDecimal.ZERO;
            name = metric;
        } else if (percentile.matches()) {
            final BigDecimal percent = new BigDecimal(percentile.group(1));
            if (percent.signum() <= 0 || percent.compareTo(HUNDRED) >= 0) {
                throw malformed(metric + " must be above p0 and below p100; use max for all");
            }
            allowed = HUNDRED.subtract(percent).movePointLeft(PERCENT_DIGITS);
            name = "p" + plain(percent);
        } else {
            throw malformed("\"" + metric + "\" is not known: use a percentile such as p99, max, errors or throughput");
        }
        final long limitNs = timeNs(limit);
        return new Objective(
                type,
                Objective.Kind.TIME,
                limitNs,
                allowed.doubleValue(),
                0,
                prefix(type) + name + "<" + timeText(limitNs));
    }

    private Objective errors(final @Nullable OperationType type, final String limit) {
        final Matcher share = SHARE.matcher(limit);
        if (!share.matches()) {
            throw malformed("\"" + limit + "\" is not a share: write a number and %, for example 0.1%");
        }
        final BigDecimal percent = new BigDecimal(share.group(1));
        if (percent.signum() <= 0 || percent.compareTo(HUNDRED) > 0) {
            throw malformed(limit + " must be above 0% and at most 100%");
        }
        return new Objective(
                type,
                Objective.Kind.ERRORS,
                0,
                percent.movePointLeft(PERCENT_DIGITS).doubleValue(),
                0,
                prefix(type) + "errors<" + plain(percent) + "%");
    }

    private Objective throughput(final @Nullable OperationType type, final String limit) {
        final Matcher rate = RATE.matcher(limit);
        if (!rate.matches()) {
            throw malformed("\"" + limit + "\" is not a number: write operations per second, for example 950 or 2k");
        }
        final int shift =
                switch (rate.group(2)) {
                    case "k" -> KILO_DIGITS;
                    case "M" -> MEGA_DIGITS;
                    default -> 0;
                };
        final BigDecimal perSecond = new BigDecimal(rate.group(1)).scaleByPowerOfTen(shift);
        return new Objective(
                type,
                Objective.Kind.THROUGHPUT,
                0,
                0,
                perSecond.doubleValue(),
                prefix(type) + "throughput>" + plain(perSecond));
    }

    private long timeNs(final String limit) {
        final Matcher time = TIME.matcher(limit);
        if (!time.matches()) {
            throw malformed("\"" + limit + "\" is not a time: write a number and us, ms, s or m, for example 10ms");
        }
        final TimeUnit unit =
                switch (time.group(2)) {
                    case "us" -> TimeUnit.MICROSECONDS;
                    case "ms" -> TimeUnit.MILLISECONDS;
                    case "s" -> TimeUnit.SECONDS;
                    default -> TimeUnit.MINUTES;
                };
        final BigDecimal ns = new BigDecimal(time.group(1)).multiply(BigDecimal.valueOf(unit.toNanos(1)));
        if (ns.compareTo(BigDecimal.ONE) < 0 || ns.compareTo(BigDecimal.valueOf(MOST_NS)) > 0) {
            throw malformed(limit + " must be from 1 ns to 24 hours");
        }
        return ns.longValue();
    }

    private static String timeText(final long ns) {
        if (ns % TimeUnit.SECONDS.toNanos(1) == 0) {
            return TimeUnit.NANOSECONDS.toSeconds(ns) + "s";
        }
        if (ns % TimeUnit.MILLISECONDS.toNanos(1) == 0) {
            return TimeUnit.NANOSECONDS.toMillis(ns) + "ms";
        }
        return plain(BigDecimal.valueOf(ns, US_DIGITS)) + "us";
    }

    private static String prefix(final @Nullable OperationType type) {
        return type == null ? "" : type.label() + ":";
    }

    private static String plain(final BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private IllegalArgumentException malformed(final String problem) {
        return new IllegalArgumentException("objective=" + part + ": " + problem + EXAMPLE);
    }
}
