package io.quorate.load.report;

import io.quorate.load.engine.LoadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Whether the generator did its part. Only its own slowness counts: operations that waited because the target had too many under way are
 * the target's doing, and stand in the response times.
 *
 * @param status the judgement
 * @param reasons why it is {@link Status#SUSPECT} or {@link Status#INVALID}
 */
public record Verdict(Status status, List<String> reasons) {

    /** Later than this is too late, when it happens to more than one operation in a hundred. */
    static final long TOO_LATE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Lateness below this is not worth a word. */
    private static final long UNREMARKABLE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final double LATE_SHARE_OF_RESPONSE = 0.1;
    private static final double SENT_SHARE = 0.999;
    private static final double P99 = 99;

    /** A judgement. */
    public enum Status {
        /** No operation was due in the measured load, so that there is nothing to judge. */
        NONE,
        /** Operations started when they should. */
        VALID,
        /** Operations started late enough to show in the response times. */
        SUSPECT,
        /** The generator could not hold the rate. */
        INVALID
    }

    /** Copies the list. */
    public Verdict {
        reasons = List.copyOf(reasons);
    }

    static Verdict of(final LoadResult result, final Histogram response) {
        if (result.offered() == 0) {
            return new Verdict(Status.NONE, List.of());
        }
        final List<String> reasons = new ArrayList<>();
        if (result.overdue() > (1 - SENT_SHARE) * result.offered()) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d operations had not been sent by the end of the load, while there was room for more in flight"
                            + " (%.2f %% were; at least %.1f %% are needed)",
                    result.overdue(),
                    result.offered(),
                    100.0 * (result.offered() - result.overdue()) / result.offered(),
                    100 * SENT_SHARE));
        }
        final long p99Ns = result.lateness().getValueAtPercentile(P99);
        if (p99Ns > TOO_LATE_NS) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "1 %% of the operations started more than %s ms after their intended start, while there was room for"
                            + " more in flight (limit %s ms)",
                    Times.ms(p99Ns),
                    Times.ms(TOO_LATE_NS)));
        }
        if (!reasons.isEmpty()) {
            return new Verdict(Status.INVALID, reasons);
        }
        final long responseP99Ns = response.getValueAtPercentile(P99);
        if (p99Ns > UNREMARKABLE_NS && p99Ns > LATE_SHARE_OF_RESPONSE * responseP99Ns) {
            return new Verdict(
                    Status.SUSPECT,
                    List.of(String.format(
                            Locale.ROOT,
                            "1 %% of the operations started more than %s ms late by the generator's own doing, which"
                                    + " shows in the response times (p99 %s ms)",
                            Times.ms(p99Ns),
                            Times.ms(responseP99Ns))));
        }
        return new Verdict(Status.VALID, List.of());
    }
}
