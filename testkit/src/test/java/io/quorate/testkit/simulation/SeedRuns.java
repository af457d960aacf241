package io.quorate.testkit.simulation;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Runs many seeds, each on one thread, on a few threads; adds up what happened and stops soon after the first failure. */
final class SeedRuns {

    private static final double NS_PER_SECOND = 1e9;
    private static final double SECONDS_PER_HOUR = 3_600;
    private static final int THREADS = 2;
    private static final long LONGEST_HOURS = 4;

    private final LongFunction<SimulationOptions> options;
    private final long rerunEvery;
    private final List<String> failures = new ArrayList<>();
    private final Map<FaultClass, Long> faults = new EnumMap<>(FaultClass.class);
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong cpuNs = new AtomicLong();
    private final long startNs = System.nanoTime();
    private long seeds;
    private long reruns;
    private long operations;
    private long events;
    private long virtualNs;
    private long busyNs;

    /** @param rerunEvery every so many seeds one is run twice, and must give the same hash */
    SeedRuns(final LongFunction<SimulationOptions> options, final long rerunEvery) {
        this.options = options;
        this.rerunEvery = rerunEvery;
    }

    /** Runs seeds; returns why the first ones failed, or nothing. */
    List<String> run(final long first, final long count) throws InterruptedException {
        next.set(first);
        final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < THREADS; i++) {
            threads.execute(() -> work(first + count));
        }
        threads.shutdown();
        if (!threads.awaitTermination(LONGEST_HOURS, TimeUnit.HOURS)) {
            threads.shutdownNow();
            failures.add("the seeds took more than " + LONGEST_HOURS + " h");
        }
        return failures;
    }

    private void work(final long end) {
        long seed = next.getAndIncrement();
        while (seed < end && !hasFailed()) {
            try {
                final SimulationReport report = Simulation.run(options.apply(seed));
                final boolean twice = seed % rerunEvery == 0;
                final boolean same =
                        !twice || Simulation.run(options.apply(seed)).eventHash() == report.eventHash();
                add(report, twice, same);
            } catch (final RuntimeException | Error e) {
                fail(seed, e.toString() + cause(e));
            }
            seed = next.getAndIncrement();
        }
        cpuNs.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    private static String cause(final Throwable error) {
        final StringBuilder text = new StringBuilder();
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            text.append("\n  caused by ").append(cause);
            for (int i = 0; i < Math.min(5, cause.getStackTrace().length); i++) {
                text.append("\n    at ").append(cause.getStackTrace()[i]);
            }
        }
        return text.toString();
    }

    private synchronized void add(final SimulationReport report, final boolean twice, final boolean same) {
        seeds++;
        reruns += twice ? 1 : 0;
        operations += report.history().operations().size();
        events += report.eventCount();
        virtualNs += report.virtualNs();
        busyNs += report.busyNs();
        report.faultCounts().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        if (!report.passed()) {
            fail(report.options().seed(), report.describe());
        }
        if (!same) {
            fail(report.options().seed(), "its second run had other events");
        }
    }

    private synchronized void fail(final long seed, final String why) {
        failures.add("seed " + seed
                + " failed; run it again with -Dtest=SimulationTest#shouldKeepPromisesOnEverySeed -Dquorate.seed="
                + seed
                + "\n" + why);
    }

    private synchronized boolean hasFailed() {
        return !failures.isEmpty();
    }

    synchronized long operations() {
        return operations;
    }

    /** Which classes of faults have happened. */
    synchronized Map<FaultClass, Long> faults() {
        return new EnumMap<>(faults);
    }

    synchronized String describe(final String what) {
        final double cpuSeconds = cpuNs.get() / NS_PER_SECOND;
        return String.format(
                "%s: %d seeds (%d of them twice), %d operations checked, %d events, %.1f virtual hours, %.1f of them busy,"
                        + " in %.0f s (%.0f s CPU): %.0f busy virtual seconds and %.0f operations per CPU second; faults %s: %s",
                what,
                seeds,
                reruns,
                operations,
                events,
                virtualNs / NS_PER_SECOND / SECONDS_PER_HOUR,
                busyNs / NS_PER_SECOND / SECONDS_PER_HOUR,
                (System.nanoTime() - startNs) / NS_PER_SECOND,
                cpuSeconds,
                busyNs / NS_PER_SECOND / cpuSeconds,
                operations / cpuSeconds,
                faults,
                failures.isEmpty() ? "no violation" : "VIOLATED");
    }
}
