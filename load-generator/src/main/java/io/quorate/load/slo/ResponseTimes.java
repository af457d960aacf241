package io.quorate.load.slo;

import io.quorate.load.record.Histograms;
import io.quorate.load.workload.OperationType;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts and percentiles over everything that was due: what was not answered took for ever.
 *
 * <p><b>Threads.</b> Any, pure functions. <b>Units.</b> Nanoseconds.
 */
public final class ResponseTimes {

    /** The time of what was not answered. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final OperationType[] TYPES = OperationType.values();
    private static final double PERCENT = 100;
    private static final double NS_PER_MS = 1e6;

    /** 99.9 % of 1,000 must not become 999.0000000000001. */
    private static final double ROUNDING = 1e-6;

    private ResponseTimes() {}

    /**
     * Everything that was due, answered or not.
     *
     * @param observed of which load
     * @param type which operations, null for all
     * @return how many
     */
    public static long total(final Observed observed, final @Nullable OperationType type) {
        return answered(observed, type) + unanswered(observed, type);
    }

    /**
     * What was not answered.
     *
     * @param observed of which load
     * @param type which operations, null for all
     * @return how many
     */
    public static long unanswered(final Observed observed, final @Nullable OperationType type) {
        long sum = 0;
        for (final OperationType each : TYPES) {
            sum += isMeant(each, type) ? observed.unanswered(each) : 0;
        }
        return sum;
    }

    /**
     * What succeeded before the load's last instant, per second.
     *
     * @param observed of which load
     * @param type which operations, null for all
     * @return operations per second, 0 of a load without length
     */
    public static double throughput(final Observed observed, final @Nullable OperationType type) {
        long sum = 0;
        for (final OperationType each : TYPES) {
            sum += isMeant(each, type) ? observed.answeredInWindow(each) : 0;
        }
        return observed.seconds() > 0 ? sum / observed.seconds() : 0;
    }

    /**
     * The time within which a share of everything that was due was answered.
     *
     * @param observed of which load
     * @param type which operations, null for all
     * @param percentile 0 to 100
     * @return nanoseconds, as exact as the histograms; {@link #NEVER} if less than that share was answered; 0 if nothing was due
     */
    public static long percentile(
            final Observed observed, final @Nullable OperationType type, final double percentile) {
        final long answered = answered(observed, type);
        final long total = answered + unanswered(observed, type);
        if (total == 0) {
            return 0;
        }
        final long rank = Math.max(1, (long) Math.ceil(percentile / PERCENT * total - ROUNDING));
        if (rank > answered) {
            return NEVER;
        }
        final Histogram all = Histograms.empty();
        for (final OperationType each : TYPES) {
            if (isMeant(each, type)) {
                all.add(observed.answered(each));
            }
        }
        return all.getValueAtPercentile(PERCENT * rank / answered);
    }

    /**
     * Shows a time to people.
     *
     * @param ns nanoseconds, or {@link #NEVER}
     * @return milliseconds without unit, three digits that matter; {@code never}
     */
    public static String ms(final long ns) {
        if (ns == NEVER) {
            return "never";
        }
        final double ms = ns / NS_PER_MS;
        final int digits = ms < 10 ? 2 : ms < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%,." + digits + "f", ms);
    }

    static long answered(final Observed observed, final @Nullable OperationType type) {
        long sum = 0;
        for (final OperationType each : TYPES) {
            sum += isMeant(each, type) ? observed.answered(each).getTotalCount() : 0;
        }
        return sum;
    }

    /** What was answered within a time; times that its histogram does not tell from the limit count as within it. */
    static long within(final Observed observed, final @Nullable OperationType type, final long limitNs) {
        long sum = 0;
        for (final OperationType each : TYPES) {
            if (isMeant(each, type)) {
                final Histogram times = observed.answered(each);
                sum += times.getTotalCount() == 0 ? 0 : times.getCountBetweenValues(0, limitNs);
            }
        }
        return sum;
    }

    private static boolean isMeant(final OperationType each, final @Nullable OperationType type) {
        return type == null || type == each;
    }
}
