package io.quorate.load.search;

import io.quorate.load.slo.ObjectiveResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds the highest rate that meets its objectives: doubles the rate until a load fails, halves the ratio between the last that passed and the
 * first that failed until they are near, and confirms the rate that is left by long loads, which count as one. From there it goes up by steps as
 * large as the resolution as long as that is confirmed, or down until it is, since the short loads before may have erred either way.
 *
 * <p><b>Threads.</b> One; {@link #run} blocks, once.
 *
 * <p><b>Guarantee.</b> A maximum is reported as found only if the confirming loads at it were valid and met the objectives together, and those a step above it
 * did not. Where the generator
 * could not make a load, tried twice, nothing is said about the target.
 */
public final class RateSearch {

    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SearchPlan plan;
    private final Prober prober;
    private final Consumer<Probe> onProbe;
    private final Settling settling;
    private final List<Probe> probes = new ArrayList<>();
    private double passing;
    private double failing;

    /**
     * Prepares a search.
     *
     * @param plan what to search
     * @param prober makes the loads
     * @param onProbe told of each that has ended
     */
    public RateSearch(final SearchPlan plan, final Prober prober, final Consumer<Probe> onProbe) {
        this.plan = plan;
        this.prober = prober;
        this.onProbe = onProbe;
        this.settling = new Settling(prober, plan.from(), plan.settle());
    }

    /**
     * Searches.
     *
     * @return what was found, also when it ended before
     * @throws InterruptedException if the thread is interrupted
     */
    public SearchResult run() throws InterruptedException {
        try {
            grow();
            narrow();
            return confirm();
        } catch (final SearchEnded ended) {
            return new SearchResult(plan, ended.end(), passing, failing, List.of(), probes, ended.getMessage());
        }
    }

    private void grow() throws SearchEnded, InterruptedException {
        double rate = plan.from();
        while (passes(rate)) {
            passing = rate;
            if (rate == plan.max()) {
                return;
            }
            rate = Math.min(2 * rate, plan.max());
        }
        failing = rate;
        if (passing == 0) {
            throw neverMet();
        }
    }

    private void narrow() throws SearchEnded, InterruptedException {
        while (failing > passing * (1 + plan.resolution())) {
            final double rate = Math.sqrt(passing * failing);
            if (passes(rate)) {
                passing = rate;
            } else {
                failing = rate;
            }
        }
    }

    private SearchResult confirm() throws SearchEnded, InterruptedException {
        final double step = 1 + plan.resolution();
        List<Probe> confirming = List.of();
        double refuted = 0;
        double rate = passing;
        while (refuted == 0 || confirming.isEmpty()) {
            final List<Probe> runs = new ArrayList<>();
            if (isConfirmed(rate, runs)) {
                confirming = runs;
                passing = rate;
                if (rate == plan.max()) {
                    break;
                }
                rate = Math.min(rate * step, plan.max());
            } else {
                refuted = rate;
                failing = rate;
                if (confirming.isEmpty()) {
                    passing = 0;
                    rate /= step;
                    if (rate < plan.from()) {
                        throw neverMet();
                    }
                }
            }
        }
        final SearchResult.End end =
                refuted == 0 ? SearchResult.End.LIMITED_BY_MAX : SearchResult.End.LIMITED_BY_SERVER;
        return new SearchResult(plan, end, passing, refuted, confirming, probes, null);
    }

    /** Whether long loads meet the objectives together; adds them. One that clearly does not ends it. */
    private boolean isConfirmed(final double rate, final List<Probe> runs) throws SearchEnded, InterruptedException {
        while (runs.size() < plan.confirmRuns()) {
            final Probe run = load(Probe.Kind.CONFIRM, rate, plan.confirm());
            runs.add(run);
            if (run.verdict() == Probe.Verdict.FAIL && run.early() != Probe.Early.NO) {
                return false;
            }
        }
        return SearchResult.together(plan, runs).stream().allMatch(ObjectiveResult::passed);
    }

    private SearchEnded neverMet() {
        return new SearchEnded(
                SearchResult.End.NEVER_MET,
                "the objectives are not met at " + SearchText.rate(plan.from())
                        + " either: begin at a lower rate, or ask for less");
    }

    private boolean passes(final double rate) throws SearchEnded, InterruptedException {
        return load(Probe.Kind.PROBE, rate, plan.probe()).verdict() == Probe.Verdict.PASS;
    }

    /** Makes a load; one that the generator could not make is tried again, since something else may have been in its way. */
    private Probe load(final Probe.Kind kind, final double rate, final Duration measure)
            throws SearchEnded, InterruptedException {
        final Probe first = loadOnce(kind, rate, measure);
        if (first.verdict() != Probe.Verdict.INVALID) {
            return first;
        }
        final Probe second = loadOnce(kind, rate, measure);
        final String invalid = second.invalid();
        if (invalid != null) {
            throw new SearchEnded(SearchResult.End.LIMITED_BY_GENERATOR, "at " + SearchText.rate(rate) + " " + invalid);
        }
        return second;
    }

    private Probe loadOnce(final Probe.Kind kind, final double rate, final Duration measure)
            throws SearchEnded, InterruptedException {
        settling.settle();
        final ProbeJudge judge =
                new ProbeJudge(plan.objectives(), rate, measure.toNanos() / NS_PER_SECOND, kind == Probe.Kind.PROBE);
        final ProbeResult result = prober.probe(rate, measure, judge);
        if (result.interrupted()) {
            throw new SearchEnded(SearchResult.End.INTERRUPTED, "interrupted at " + SearchText.rate(rate));
        }
        final Probe probe = judge.conclude(kind, rate, result);
        probes.add(probe);
        onProbe.accept(probe);
        return probe;
    }
}
