package io.quorate.load.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds the highest rate that meets its objectives: doubles the rate until a load fails, halves the ratio between the last that passed and the
 * first that failed until they are near, and confirms the rate that is left by long loads, a step as large as the resolution lower if one of
 * them fails.
 *
 * <p><b>Threads.</b> One; {@link #run} blocks, once.
 *
 * <p><b>Guarantee.</b> A maximum is reported as found only if all confirming loads at it were valid and met the objectives. Where the generator
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
        double rate = passing;
        while (rate >= plan.from()) {
            final List<Probe> runs = new ArrayList<>();
            while (runs.size() < plan.confirmRuns()) {
                final Probe run = load(Probe.Kind.CONFIRM, rate, plan.confirm());
                if (run.verdict() != Probe.Verdict.PASS) {
                    break;
                }
                runs.add(run);
            }
            if (runs.size() == plan.confirmRuns()) {
                final SearchResult.End end =
                        failing == 0 ? SearchResult.End.LIMITED_BY_MAX : SearchResult.End.LIMITED_BY_SERVER;
                return new SearchResult(plan, end, rate, failing, runs, probes, null);
            }
            failing = rate;
            rate *= 1 - plan.resolution();
            passing = rate >= plan.from() ? rate : 0;
        }
        throw neverMet();
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
