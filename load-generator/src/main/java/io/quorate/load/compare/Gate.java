package io.quorate.load.compare;

import io.quorate.load.workload.OperationType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much worse each metric may become, and which metrics decide.
 *
 * <p><b>Threads.</b> Immutable.
 */
public final class Gate {

    /** What decides unless it is said: half of the slow-down that matters most, 10 %, so that chance does not hide that one. */
    public static final String DEFAULT = "rt.p50>5%,rt.p99>5%,throughput<-3%,errors>0.1%";

    private static final Pattern LIMIT =
            Pattern.compile("(?:(?<type>[a-z]+):)?(?<metric>[a-z0-9.]+)(?<side>[<>])(?<number>-?[0-9]{1,6}(?:\\.[0-9]{1,6})?)%");
    private static final double PERCENT = 100;

    private final List<Limit> limits;

    private Gate(final List<Limit> limits) {
        this.limits = limits;
    }

    /** How much worse a metric may become, of one type of operation or of all. */
    private record Limit(@Nullable String type, Metric metric, double tolerance) {}

    /**
     * Reads limits such as {@code rt.p99>10%,get:rt.p50>5%,throughput<-3%}.
     *
     * @param text limits, separated by commas
     * @return the gate
     * @throws IllegalArgumentException if it is malformed, with a message for people
     */
    public static Gate parse(final String text) {
        final List<Limit> limits = new ArrayList<>();
        for (final String part : text.split(",", -1)) {
            limits.add(limit(part.strip()));
        }
        return new Gate(List.copyOf(limits));
    }

    private static Limit limit(final String text) {
        final Matcher parts = LIMIT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a limit: write for example rt.p99>10% or get:throughput<-3%");
        }
        final Metric metric = Metric.of(parts.group("metric"));
        if (metric == null) {
            throw new IllegalArgumentException("there is no metric \"" + parts.group("metric") + "\": use one of "
                    + String.join(", ", Metric.labels()));
        }
        final String type = parts.group("type");
        if (type != null
                && Arrays.stream(OperationType.values()).noneMatch(known -> known.label().equals(type))) {
            throw new IllegalArgumentException("there is no operation \"" + type + "\" in \"" + text + "\"");
        }
        final double percent = Double.parseDouble(parts.group("number"));
        final boolean isBelow = parts.group("side").equals("<");
        if (isBelow != metric.moreIsBetter()) {
            throw new IllegalArgumentException(
                    metric.moreIsBetter()
                            ? "\"" + text + "\" fails when " + metric.label() + " rises: write for example "
                                    + metric.label() + "<-3%"
                            : "\"" + text + "\" fails when " + metric.label() + " falls: write for example "
                                    + metric.label() + ">10%");
        }
        final double tolerance = (isBelow ? -percent : percent) / PERCENT;
        if (tolerance < 0 || (isBelow && tolerance >= 1)) {
            throw new IllegalArgumentException("\"" + text + "\" has its limit on the wrong side of no change, or below -100%");
        }
        return new Limit(type, metric, tolerance);
    }

    /** Whether the metric decides. */
    boolean includes(final String type, final Metric metric) {
        return find(type, metric) != null;
    }

    /** A share of the value before; for errors a difference. Metrics that do not decide have the default's tolerance. */
    double tolerance(final String type, final Metric metric) {
        final Limit limit = find(type, metric);
        if (limit != null) {
            return limit.tolerance();
        }
        return switch (metric) {
            case THROUGHPUT -> 0.03;
            case ERRORS -> 0.001;
            case P50, P99, P999, MEAN -> 0.05;
        };
    }

    /** A limit on one type comes before one on all. */
    private @Nullable Limit find(final String type, final Metric metric) {
        Limit found = null;
        for (final Limit limit : limits) {
            if (limit.metric() == metric && (type.equals(limit.type()) || (limit.type() == null && found == null))) {
                found = limit;
            }
        }
        return found;
    }
}
