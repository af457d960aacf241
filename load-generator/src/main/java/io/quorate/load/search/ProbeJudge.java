package io.quorate.load.search;

import io.quorate.load.slo.Objective;
import io.quorate.load.slo.ObjectiveResult;
import io.quorate.load.slo.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Judges one load, and stops it as soon as its verdict is clear: when the interval around the share of misses excludes what an objective
 * allows, or when more work has piled up than can be answered in time.
 *
 * <p>That a load passes is clear late only, after half of its time: a queue that grows slowly shows in response times when it has grown. So it
 * is not clear either while the backlog grows.
 *
 * <p><b>Threads.</b> One. <b>Guarantee.</b> One look errs with a probability of {@link Confidence#ALPHA}, if the load is as it will be.
 */
final class ProbeJudge implements EarlyStop {

    private static final int LEAST_BATCHES_TO_FAIL = 3;
    private static final int LEAST_BATCHES_TO_PASS = 5;
    private static final double MOST_QUEUED_S = 2;
    private static final double LEAST_QUEUED = 10;
    private static final double GROWTH = 2;
    private static final int UNREMARKABLE_BACKLOG = 5;
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<Objective> objectives;
    private final List<EffectiveSize> sizes = new ArrayList<>();
    private final long[] lastMisses;
    private final long[] lastTotals;
    private final List<Long> backlogs = new ArrayList<>();
    private final int leastToPass;
    private final double mostBacklog;
    private Probe.Early early = Probe.Early.NO;
    private boolean passedEarly;

    /**
     * Before a load.
     *
     * @param objectives what it must meet
     * @param rate operations per second
     * @param seconds how long it will be if it is not stopped
     * @param mayPassEarly whether to stop it when it is clear that it passes
     */
    ProbeJudge(final List<Objective> objectives, final double rate, final double seconds, final boolean mayPassEarly) {
        this.objectives = objectives;
        this.lastMisses = new long[objectives.size()];
        this.lastTotals = new long[objectives.size()];
        this.leastToPass =
                mayPassEarly ? Math.max(LEAST_BATCHES_TO_PASS, (int) Math.ceil(seconds / 2)) : Integer.MAX_VALUE;
        long longestNs = 0;
        for (final Objective objective : objectives) {
            sizes.add(new EffectiveSize());
            longestNs = Math.max(longestNs, objective.limitNs());
        }
        // Operations that may take long are under way for long, which is no queue.
        this.mostBacklog = Math.max(LEAST_QUEUED, rate * (MOST_QUEUED_S + longestNs / NS_PER_SECOND));
    }

    @Override
    public boolean onSecond(final Observed soFar, final long backlog) {
        backlogs.add(backlog);
        boolean allPass = true;
        boolean anyFails = false;
        for (int i = 0; i < objectives.size(); i++) {
            final Objective objective = objectives.get(i);
            if (objective.isProportion()) {
                final long misses = objective.misses(soFar);
                final long total = objective.total(soFar);
                sizes.get(i).add(misses - lastMisses[i], total - lastTotals[i]);
                lastMisses[i] = misses;
                lastTotals[i] = total;
                anyFails |= isClearlyMissed(objective, sizes.get(i));
                allPass &= isClearlyMet(objective, sizes.get(i));
            } else {
                allPass &= objective.judge(soFar).passed();
            }
        }
        if (backlog > mostBacklog) {
            early = Probe.Early.QUEUE;
        } else if (anyFails) {
            early = Probe.Early.DECIDED;
        } else if (allPass && backlogs.size() >= leastToPass && !backlogGrows()) {
            early = Probe.Early.DECIDED;
            passedEarly = true;
        }
        return early != Probe.Early.NO;
    }

    private static boolean isClearlyMissed(final Objective objective, final EffectiveSize size) {
        if (objective.allowedShare() == 0) {
            return size.misses() > 0;
        }
        return size.batches() >= LEAST_BATCHES_TO_FAIL && interval(size).isAbove(objective.allowedShare());
    }

    private boolean isClearlyMet(final Objective objective, final EffectiveSize size) {
        return size.batches() >= leastToPass && interval(size).isBelow(objective.allowedShare());
    }

    private static WilsonInterval interval(final EffectiveSize size) {
        return WilsonInterval.of(size.share(), size.size(), Confidence.quantile(size.batches() - 1));
    }

    private boolean backlogGrows() {
        final int half = backlogs.size() / 2;
        long first = 0;
        long second = 0;
        for (int i = 0; i < half; i++) {
            first += backlogs.get(i);
            second += backlogs.get(backlogs.size() - 1 - i);
        }
        return second > GROWTH * first + (double) UNREMARKABLE_BACKLOG * half;
    }

    /** What came of the load, which has ended. */
    Probe conclude(final Probe.Kind kind, final double rate, final ProbeResult result) {
        return conclude(kind, rate, result, objectives);
    }

    /** What came of the load, held against other objectives than those that could stop it. */
    Probe conclude(
            final Probe.Kind kind, final double rate, final ProbeResult result, final List<Objective> heldAgainst) {
        final List<ObjectiveResult> results = new ArrayList<>();
        boolean passed = true;
        for (final Objective objective : heldAgainst) {
            final ObjectiveResult judged = objective.judge(result.observed());
            results.add(judged);
            passed &= judged.passed();
        }
        final Probe.Verdict verdict;
        if (result.invalid() != null) {
            verdict = Probe.Verdict.INVALID;
        } else if (early == Probe.Early.NO) {
            verdict = passed ? Probe.Verdict.PASS : Probe.Verdict.FAIL;
        } else {
            verdict = passedEarly ? Probe.Verdict.PASS : Probe.Verdict.FAIL;
        }
        return new Probe(kind, rate, result.observed(), results, verdict, early, result.invalid());
    }
}
