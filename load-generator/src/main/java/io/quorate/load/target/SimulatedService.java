package io.quorate.load.target;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a simulated server does with an operation.
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Nanoseconds.
 *
 * @param servers how many operations are served at a time
 * @param meanNs mean of the service times
 * @param distribution how they are distributed
 * @param sigma standard deviation of their logarithms, if that is {@link Distribution#LOGNORMAL}
 * @param queue how many operations may wait; what comes then is refused as overload
 * @param seed of the service times
 */
public record SimulatedService(
        int servers, long meanNs, Distribution distribution, double sigma, int queue, long seed) {

    /** What its texts begin with. */
    public static final String PREFIX = "sim:";

    private static final Pattern TIME = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(us|ms|s)");
    private static final int MOST_SERVERS = 10_000;
    private static final double MOST_SIGMA = 5;
    private static final int US_DIGITS = 3;
    private static final String EXAMPLE = "; write for example sim:servers=1,service=200us,dist=fixed";

    /** How service times are distributed. */
    public enum Distribution {
        /** All the same. */
        FIXED,
        /** Without memory: many short ones, few long ones. */
        EXPONENTIAL,
        /** With a long tail. */
        LOGNORMAL
    }

    /** Checks the ranges. */
    public SimulatedService {
        if (servers < 1 || servers > MOST_SERVERS) {
            throw new IllegalArgumentException("servers=" + servers + " must be 1 to " + MOST_SERVERS);
        }
        if (meanNs < 1) {
            throw new IllegalArgumentException("service=" + meanNs + "ns must be at least 1 ns");
        }
        if (!(sigma > 0 && sigma <= MOST_SIGMA)) {
            throw new IllegalArgumentException("sigma=" + sigma + " must be above 0 and at most " + MOST_SIGMA);
        }
        if (queue < 0) {
            throw new IllegalArgumentException("queue=" + queue + " must be at least 0");
        }
    }

    /**
     * Reads a service: {@code sim:}, which may be left out, and, separated by commas, {@code servers=COUNT} (1), {@code service=TIME} (200us), {@code dist=fixed},
     * {@code exponential} or {@code lognormal} (fixed), {@code sigma=NUMBER} (1), {@code queue=COUNT} (no limit), {@code seed=NUMBER} (1).
     *
     * @param text all, some or none of them
     * @return the service
     * @throws IllegalArgumentException if it is malformed; the message names what is wrong and what would be right
     */
    public static SimulatedService parse(final String text) {
        int servers = 1;
        long meanNs = TimeUnit.MICROSECONDS.toNanos(200);
        Distribution distribution = Distribution.FIXED;
        double sigma = 1;
        int queue = Integer.MAX_VALUE;
        long seed = 1;
        final String rest = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        final Set<String> seen = new HashSet<>();
        for (final String part : rest.isEmpty() ? new String[0] : rest.split(",", -1)) {
            final int equals = part.indexOf('=');
            if (equals < 0) {
                throw malformed("\"" + part + "\" has no value");
            }
            final String name = part.substring(0, equals);
            final String value = part.substring(equals + 1);
            if (!seen.add(name)) {
                throw malformed(name + " is named twice");
            }
            try {
                switch (name) {
                    case "servers" -> servers = Integer.parseInt(value);
                    case "service" -> meanNs = timeNs(value);
                    case "dist" -> distribution = distribution(value);
                    case "sigma" -> sigma = Double.parseDouble(value);
                    case "queue" -> queue = Integer.parseInt(value);
                    case "seed" -> seed = Long.parseLong(value);
                    default ->
                        throw malformed(
                                "there is no \"" + name + "\": use servers, service, dist, sigma, queue and seed");
                }
            } catch (final NumberFormatException e) {
                throw malformed(name + "=" + value + " is not a number that it can be");
            }
        }
        try {
            return new SimulatedService(servers, meanNs, distribution, sigma, queue, seed);
        } catch (final IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static long timeNs(final String value) {
        final Matcher time = TIME.matcher(value);
        if (!time.matches()) {
            throw malformed("service=" + value + " is not a time: write a number and us, ms or s");
        }
        final TimeUnit unit =
                switch (time.group(2)) {
                    case "us" -> TimeUnit.MICROSECONDS;
                    case "ms" -> TimeUnit.MILLISECONDS;
                    default -> TimeUnit.SECONDS;
                };
        return new BigDecimal(time.group(1))
                .multiply(BigDecimal.valueOf(unit.toNanos(1)))
                .longValue();
    }

    private static Distribution distribution(final String value) {
        for (final Distribution distribution : Distribution.values()) {
            if (distribution.name().toLowerCase(Locale.ROOT).equals(value)) {
                return distribution;
            }
        }
        throw malformed("dist=" + value + " is not known: use fixed, exponential or lognormal");
    }

    private static IllegalArgumentException malformed(final String problem) {
        return new IllegalArgumentException(problem + EXAMPLE);
    }

    /**
     * What it could do without a pause.
     *
     * @return operations per second
     */
    public double capacityPerSecond() {
        return servers * (double) TimeUnit.SECONDS.toNanos(1) / meanNs;
    }

    /** The canonical form, which {@link #parse} reads. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(PREFIX)
                .append("servers=")
                .append(servers)
                .append(",service=")
                .append(BigDecimal.valueOf(meanNs, US_DIGITS)
                        .stripTrailingZeros()
                        .toPlainString())
                .append("us,dist=")
                .append(distribution.name().toLowerCase(Locale.ROOT));
        if (distribution == Distribution.LOGNORMAL) {
            text.append(",sigma=").append(sigma);
        }
        if (queue != Integer.MAX_VALUE) {
            text.append(",queue=").append(queue);
        }
        return text.append(",seed=").append(seed).toString();
    }
}
