package io.quorate.load.report;

import io.quorate.load.check.CheckSummary;
import io.quorate.load.check.Staleness;
import io.quorate.load.check.Violation;
import io.quorate.load.check.ViolationKind;
import io.quorate.load.record.Times;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows what the check of a run has found: as lines for people, and as a member of {@code run.json}.
 *
 * <p><b>Threads.</b> Any.
 */
public final class CheckText {

    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double PERCENT = 100;
    private static final double NS_PER_S = 1e9;
    private static final int EXAMPLES = 3;

    private CheckText() {}

    /**
     * Says it in words.
     *
     * @param summary what was found
     * @param violations the first of them, with their evidence
     * @return lines
     */
    public static List<String> lines(final CheckSummary summary, final List<Violation> violations) {
        final List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "check %s: %,d reads judged, %s",
                summary.mode().label(),
                summary.reads(),
                summary.violationCount() == 0
                        ? "no violation"
                        : String.format(Locale.ROOT, "%,d VIOLATIONS: %s", summary.violationCount(), kinds(summary))));
        for (final Violation violation : violations.subList(0, Math.min(EXAMPLES, violations.size()))) {
            lines.add("  " + text(violation));
        }
        if (violations.size() > EXAMPLES) {
            lines.add("  more in " + ViolationLog.FILE);
        }
        final Staleness staleness = summary.staleness();
        if (!summary.promised()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "stale reads, which these quorums allow: %,d (%.3f %%)%s",
                    staleness.stale(),
                    PERCENT * staleness.rate(),
                    staleness.stale() == 0
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    ", superseded for at least p50 %s, p99 %s, max %s ms",
                                    Times.ms(staleness.age().getValueAtPercentile(P50)),
                                    Times.ms(staleness.age().getValueAtPercentile(P99)),
                                    Times.ms(staleness.age().getMaxValue()))));
        }
        if (summary.tooShort() + summary.foreign() + summary.overruns() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  not judged: %,d values too short to say who wrote them, %,d from before the load; judged by a bound only: %,d",
                    summary.tooShort(),
                    summary.foreign(),
                    summary.overruns()));
        }
        return lines;
    }

    private static String text(final Violation violation) {
        final StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: the read of %s from %s to %s s ",
                violation.kind().label(),
                violation.key(),
                seconds(violation.beganNs()),
                seconds(violation.endedNs())));
        if (violation.write() == Violation.NONE) {
            text.append("returned nothing that this run wrote");
        } else {
            text.append("returned write ").append(violation.write());
        }
        if (violation.ackNs() != Violation.NONE) {
            text.append(", acknowledged by ").append(seconds(violation.ackNs())).append(" s");
        }
        if (violation.newerNs() != Violation.NONE) {
            text.append(", though one in effect had begun at ")
                    .append(seconds(violation.newerNs()))
                    .append(" s");
        }
        return text.toString();
    }

    private static String seconds(final long ns) {
        return String.format(Locale.ROOT, "%.6f", ns / NS_PER_S);
    }

    private static String kinds(final CheckSummary summary) {
        final List<String> parts = new ArrayList<>();
        for (final Map.Entry<ViolationKind, Long> kind : summary.violations().entrySet()) {
            parts.add(String.format(
                    Locale.ROOT, "%,d %s", kind.getValue(), kind.getKey().label()));
        }
        return String.join(", ", parts);
    }

    /**
     * Says it as JSON.
     *
     * @param summary what was found
     * @return members
     */
    public static Map<String, Object> members(final CheckSummary summary) {
        final Map<String, Object> kinds = new LinkedHashMap<>();
        summary.violations().forEach((kind, count) -> kinds.put(kind.label(), count));
        final Map<String, Object> members = new LinkedHashMap<>();
        members.put("mode", summary.mode().label());
        members.put("promised", summary.promised());
        members.put("reads", summary.reads());
        members.put("violations", summary.violationCount());
        members.put("kinds", kinds);
        final Staleness staleness = summary.staleness();
        members.put("stale", staleness.stale());
        members.put("staleRate", staleness.rate());
        if (staleness.stale() > 0) {
            members.put("staleAgeP50Ns", staleness.age().getValueAtPercentile(P50));
            members.put("staleAgeP99Ns", staleness.age().getValueAtPercentile(P99));
            members.put("staleAgeMaxNs", staleness.age().getMaxValue());
        }
        members.put("tooShort", summary.tooShort());
        members.put("foreign", summary.foreign());
        members.put("overruns", summary.overruns());
        return members;
    }
}
