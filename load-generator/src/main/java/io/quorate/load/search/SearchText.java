package io.quorate.load.search;

import io.quorate.load.slo.Objective;
import io.quorate.load.slo.ObjectiveResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows a search to people, in lines. Threads: any. */
public final class SearchText {

    private static final double WHOLE = 100;

    private SearchText() {}

    /**
     * One load.
     *
     * @param number which one, from 1
     * @param probe the load
     * @return a line
     */
    public static String line(final int number, final Probe probe) {
        return String.format(
                        Locale.ROOT,
                        "%-7s %2d  %11s  %4.0fs  %s  %s",
                        probe.kind() == Probe.Kind.CONFIRM ? "confirm" : "probe",
                        number,
                        rate(probe.rate()),
                        probe.observed().seconds(),
                        values(probe.results()),
                        verdict(probe))
                .stripTrailing();
    }

    private static String values(final List<ObjectiveResult> results) {
        final List<String> values = new ArrayList<>();
        for (final ObjectiveResult result : results) {
            values.add(name(result.objective()) + " " + result.measured());
        }
        return String.join(", ", values);
    }

    private static String name(final Objective objective) {
        final String text = objective.text();
        return text.substring(0, text.indexOf(objective.isProportion() ? '<' : '>'));
    }

    static String verdict(final Probe probe) {
        if (probe.verdict() == Probe.Verdict.INVALID) {
            return "INVALID: " + probe.invalid();
        }
        final String early =
                switch (probe.early()) {
                    case NO -> "";
                    case DECIDED -> " (early stop)";
                    case QUEUE -> " (too much queued)";
                };
        return (probe.verdict() == Probe.Verdict.PASS ? "pass" : "FAIL") + early;
    }

    /**
     * What came of it all.
     *
     * @param result what was found
     * @return lines
     */
    public static List<String> conclusion(final SearchResult result) {
        final String objectives = String.join(
                ",", result.plan().objectives().stream().map(Objective::text).toList());
        final List<String> lines = new ArrayList<>();
        lines.add(
                switch (result.end()) {
                    case LIMITED_BY_SERVER ->
                        String.format(
                                Locale.ROOT,
                                "max %s at %s (%s) · fails at %s · limited by: server",
                                rate(result.maximum()),
                                objectives,
                                confirming(result),
                                rate(result.firstFailing()));
                    case LIMITED_BY_MAX ->
                        String.format(
                                Locale.ROOT,
                                "at least %s at %s (%s) · limited by: the highest rate to try, raise --max",
                                rate(result.maximum()),
                                objectives,
                                confirming(result));
                    case LIMITED_BY_GENERATOR ->
                        unfinished(result, objectives)
                                + " · limited by: generator, what the server can do is not known";
                    case NEVER_MET -> "no rate meets " + objectives;
                    case NOT_RECOVERED -> unfinished(result, objectives) + " · the server did not recover";
                    case INTERRUPTED -> unfinished(result, objectives) + " · interrupted";
                });
        if (result.reason() != null) {
            lines.add("why " + result.reason());
        }
        return lines;
    }

    private static String unfinished(final SearchResult result, final String objectives) {
        return result.maximum() == 0
                ? "no maximum at " + objectives
                : "no maximum at " + objectives + ": " + rate(result.maximum()) + " met it, unconfirmed";
    }

    /** What decided, and what it was made of. */
    private static String confirming(final SearchResult result) {
        final List<String> runs = new ArrayList<>();
        for (final Probe probe : result.confirming()) {
            runs.add(values(probe.results()));
        }
        final List<ObjectiveResult> together = result.together();
        return "together " + values(together) + "; " + runs.size() + "×"
                + result.plan().confirm().toSeconds() + "s: " + String.join("; ", runs);
    }

    /**
     * A rate.
     *
     * @param perSecond operations per second
     * @return with as many digits as matter, and unit
     */
    public static String rate(final double perSecond) {
        return String.format(Locale.ROOT, perSecond < WHOLE ? "%,.2f/s" : "%,.0f/s", perSecond);
    }
}
