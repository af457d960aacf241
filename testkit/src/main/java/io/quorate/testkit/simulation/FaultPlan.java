package io.quorate.testkit.simulation;

import io.quorate.testkit.SeededRandom;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Decides what goes wrong and how badly, and counts it. Threads: the world's. */
final class FaultPlan {

    private static final double LEAST_PROBABILITY = 0.001;
    private static final double MOST_PROBABILITY = 0.04;
    private static final long SLOWEST_NS = 200_000_000;
    private static final long SLOW_FROM_NS = 2_000_000;
    private static final long DUPLICATE_WITHIN_NS = 5_000_000;
    private static final long LATE_FROM_NS = 1_000_000_000;
    private static final long LATEST_NS = 60_000_000_000L;
    private static final long CALM_JITTER_NS = 200_000;
    private static final long QUICKEST_MEAN_NS = 50_000;
    private static final long SLOWEST_MEAN_NS = 2_000_000;

    private final SimulatedWorld world;
    private final SeededRandom random;
    private final long minDelayNs;
    private final double meanExtraDelayNs;
    private final double[] probabilities = new double[FaultClass.values().length];
    private final Map<FaultClass, Long> counts = new EnumMap<>(FaultClass.class);
    private boolean healed;

    FaultPlan(final SimulatedWorld world, final Set<FaultClass> faults, final long minDelayNs) {
        this.world = world;
        this.random = world.random("faults");
        this.minDelayNs = minDelayNs;
        this.meanExtraDelayNs = random.between(QUICKEST_MEAN_NS, SLOWEST_MEAN_NS);
        for (final FaultClass fault : FaultClass.values()) {
            // Drawn for all, so that switching one off leaves the others as they are.
            final double probability = LEAST_PROBABILITY + random.fraction() * (MOST_PROBABILITY - LEAST_PROBABILITY);
            probabilities[fault.ordinal()] = faults.contains(fault) ? probability : 0;
        }
    }

    /** Whether a fault happens now; if so, it is counted. */
    boolean strikes(final FaultClass fault, final String where) {
        final boolean strikes = random.chance(probabilities[fault.ordinal()]) && !healed;
        if (strikes) {
            count(fault);
            world.trace(TraceType.FAULT, where, fault.ordinal());
        }
        return strikes;
    }

    void count(final FaultClass fault) {
        counts.merge(fault, 1L, Long::sum);
    }

    boolean isOn(final FaultClass fault) {
        return probabilities[fault.ordinal()] > 0;
    }

    /** From now on nothing goes wrong any more; what is under way still arrives when it does. */
    void heal() {
        healed = true;
    }

    long delayNs(final String where) {
        if (healed) {
            return minDelayNs + random.between(0, CALM_JITTER_NS);
        }
        final long usualNs = minDelayNs + random.exponential(meanExtraDelayNs);
        return strikes(FaultClass.SLOW_MESSAGE, where) ? usualNs + random.between(SLOW_FROM_NS, SLOWEST_NS) : usualNs;
    }

    long duplicateDelayNs() {
        return random.between(0, DUPLICATE_WITHIN_NS);
    }

    long lateDelayNs() {
        return random.between(LATE_FROM_NS, LATEST_NS);
    }

    long between(final long low, final long high) {
        return random.between(low, high);
    }

    Map<FaultClass, Long> counts() {
        return Collections.unmodifiableMap(new EnumMap<>(counts));
    }
}
