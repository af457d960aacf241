package io.quorate.load.search;

import io.quorate.load.slo.ObjectiveResult;
import io.quorate.load.slo.Observed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search found.
 *
 * @param plan what was searched
 * @param end why it ended
 * @param maximum the highest rate known to meet the objectives, 0 if none is; found only by an end that {@link End#isFound says so}, else it is
 *     only the highest that met them so far, unconfirmed
 * @param firstFailing the lowest rate known not to meet them, 0 if none is
 * @param confirming the long loads at the maximum, if it was found; they count as one
 * @param probes all loads, in order
 * @param reason what the end was about, for people; null if there is nothing to add
 */
public record SearchResult(
        SearchPlan plan,
        End end,
        double maximum,
        double firstFailing,
        List<Probe> confirming,
        List<Probe> probes,
        @Nullable String reason) {

    /** How a search ends. */
    public enum End {
        /** The target does not meet the objectives at higher rates. */
        LIMITED_BY_SERVER(true),
        /** It meets them at the highest rate that was to be tried. */
        LIMITED_BY_MAX(true),
        /** The generator could not make the load: what the target could do is not known. */
        LIMITED_BY_GENERATOR(false),
        /** The target does not meet them at the lowest rate either. */
        NEVER_MET(false),
        /** After a load the target did not get as fast again as it was. */
        NOT_RECOVERED(false),
        /** Someone stopped it. */
        INTERRUPTED(false);

        private final boolean found;

        End(final boolean found) {
            this.found = found;
        }

        /**
         * Whether the maximum is confirmed.
         *
         * @return true if it is
         */
        public boolean isFound() {
            return found;
        }
    }

    /** Copies the lists. */
    public SearchResult {
        confirming = List.copyOf(confirming);
        probes = List.copyOf(probes);
    }

    /**
     * What the confirming loads show together, which is what decides.
     *
     * @return objective by objective; empty if there were none
     */
    public List<ObjectiveResult> together() {
        return confirming.isEmpty() ? List.of() : together(plan, confirming);
    }

    static List<ObjectiveResult> together(final SearchPlan plan, final List<Probe> runs) {
        final Observed all = Observed.pooled(runs.stream().map(Probe::observed).toList());
        return plan.objectives().stream().map(objective -> objective.judge(all)).toList();
    }
}
