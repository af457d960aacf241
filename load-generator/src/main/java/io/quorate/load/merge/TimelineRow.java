package io.quorate.load.merge;

import io.quorate.load.engine.LoadProgress;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the generators did in a second.
 *
 * @param phase what was going on
 * @param offered operations that were due
 * @param sent operations that were sent
 * @param inFlight operations under way at its end
 * @param atCap whether the cap was reached
 * @param generator what the generators say of themselves, as far as they do
 */
record TimelineRow(
        LoadProgress.Phase phase, long offered, long sent, int inFlight, boolean atCap, Map<String, Double> generator) {

    /** No generator did anything. */
    static TimelineRow nothing(final LoadProgress.Phase phase) {
        return new TimelineRow(phase, 0, 0, 0, false, Map.of());
    }

    /** Of other generators, in the same second. */
    TimelineRow plus(final TimelineRow other) {
        return new TimelineRow(
                first(phase, other.phase),
                offered + other.offered,
                sent + other.sent,
                inFlight + other.inFlight,
                atCap || other.atCap,
                worst(other));
    }

    /** Of the same generator, whose second was cut into intervals. */
    TimelineRow then(final TimelineRow next) {
        return new TimelineRow(
                first(phase, next.phase),
                offered + next.offered,
                sent + next.sent,
                next.inFlight,
                atCap || next.atCap,
                worst(next));
    }

    private Map<String, Double> worst(final TimelineRow other) {
        final Map<String, Double> worst = new TreeMap<>(generator);
        other.generator.forEach((column, value) -> worst.merge(column, value, Math::max));
        return worst;
    }

    /** A second in which a generator measures is one of the load. */
    private static LoadProgress.Phase first(final LoadProgress.Phase one, final LoadProgress.Phase other) {
        if (one == LoadProgress.Phase.LOAD || other == LoadProgress.Phase.LOAD) {
            return LoadProgress.Phase.LOAD;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }
}
