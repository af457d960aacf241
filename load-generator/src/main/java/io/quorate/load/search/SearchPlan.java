package io.quorate.load.search;

import io.quorate.load.slo.Objective;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What to search, and how thoroughly.
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Operations per second.
 *
 * @param objectives what the rate must meet, at least one
 * @param from where to begin; it should be so low that it meets them with ease
 * @param max where to end
 * @param probe how long one load is measured
 * @param settle how long the light load between two of them is
 * @param confirmRuns how many long loads must meet the objectives together in the end
 * @param confirm how long each of them is
 * @param resolution how near, as a share, the rates must be between which the limit lies; and how large a step of the confirming loads is
 */
public record SearchPlan(
        List<Objective> objectives,
        double from,
        double max,
        Duration probe,
        Duration settle,
        int confirmRuns,
        Duration confirm,
        double resolution) {

    private static final double LEAST_RESOLUTION = 0.001;
    private static final double MOST_RESOLUTION = 0.5;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is left; the message names the value and the limit
     */
    public SearchPlan {
        objectives = List.copyOf(objectives);
        if (objectives.isEmpty()) {
            throw new IllegalArgumentException("a search needs an objective: name one, for example p99<10ms");
        }
        if (!(from > 0) || !(max >= from) || Double.isInfinite(max)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "from=%s must be more than 0 and at most max=%s: lower from or raise max", from, max));
        }
        checkLength("probe", probe);
        checkLength("settle", settle);
        checkLength("confirm", confirm);
        if (confirmRuns < 1) {
            throw new IllegalArgumentException(
                    "confirm runs=" + confirmRuns + " must be at least 1, or nothing is certain: use 3");
        }
        if (!(resolution >= LEAST_RESOLUTION && resolution <= MOST_RESOLUTION)) {
            throw new IllegalArgumentException("resolution=" + resolution + " must be " + LEAST_RESOLUTION + " to "
                    + MOST_RESOLUTION + ": use for example 0.05");
        }
    }

    private static void checkLength(final String name, final Duration length) {
        if (length.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(name + "=" + length.toMillis()
                    + "ms must be at least 1 s, since loads are judged second by second");
        }
    }
}
