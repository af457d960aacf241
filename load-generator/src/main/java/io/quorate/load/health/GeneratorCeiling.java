package io.quorate.load.health;

import io.quorate.load.engine.LoadEngine;
import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.LoadResult;
import io.quorate.load.engine.OperationCheck;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.target.NoOpTarget;
import io.quorate.load.workload.Mix;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.Schedule;
import io.quorate.load.workload.Workload;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how many operations per second the generator can make when the target takes no time, and how punctual it is at half of that.
 *
 * <p><b>Threads.</b> {@link #measure} blocks; {@link #stop} may be called by any thread.
 *
 * <p><b>Guarantee.</b> Ends within a bounded time: the rate is doubled, a step each, until it is far from held.
 */
public final class GeneratorCeiling {

    private static final long SEED = 1;
    private static final int KEYS = 10_000;
    private static final int VALUE_BYTES = 128;
    private static final int MAX_IN_FLIGHT = 64;
    private static final double FIRST_RATE = 200_000;
    private static final double HIGHEST_RATE = 100_000_000;

    /** What a stall of the machine alone does not explain. */
    private static final double FAR_FROM_HELD = 0.6;

    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long WARMUP_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LATENESS_NS = TimeUnit.SECONDS.toNanos(3);

    private final long stepNs;
    private final Workload workload = new Workload(SEED, Mix.parse("get=95,put=5"), KEYS, VALUE_BYTES);
    private @Nullable LoadEngine running;
    private boolean stopped;

    /** Prepares a measurement of some eight seconds. */
    public GeneratorCeiling() {
        this(STEP_NS);
    }

    GeneratorCeiling(final long stepNs) {
        this.stepNs = stepNs;
    }

    /**
     * Measures.
     *
     * @return what the generator can do
     * @throws CancellationException if it was stopped
     */
    public Ceiling measure() {
        double most = 0;
        double rate = FIRST_RATE;
        double share = 1;
        // The lower steps also warm up what the higher ones need.
        while (share > FAR_FROM_HELD && rate <= HIGHEST_RATE) {
            final double done = done(rate);
            most = Math.max(most, done);
            share = done / rate;
            rate *= 2;
        }
        return atHalf(most);
    }

    /** Ends a measurement under way. */
    public void stop() {
        final LoadEngine engine;
        synchronized (this) {
            stopped = true;
            engine = running;
        }
        if (engine != null) {
            engine.stop();
        }
    }

    private double done(final double rate) {
        final RunRecorder recorder = new RunRecorder();
        run(
                LoadPlan.builder(workload, Schedule.poisson(SEED, rate))
                        .durationNs(stepNs)
                        .maxInFlight(MAX_IN_FLIGHT)
                        .build(),
                recorder,
                null);
        long done = 0;
        for (final OperationType type : OperationType.values()) {
            done += recorder.succeededInWindow(type);
        }
        return done * (double) TimeUnit.SECONDS.toNanos(1) / stepNs;
    }

    private Ceiling atHalf(final double most) {
        final double rate = most / 2;
        final PacerAllocation allocation = new PacerAllocation();
        final LoadPlan plan = LoadPlan.builder(workload, Schedule.poisson(SEED, rate))
                .warmupNs(WARMUP_NS)
                .durationNs(LATENESS_NS)
                .maxInFlight(MAX_IN_FLIGHT)
                .build();
        final LoadResult result = run(plan, new RunRecorder(), allocation);
        return new Ceiling(most, rate, result.lateness(), allocation.bytesPerOperation());
    }

    private LoadResult run(
            final LoadPlan plan, final RunRecorder recorder, final @Nullable PacerAllocation allocation) {
        final LoadEngine engine;
        synchronized (this) {
            throwIfStopped();
            engine = new LoadEngine(plan, new NoOpTarget(), OperationCheck.NONE, recorder, SystemNanoClock.INSTANCE);
            running = engine;
        }
        final LoadResult result = engine.run(progress -> {
            if (allocation != null) {
                allocation.second(progress.sent());
            }
        });
        throwIfStopped();
        return result;
    }

    private synchronized void throwIfStopped() {
        if (stopped) {
            throw new CancellationException("the measurement was stopped");
        }
    }
}
