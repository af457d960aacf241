package io.quorate.load.slo;

import io.quorate.load.workload.OperationType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that a load should achieve, for example {@code p99<10ms}.
 *
 * <p>All but a throughput are proportions: {@code p99<10ms} asks that at most 1 % of everything that was due took more than 10 ms or was not
 * answered at all. What failed misses it whatever its time, and so does what had not ended, or not even been sent, when the load was over.
 *
 * <ul>
 *   <li>{@code p99.9<50ms}: a percentile of the response times, any from above 0 to below 100
 *   <li>{@code max<1s}: all of them
 *   <li>{@code errors<0.1%}: less than this share failed, did not end or was not sent
 *   <li>{@code throughput>950}: more than so many operations per second succeeded while the load lasted
 *   <li>{@code get:p99<5ms}: each of them about one kind of operation; else it is about all together
 * </ul>
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Nanoseconds, shares of 1, operations per second.
 *
 * @param type which operations, null for all
 * @param kind what is looked at
 * @param limitNs longest response time that is no miss, 0 unless it is about times
 * @param allowedShare share of misses that is allowed, or of errors that is not; 0 of a throughput
 * @param perSecond least throughput, 0 unless it is about that
 * @param text the canonical form, which {@link #parse} reads
 */
public record Objective(
        @Nullable OperationType type, Kind kind, long limitNs, double allowedShare, double perSecond, String text) {

    private static final double PERCENT = 100;

    /** What an objective looks at. */
    public enum Kind {
        /** How many response times are too long. */
        TIME,
        /** How many operations are not answered. */
        ERRORS,
        /** How many are answered per second. */
        THROUGHPUT
    }

    /**
     * Reads objectives.
     *
     * @param text one or more, separated by commas
     * @return the objectives, in that order
     * @throws IllegalArgumentException if it is malformed; the message names what is wrong and what would be right
     */
    public static List<Objective> parse(final String text) {
        return ObjectiveParser.parse(text);
    }

    /**
     * Whether it is about a share of the operations, which can be estimated before the load has ended.
     *
     * @return false of a throughput
     */
    public boolean isProportion() {
        return kind != Kind.THROUGHPUT;
    }

    /**
     * Operations that it is about.
     *
     * @param observed of which load
     * @return how many
     */
    public long total(final Observed observed) {
        return ResponseTimes.total(observed, type);
    }

    /**
     * Operations that are not as it wants them.
     *
     * @param observed of which load
     * @return how many, 0 of a throughput
     */
    public long misses(final Observed observed) {
        return switch (kind) {
            case TIME -> total(observed) - ResponseTimes.within(observed, type, limitNs);
            case ERRORS -> ResponseTimes.unanswered(observed, type);
            case THROUGHPUT -> 0;
        };
    }

    /**
     * Judges a load.
     *
     * @param observed which load
     * @return whether it was met
     */
    public ObjectiveResult judge(final Observed observed) {
        final long total = total(observed);
        if (total == 0) {
            return new ObjectiveResult(this, "no operations", false, 0, 0);
        }
        final long misses = misses(observed);
        // A division is exact where the share itself can be written down; a product need not be.
        final double share = misses / (double) total;
        return switch (kind) {
            case TIME -> new ObjectiveResult(this, time(observed), share <= allowedShare, misses, total);
            case ERRORS ->
                new ObjectiveResult(
                        this,
                        String.format(Locale.ROOT, "%.3f %%", PERCENT * share),
                        share < allowedShare,
                        misses,
                        total);
            case THROUGHPUT -> {
                final double rate = ResponseTimes.throughput(observed, type);
                yield new ObjectiveResult(
                        this, String.format(Locale.ROOT, "%,.1f/s", rate), rate > perSecond, misses, total);
            }
        };
    }

    private String time(final Observed observed) {
        final long ns = ResponseTimes.percentile(observed, type, PERCENT - PERCENT * allowedShare);
        return ns == ResponseTimes.NEVER ? "unanswered" : ResponseTimes.ms(ns) + " ms";
    }

    /** The canonical form. */
    @Override
    public String toString() {
        return text;
    }
}
