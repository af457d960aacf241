package io.quorate.load.engine;

import io.quorate.load.record.RunRecorder;
import io.quorate.load.workload.Arrivals;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Puts a target under an open-loop load: one thread paces, the threads of the target record.
 *
 * <p><b>Threads.</b> {@link #run} blocks until the load has ended, and calls its observer on the calling thread once a second;
 * {@link #stop} may be called by any thread.
 *
 * <p><b>Allocation.</b> None per operation in steady state.
 *
 * <p><b>Guarantee.</b> Every operation that was due is recorded once: ended, unfinished or unsent. Nothing is sent later than the drain time, or
 * 100 ms if that is longer, after the last arrival; then the run ends, also when this program or the target cannot keep up with the rate.
 */
public final class LoadEngine {

    private static final long TICK_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PARK_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long BLOCKED_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int CORES_THAT_MAY_SPIN = 3;
    private static final long SPIN_NS = TimeUnit.MICROSECONDS.toNanos(80);
    private static final long NO_SPIN_NS = TimeUnit.MICROSECONDS.toNanos(10);

    private final LoadPlan plan;
    private final NanoClock clock;
    private final SlotPool pool;
    private final Pacer pacer;
    private final Arrivals walked;
    private final long startNs;
    private final long spinNs =
            Runtime.getRuntime().availableProcessors() >= CORES_THAT_MAY_SPIN ? SPIN_NS : NO_SPIN_NS;
    private final CountDownLatch ended = new CountDownLatch(1);
    private long walkedDue;
    private long walkedNextNs;
    private long lastDueNs;
    private long lastElapsedNs;
    private boolean interrupted;
    private boolean threadInterrupted;
    private volatile boolean stopping;
    private volatile @Nullable Throwable fault;
    private volatile @Nullable Thread pacerThread;

    /**
     * Prepares a load, which starts at once: {@link #run} should follow.
     *
     * @param plan what load to make
     * @param target what is put under load
     * @param check judges what it answers
     * @param recorder takes the times
     * @param clock of all times
     */
    public LoadEngine(
            final LoadPlan plan,
            final Target target,
            final OperationCheck check,
            final RunRecorder recorder,
            final NanoClock clock) {
        this.plan = plan;
        this.clock = clock;
        this.pool = new SlotPool(plan, target, check, recorder, clock);
        this.walked = plan.schedule().arrivals();
        this.walkedNextNs = walked.nextNs();
        this.startNs = clock.nanoTime();
        this.lastDueNs = startNs + plan.totalNs();
        this.pacer = new Pacer(plan, pool, recorder, clock, startNs);
    }

    /**
     * Makes the load.
     *
     * @param onSecond told how far it is, at every full second after the warm-up and before, and once at the end
     * @return what came of it
     */
    public LoadResult run(final Consumer<LoadProgress> onSecond) {
        final Thread thread = new Thread(this::pace, "quorate-pacer");
        thread.setDaemon(true);
        pacerThread = thread;
        thread.start();
        try {
            observe(onSecond);
        } finally {
            // After a failure of the observer nobody would wait for the rest.
            stop();
        }
        if (threadInterrupted) {
            Thread.currentThread().interrupt();
        }
        onSecond.accept(progress());
        final Throwable failure = fault;
        if (failure != null) {
            throw new IllegalStateException("the pacer failed: " + failure, failure);
        }
        final long measuredNs = Math.max(0, lastDueNs - startNs - plan.warmupNs());
        return new LoadResult(
                measuredNs,
                pacer.offered(),
                pacer.sentMeasured(),
                pacer.overdue(),
                pacer.blockedNs(),
                pacer.lateness(),
                interrupted);
    }

    /** Sends nothing more; what is under way is waited for as after the last arrival. Idempotent. */
    public void stop() {
        stopping = true;
        LockSupport.unpark(pacerThread);
    }

    private void observe(final Consumer<LoadProgress> onSecond) {
        final long firstNs = plan.warmupNs() % TICK_NS;
        long tickNs = startNs + (firstNs == 0 ? TICK_NS : firstNs);
        while (!awaitEnd(tickNs)) {
            if (clock.nanoTime() - tickNs >= 0) {
                onSecond.accept(progress());
                tickNs += TICK_NS;
            }
        }
    }

    private boolean awaitEnd(final long untilNs) {
        try {
            return ended.await(Math.max(0, untilNs - clock.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (final InterruptedException e) {
            // The wait for the pacer goes on, which ends soon.
            threadInterrupted = true;
            stop();
            return false;
        }
    }

    private void pace() {
        try {
            sendAll();
            pacer.giveUp(lastDueNs);
            final long drainEndNs = lastDueNs + plan.drainNs();
            int inFlight = pool.inFlight();
            while (inFlight > 0 && clock.nanoTime() - drainEndNs < 0) {
                pool.awaitEnd(inFlight, BLOCKED_PARK_NS);
                inFlight = pool.inFlight();
            }
            pool.abandonAll();
        } catch (final RuntimeException | Error failure) {
            fault = failure;
        } finally {
            ended.countDown();
        }
    }

    private void sendAll() {
        while (true) {
            if (stopping) {
                interrupted = true;
                lastDueNs = Math.min(lastDueNs - startNs, clock.nanoTime() - startNs) + startNs;
                return;
            }
            final long next = pacer.run();
            if (next == Pacer.EXHAUSTED) {
                return;
            }
            final long overNs = clock.nanoTime() - lastDueNs;
            if (next == Pacer.BLOCKED) {
                if (overNs >= plan.drainNs()) {
                    return;
                }
                pool.awaitEnd(plan.maxInFlight(), BLOCKED_PARK_NS);
            } else if (overNs >= Math.max(plan.drainNs(), Pacer.GRACE_NS)) {
                // Too slow for the rate. The last arrivals get their moment even if there is no drain.
                return;
            } else {
                waitUntil(next);
            }
        }
    }

    /** Parking wakes up some 60 µs late; where there are cores to spare the last stretch is spun. */
    private void waitUntil(final long dueNs) {
        final long remainingNs = dueNs - clock.nanoTime();
        if (remainingNs > spinNs) {
            LockSupport.parkNanos(this, Math.min(remainingNs - spinNs, LONGEST_PARK_NS));
        } else {
            while (dueNs - clock.nanoTime() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    private LoadProgress progress() {
        final long elapsedNs = clock.nanoTime() - startNs;
        final long dueByNs = Math.min(elapsedNs, plan.totalNs());
        while (walkedNextNs <= dueByNs && walkedNextNs < plan.totalNs()) {
            walkedDue++;
            walkedNextNs = walked.nextNs();
        }
        final int inFlight = pool.inFlight();
        // What is shown happened between the last look and this one.
        final LoadProgress.Phase phase = phase(lastElapsedNs + (elapsedNs - lastElapsedNs) / 2);
        lastElapsedNs = elapsedNs;
        return new LoadProgress(phase, elapsedNs, walkedDue, pacer.sent(), inFlight, inFlight >= plan.maxInFlight());
    }

    private LoadProgress.Phase phase(final long elapsedNs) {
        if (elapsedNs <= plan.warmupNs()) {
            return LoadProgress.Phase.WARMUP;
        }
        return elapsedNs <= plan.totalNs() ? LoadProgress.Phase.LOAD : LoadProgress.Phase.DRAIN;
    }
}
