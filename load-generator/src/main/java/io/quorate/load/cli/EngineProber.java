package io.quorate.load.cli;

import io.quorate.load.engine.LoadEngine;
import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.LoadProgress;
import io.quorate.load.engine.LoadResult;
import io.quorate.load.engine.OperationCheck;
import io.quorate.load.engine.Target;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.report.RunSummary;
import io.quorate.load.report.Verdict;
import io.quorate.load.search.EarlyStop;
import io.quorate.load.search.ProbeResult;
import io.quorate.load.search.Prober;
import io.quorate.load.slo.Observed;
import io.quorate.load.slo.ResponseTimes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Puts a target that is open under one load after the other.
 *
 * <p><b>Threads.</b> One makes loads; any calls {@link #stop}.
 */
final class EngineProber implements Prober {

    private static final long LONGEST_REST_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long REST_PARK_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double MEDIAN = 50;

    /** Plans an open-loop load. */
    @FunctionalInterface
    interface Planner {

        /**
         * Plans one.
         *
         * @param number which load it is, from 0; each has arrivals of its own
         * @param rate operations per second
         * @param measure how long
         */
        LoadPlan plan(int number, double rate, Duration measure);
    }

    private final CountedTarget target;
    private final Planner planner;
    private final BooleanSupplier stopRequested;
    private final NanoClock clock;
    private int number;
    private volatile @Nullable LoadEngine running;

    EngineProber(
            final Target target, final Planner planner, final BooleanSupplier stopRequested, final NanoClock clock) {
        this.target = new CountedTarget(target);
        this.planner = planner;
        this.stopRequested = stopRequested;
        this.clock = clock;
    }

    /** Stops the load that is being made. The caller sees to it that there is no other. */
    void stop() {
        final LoadEngine engine = running;
        if (engine != null) {
            engine.stop();
        }
    }

    @Override
    public ProbeResult probe(final double rate, final Duration measure, final EarlyStop stop) {
        final LoadPlan plan = planner.plan(number++, rate, measure);
        final RunRecorder recorder = new RunRecorder();
        final LoadEngine engine = new LoadEngine(plan, target, OperationCheck.NONE, recorder, clock);
        running = engine;
        if (stopRequested.getAsBoolean()) {
            engine.stop();
        }
        final LoadResult result = engine.run(now -> second(plan, engine, recorder, now, stop));
        running = null;
        recorder.endInterval(interval -> {});
        final RunSummary summary = RunSummary.of(plan, result, recorder, null);
        return new ProbeResult(
                Observed.of(recorder, summary.seconds()),
                invalid(summary.verdict()),
                doubt(summary.verdict()),
                stopRequested.getAsBoolean());
    }

    private static void second(
            final LoadPlan plan,
            final LoadEngine engine,
            final RunRecorder recorder,
            final LoadProgress now,
            final EarlyStop stop) {
        recorder.endInterval(interval -> {});
        final long measuredNs = now.elapsedNs() - plan.warmupNs();
        // The last look comes when the load is over: it is judged as a whole then.
        if (measuredNs >= NS_PER_SECOND && now.elapsedNs() < plan.totalNs()) {
            final Observed soFar = Observed.of(recorder, measuredNs / NS_PER_SECOND);
            if (stop.onSecond(soFar, now.queued() + now.inFlight())) {
                engine.stop();
            }
        }
    }

    private static @Nullable String invalid(final Verdict verdict) {
        return switch (verdict.status()) {
            case INVALID -> String.join("; ", verdict.reasons());
            case NONE -> "no operation was due: measure for longer";
            default -> null;
        };
    }

    private static @Nullable String doubt(final Verdict verdict) {
        return verdict.status() == Verdict.Status.SUSPECT ? String.join("; ", verdict.reasons()) : null;
    }

    @Override
    public long settle(final double rate, final Duration measure) {
        final long restUntilNs = clock.nanoTime() + LONGEST_REST_NS;
        while (target.underWay() > 0 && !stopRequested.getAsBoolean()) {
            if (clock.nanoTime() - restUntilNs >= 0) {
                return Long.MAX_VALUE;
            }
            LockSupport.parkNanos(this, REST_PARK_NS);
        }
        if (stopRequested.getAsBoolean()) {
            return 0;
        }
        final Observed light = probe(rate, measure, (soFar, backlog) -> false).observed();
        return ResponseTimes.percentile(light, null, MEDIAN);
    }
}
