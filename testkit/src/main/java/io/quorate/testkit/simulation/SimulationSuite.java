package io.quorate.testkit.simulation;

import io.quorate.testkit.check.Staleness;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs many seeds, several at a time, and adds up what comes out. One seed in twenty is run twice, to see that it gives the same events.
 *
 * <p>In a test:
 *
 * <pre>{@code
 * SuiteReport report = new SimulationSuite(SuiteOptions.ofSeeds(0, 500), SuiteListener.NONE).run();
 * assertTrue(report.passed(), () -> report.failures().toString());
 * }</pre>
 *
 * <p><b>Threads.</b> {@link #run} blocks, and may be called once; {@link #stop} may be called by any thread. <b>Errors.</b> A simulated program that
 * fails is a failure of its seed; settings that are not valid are thrown as they come.
 */
public final class SimulationSuite {

    /** One seed of so many is run twice. */
    public static final int REPEATED_ONE_OF = 20;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private final Object lock = new Object();
    private final SuiteOptions options;
    private final SuiteListener listener;
    private final SuiteTotals totals;
    private long begun;
    private boolean stopped;
    private @Nullable Throwable fault;

    /**
     * Prepares a suite.
     *
     * @param options what to run
     * @param listener who wants to know how it gets on
     */
    public SimulationSuite(final SuiteOptions options, final SuiteListener listener) {
        this.options = options;
        this.listener = listener;
        this.totals = new SuiteTotals(options);
    }

    /**
     * Runs the seeds.
     *
     * @return what came out
     * @throws InterruptedException if the thread is interrupted; seeds that are under way end first
     */
    public SuiteReport run() throws InterruptedException {
        final long startNs = System.nanoTime();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < options.threads(); i++) {
            final Thread thread = new Thread(this::work, "quorate-simulation-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        boolean interrupted = false;
        for (final Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (final InterruptedException e) {
                    interrupted = true;
                    stop();
                }
            }
        }
        if (interrupted) {
            throw new InterruptedException("interrupted while seeds were running");
        }
        synchronized (lock) {
            if (fault instanceof Error error) {
                throw error;
            }
            if (fault != null) {
                throw (RuntimeException) fault;
            }
            return totals.report(System.nanoTime() - startNs, stopped);
        }
    }

    /** Begins no further seed; {@link #run} returns when those under way have ended. */
    public void stop() {
        synchronized (lock) {
            stopped = true;
        }
    }

    private void work() {
        final long cpuBeforeNs = cpuNs();
        try {
            for (long index = next(); index >= 0; index = next()) {
                runSeed(index);
            }
        } catch (final RuntimeException | Error e) {
            synchronized (lock) {
                fault = fault == null ? e : fault;
            }
        } finally {
            final long cpuNs = cpuNs() - cpuBeforeNs;
            synchronized (lock) {
                totals.addCpu(cpuNs);
            }
        }
    }

    /** Which seed is next, -1 for none. Seeds below one that fails are always run, so that the lowest failure does not depend on threads. */
    private long next() {
        synchronized (lock) {
            final boolean isOver = stopped
                    || fault != null
                    || begun == options.seedCount()
                    || (totals.failureCount() > 0 && !options.keepGoing());
            return isOver ? -1 : begun++;
        }
    }

    private void runSeed(final long index) {
        final SeedRun run = SeedRun.of(options.of(options.firstSeed() + index));
        final SimulationReport report = run.report();
        final Staleness figures = new Staleness();
        SimulationFailure failure = run.failure();
        final boolean isRepeated = report != null && index % REPEATED_ONE_OF == 0;
        if (report != null) {
            figures.add(report.history());
            if (isRepeated) {
                final SimulationFailure difference = SeedRun.differs(report);
                failure = difference == null ? failure : difference;
            }
        }
        synchronized (lock) {
            totals.countSeed();
            if (report != null) {
                totals.add(report, figures);
                if (isRepeated) {
                    totals.addRepetition(report.virtualNs());
                }
            }
            if (failure != null) {
                totals.add(failure);
                listener.onFailure(failure);
            }
            listener.onSeed(totals.seeds(), totals.failureCount());
        }
    }

    private static long cpuNs() {
        return CPU.isCurrentThreadCpuTimeSupported() ? CPU.getCurrentThreadCpuTime() : 0;
    }
}
