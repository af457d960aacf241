package io.quorate.load.cli;

import io.quorate.load.engine.LoadPlan;
import io.quorate.load.workload.Arrivals;
import io.quorate.load.workload.KeySkew;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Tells how unevenly a load uses its keys. */
final class KeyUse {

    /** Counted in a fraction of a second; shares of more operations are hardly different. */
    static final long MOST_COUNTED = 1_000_000;

    private static final double PERCENT = 100;

    private KeyUse() {}

    /** The first operations of a load, of all generators together, as far as it is known beforehand that it has them. */
    static KeySkew of(final LoadPlan plan) {
        return KeySkew.of(plan.workload(), plan.closed() ? Math.min(MOST_COUNTED, plan.operations()) : arrivals(plan));
    }

    private static long arrivals(final LoadPlan plan) {
        final Arrivals arrivals = plan.schedule().arrivals();
        long count = 0;
        long measured = 0;
        while (count < MOST_COUNTED && measured < plan.operations()) {
            final long atNs = arrivals.nextNs();
            if (atNs >= plan.totalNs()) {
                break;
            }
            count++;
            measured += atNs >= plan.warmupNs() ? 1 : 0;
        }
        return count;
    }

    /** For the header of a run. */
    static String text(final KeySkew skew) {
        final double percent = PERCENT * skew.hottestKeyShare();
        return String.format(Locale.ROOT, percent < 1 ? "hottest key %.3f %%" : "hottest key %.1f %%", percent);
    }

    /** For {@code run.json}. */
    static Map<String, Object> members(final KeySkew skew) {
        final Map<String, Object> members = new LinkedHashMap<>();
        members.put("operations", skew.operations());
        members.put("distinct", skew.distinct());
        members.put("hottestKeyShare", skew.hottestKeyShare());
        members.put("hottestPercentShare", skew.hottestPercentShare());
        return members;
    }
}
