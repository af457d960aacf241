package io.quorate.load.workload;

import java.util.ArrayList;
import java.util.List;

/**
 * How the rate of a load goes: steps, each constant or rising or falling in a straight line, the last of which goes on for ever.
 *
 * <p><b>Threads.</b> Immutable. <b>Units.</b> Arrivals per second; nanoseconds from the start of the load. <b>Allocation.</b> None in
 * {@link #nsOf} and {@link #meanArrivals}. <b>Errors.</b> {@link IllegalArgumentException} that names what is wrong and what would be right.
 *
 * <p><b>Guarantee.</b> The expected count of arrivals and its inverse are closed forms per step, made of additions, multiplications,
 * divisions and square roots, which give the same bits on every JVM. Nothing is summed up per arrival, so no rate is rounded to an
 * interval.
 */
public final class RateProfile {

    private static final double NS_PER_SECOND = 1e9;

    /** How many deviations from the mean a Poisson count is bounded by; chance exceeds that less than once in 10^22 runs. */
    private static final double DEVIATIONS = 10;

    private static final int SMALL_COUNT = 100;

    /** Those that end. */
    private final List<Step> steps;

    private final double lastRate;
    private final double[] startNs;
    private final double[] startCount;

    /**
     * One step of a profile.
     *
     * @param fromRate arrivals per second at its start, at least 0
     * @param toRate arrivals per second at its end, at least 0
     * @param durationNs how long it takes, more than 0
     */
    public record Step(double fromRate, double toRate, long durationNs) {

        /** Checks the ranges. */
        public Step {
            checkRate(fromRate);
            checkRate(toRate);
            if (durationNs <= 0) {
                throw new IllegalArgumentException("durationNs=" + durationNs + " of a step must be more than 0");
            }
        }

        private static void checkRate(final double rate) {
            if (!(rate >= 0) || Double.isInfinite(rate)) {
                throw new IllegalArgumentException("rate=" + rate + " of a step must be at least 0");
            }
        }

        private boolean isConstant() {
            return fromRate == toRate;
        }

        private double meanArrivals() {
            return meanArrivals(durationNs);
        }

        private double meanArrivals(final double ns) {
            final double endRate = fromRate + (toRate - fromRate) * (ns / durationNs);
            return (fromRate + endRate) / 2 * (ns / NS_PER_SECOND);
        }

        /** When, from the start of the step, that many arrivals are to be expected. */
        private double nsOf(final double count) {
            if (count == 0) {
                return 0;
            }
            if (isConstant()) {
                return count * NS_PER_SECOND / fromRate;
            }
            final double slope = (toRate - fromRate) / (durationNs / NS_PER_SECOND);
            // Of the two forms of the root, the one that subtracts nothing for a rising rate. The step has no more
            // arrivals than make this 0.
            final double squared = Math.max(0, fromRate * fromRate + 2 * slope * count);
            return 2 * count * NS_PER_SECOND / (fromRate + Math.sqrt(squared));
        }
    }

    private RateProfile(final List<Step> steps, final double lastRate) {
        this.steps = List.copyOf(steps);
        this.lastRate = lastRate;
        this.startNs = new double[steps.size() + 1];
        this.startCount = new double[steps.size() + 1];
        for (int i = 0; i < steps.size(); i++) {
            startNs[i + 1] = startNs[i] + steps.get(i).durationNs();
            startCount[i + 1] = startCount[i] + steps.get(i).meanArrivals();
        }
    }

    /**
     * One rate for ever.
     *
     * @param ratePerSecond more than 0; need not be whole
     * @return the profile
     */
    public static RateProfile constant(final double ratePerSecond) {
        if (!(ratePerSecond > 0) || Double.isInfinite(ratePerSecond)) {
            throw new IllegalArgumentException("rate=" + ratePerSecond + " must be more than 0");
        }
        return new RateProfile(List.of(), ratePerSecond);
    }

    /**
     * A rate that rises in a straight line from 0, and then stays.
     *
     * @param ratePerSecond where it stays, more than 0
     * @param rampNs how long it rises; 0 for not at all
     * @return the profile
     */
    public static RateProfile ramp(final double ratePerSecond, final long rampNs) {
        return constant(ratePerSecond).ramped(rampNs);
    }

    /**
     * One step after the other.
     *
     * @param steps at least one; the rate at the end of the last one goes on, and must be more than 0
     * @return the profile
     */
    public static RateProfile steps(final List<Step> steps) {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("steps=[] must have at least one step");
        }
        final Step last = steps.get(steps.size() - 1);
        if (!(last.toRate() > 0)) {
            throw new IllegalArgumentException(
                    "the last of steps=" + steps + " goes on for ever: its rate must be more than 0");
        }
        return new RateProfile(last.isConstant() ? steps.subList(0, steps.size() - 1) : steps, last.toRate());
    }

    /**
     * Reads a profile.
     *
     * @param text steps of rate and duration, for example {@code 1k:10s,2k:10s}; {@code 0-2k:10s} is a straight line; the last step goes
     *     on, and needs no duration if it is constant
     * @return the profile
     * @throws IllegalArgumentException if it is malformed; the message names what is wrong and what would be right
     */
    public static RateProfile parseSteps(final String text) {
        final SpecText spec =
                new SpecText("steps", text, "write rates and durations, for example 1k:10s,2k:30s or 0-2k:10s,2k");
        final String[] parts = text.split(",", -1);
        final List<Step> steps = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            steps.add(step(spec, parts[i].strip(), i == parts.length - 1));
        }
        if (!(steps.get(steps.size() - 1).toRate() > 0)) {
            throw spec.wrong("the last step goes on for ever, so its rate must be more than 0");
        }
        return steps(steps);
    }

    private static Step step(final SpecText spec, final String part, final boolean isLast) {
        final int colon = part.indexOf(':');
        final String rates = colon < 0 ? part : part.substring(0, colon);
        final int hyphen = rates.indexOf('-');
        final double from = rate(spec, hyphen < 0 ? rates : rates.substring(0, hyphen));
        final double to = hyphen < 0 ? from : rate(spec, rates.substring(hyphen + 1));
        if (colon < 0 && (!isLast || hyphen >= 0)) {
            throw spec.wrong("the step \"" + part + "\" has no duration");
        }
        final long ns = colon < 0 ? 1 : spec.ns("the duration of a step", part.substring(colon + 1));
        if (ns == 0) {
            throw spec.wrong("the duration of the step \"" + part + "\" must be more than 0");
        }
        return new Step(from, to, ns);
    }

    private static double rate(final SpecText spec, final String digits) {
        return spec.number("the rate of a step", digits).doubleValue();
    }

    /**
     * The same, after a rise from 0 in a straight line to the rate with which this one starts.
     *
     * @param rampNs how long it rises; 0 for not at all
     * @return the profile
     */
    public RateProfile ramped(final long rampNs) {
        if (rampNs < 0) {
            throw new IllegalArgumentException("rampNs=" + rampNs + " must be at least 0");
        }
        if (rampNs == 0) {
            return this;
        }
        final List<Step> all = new ArrayList<>();
        all.add(new Step(0, steps.isEmpty() ? lastRate : steps.get(0).fromRate(), rampNs));
        all.addAll(steps);
        return new RateProfile(all, lastRate);
    }

    /**
     * The rate that goes on after the last step.
     *
     * @return arrivals per second, more than 0
     */
    public double lastRate() {
        return lastRate;
    }

    /**
     * The highest rate that occurs.
     *
     * @return arrivals per second
     */
    public double highestRate() {
        double highest = lastRate;
        for (final Step step : steps) {
            highest = Math.max(highest, Math.max(step.fromRate(), step.toRate()));
        }
        return highest;
    }

    /**
     * How many arrivals are to be expected: the integral of the rate.
     *
     * @param untilNs from the start to this time, at least 0
     * @return mean number of arrivals
     */
    public double meanArrivals(final long untilNs) {
        int i = 0;
        while (i < steps.size() && untilNs > startNs[i + 1]) {
            i++;
        }
        final double ns = untilNs - startNs[i];
        return startCount[i] + (i < steps.size() ? steps.get(i).meanArrivals(ns) : lastRate * (ns / NS_PER_SECOND));
    }

    /**
     * More arrivals than there will be, whatever the process: for those who have to make room for all.
     *
     * @param untilNs from the start to this time, at least 0
     * @return a number of arrivals not much above the mean
     */
    public long mostArrivals(final long untilNs) {
        final double mean = meanArrivals(untilNs);
        return (long) (mean + DEVIATIONS * Math.sqrt(mean)) + SMALL_COUNT;
    }

    /** The step in which that many arrivals are reached, counted from 0; looked for from the given one on. */
    int stepOf(final double arrivals, final int from) {
        int i = from;
        // Also goes past steps without arrivals.
        while (i < steps.size() && arrivals >= startCount[i + 1]) {
            i++;
        }
        return i;
    }

    /** When that many arrivals are to be expected, which are reached in the given step. */
    double nsOf(final double arrivals, final int step) {
        final double more = arrivals - startCount[step];
        return startNs[step] + (step < steps.size() ? steps.get(step).nsOf(more) : more * NS_PER_SECOND / lastRate);
    }

    /** The canonical form, which {@link #parseSteps} reads. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        for (final Step step : steps) {
            text.append(SpecText.plain(step.fromRate()));
            if (!step.isConstant()) {
                text.append('-').append(SpecText.plain(step.toRate()));
            }
            text.append(':').append(SpecText.time(step.durationNs())).append(',');
        }
        text.append(SpecText.plain(lastRate));
        return text.toString();
    }
}
