package io.quorate.testkit.simulation;

import io.quorate.testkit.SeededRandom;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Decides what goes wrong with single messages, and how badly, and counts everything that goes wrong. Each class of faults has a stream of
 * random numbers of its own, so that switching one off leaves the others as they are.
 *
 * <p><b>Threads.</b> The world's.
 */
final class FaultPlan {

    private static final double LEAST_PROBABILITY = 0.001;
    private static final double MOST_PROBABILITY = 0.04;
    private static final double MOST_BREAKS = 0.005;
    private static final long SLOWEST_NS = 200_000_000;
    private static final long SLOW_FROM_NS = 2_000_000;
    private static final long DUPLICATE_WITHIN_NS = 5_000_000;
    private static final long LATE_FROM_NS = 1_000_000_000;
    private static final long LATEST_NS = 60_000_000_000L;
    private static final long CALM_JITTER_NS = 200_000;
    private static final long QUICKEST_MEAN_NS = 50_000;
    private static final long SLOWEST_MEAN_NS = 2_000_000;

    private final SimulatedWorld world;
    private final SeededRandom delays;
    private final long minDelayNs;
    private final double meanExtraDelayNs;
    private final double[] probabilities = new double[FaultClass.values().length];
    private final SeededRandom[] streams = new SeededRandom[probabilities.length];
    private final Map<FaultClass, Long> counts = new EnumMap<>(FaultClass.class);
    private boolean healed;

    FaultPlan(final SimulatedWorld world, final Set<FaultClass> faults, final long minDelayNs) {
        this.world = world;
        this.delays = world.random("delays");
        this.minDelayNs = minDelayNs;
        this.meanExtraDelayNs = delays.between(QUICKEST_MEAN_NS, SLOWEST_MEAN_NS);
        for (final FaultClass fault : FaultClass.values()) {
            final SeededRandom random = world.random("fault/" + fault.name());
            streams[fault.ordinal()] = random;
            final boolean breaks =
                    fault == FaultClass.RESTART || fault == FaultClass.POWER_LOSS || fault == FaultClass.DISCONNECT;
            final double most = breaks ? MOST_BREAKS : MOST_PROBABILITY;
            final double probability = LEAST_PROBABILITY + random.fraction() * (most - LEAST_PROBABILITY);
            probabilities[fault.ordinal()] = faults.contains(fault) ? probability : 0;
        }
    }

    /** Whether a fault happens now; if so, it is counted. */
    boolean strikes(final FaultClass fault, final String where) {
        final double probability = probabilities[fault.ordinal()];
        final boolean strikes = probability > 0 && !healed && random(fault).chance(probability);
        if (strikes) {
            happened(fault, where);
        }
        return strikes;
    }

    /** Counts a fault that somebody else has made. */
    void happened(final FaultClass fault, final String where) {
        counts.merge(fault, 1L, Long::sum);
        world.trace(TraceType.FAULT, where, fault.ordinal());
    }

    boolean isOn(final FaultClass fault) {
        return probabilities[fault.ordinal()] > 0;
    }

    /** The random numbers of one class of faults. */
    SeededRandom random(final FaultClass fault) {
        return streams[fault.ordinal()];
    }

    /** From now on nothing goes wrong any more; what is under way still arrives when it does. */
    void heal() {
        healed = true;
    }

    boolean isHealed() {
        return healed;
    }

    long delayNs(final String where) {
        if (healed) {
            return minDelayNs + delays.between(0, CALM_JITTER_NS);
        }
        final long usualNs = minDelayNs + delays.exponential(meanExtraDelayNs);
        return strikes(FaultClass.SLOW_MESSAGE, where)
                ? usualNs + random(FaultClass.SLOW_MESSAGE).between(SLOW_FROM_NS, SLOWEST_NS)
                : usualNs;
    }

    long duplicateDelayNs() {
        return random(FaultClass.DUPLICATE).between(0, DUPLICATE_WITHIN_NS);
    }

    long lateDelayNs() {
        return random(FaultClass.LATE_DUPLICATE).between(LATE_FROM_NS, LATEST_NS);
    }

    Map<FaultClass, Long> counts() {
        return Collections.unmodifiableMap(new EnumMap<>(counts));
    }
}
