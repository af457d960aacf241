package io.quorate.load.engine;

import io.quorate.load.record.Histograms;
import io.quorate.load.record.RunRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Puts a target under load: pacers send, the threads of the target record.
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

    private final LoadPlan plan;
    private final NanoClock clock;
    private final List<Lane> lanes = new ArrayList<>();
    private final TraceCursor walked;
    private final long startNs;
    private final CountDownLatch ended;
    private long walkedDue;
    private long lastElapsedNs;
    private boolean threadInterrupted;
    private volatile boolean stopping;
    private volatile long stoppedNs;
    private volatile boolean interrupted;
    private volatile boolean aborted;
    private volatile @Nullable Throwable fault;

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
        this.ended = new CountDownLatch(plan.pacers());
        final List<SlotPool> pools = new ArrayList<>();
        for (int i = 0; i < plan.pacers(); i++) {
            pools.add(new SlotPool(plan, i, target, check, recorder, clock));
        }
        this.walked = new TraceCursor(plan, 0, 1);
        this.startNs = clock.nanoTime();
        for (int i = 0; i < pools.size(); i++) {
            final Sender sender = plan.closed()
                    ? new ClosedPacer(plan, i, pools.get(i), clock, startNs)
                    : new Pacer(plan, i, pools.get(i), recorder, clock, startNs);
            lanes.add(new Lane(sender, pools.get(i), i));
        }
    }

    /**
     * When it started.
     *
     * @return by its clock
     */
    public long startNs() {
        return startNs;
    }

    /**
     * Makes the load.
     *
     * @param onSecond told how far it is, at every full second after the warm-up and before, and once at the end
     * @return what came of it
     */
    public LoadResult run(final Consumer<LoadProgress> onSecond) {
        lanes.forEach(Lane::start);
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
        return result();
    }

    private LoadResult result() {
        final Histogram lateness = Histograms.empty();
        long lastDueNs = startNs;
        long offered = 0;
        long sent = 0;
        long overdue = 0;
        long blockedNs = 0;
        for (final Lane lane : lanes) {
            lateness.add(lane.sender.lateness());
            lastDueNs = Math.max(lastDueNs - startNs, lane.lastDueNs - startNs) + startNs;
            offered += lane.sender.offered();
            sent += lane.sender.sentMeasured();
            overdue += lane.sender.overdue();
            blockedNs = Math.max(blockedNs, lane.sender.blockedNs());
        }
        final long measuredNs = Math.max(0, lastDueNs - startNs - plan.warmupNs());
        return new LoadResult(
                measuredNs, offered, sent, overdue, blockedNs, lateness, interrupted && !aborted, aborted);
    }

    /** Sends nothing more; what is under way is waited for as after the last arrival. Idempotent. */
    public void stop() {
        if (!stopping) {
            stoppedNs = clock.nanoTime();
            stopping = true;
        }
        lanes.forEach(Lane::wake);
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
            // The wait for the pacers goes on, which ends soon.
            threadInterrupted = true;
            stop();
            return false;
        }
    }

    private LoadProgress progress() {
        final long elapsedNs = clock.nanoTime() - startNs;
        int inFlight = 0;
        long sent = 0;
        boolean atCap = false;
        for (final Lane lane : lanes) {
            final int ownInFlight = lane.pool.inFlight();
            inFlight += ownInFlight;
            sent += lane.sender.sent();
            atCap |= ownInFlight >= lane.pool.capacity();
        }
        if (plan.closed()) {
            walkedDue = sent;
        } else {
            while (!walked.isEnded() && walked.offsetNs() <= elapsedNs) {
                walkedDue++;
                walked.next();
            }
        }
        // What is shown happened between the last look and this one.
        final LoadProgress.Phase phase = phase(lastElapsedNs + (elapsedNs - lastElapsedNs) / 2);
        lastElapsedNs = elapsedNs;
        return new LoadProgress(phase, elapsedNs, walkedDue, sent, inFlight, atCap && !plan.closed());
    }

    private LoadProgress.Phase phase(final long elapsedNs) {
        if (elapsedNs <= plan.warmupNs()) {
            return LoadProgress.Phase.WARMUP;
        }
        return elapsedNs <= plan.totalNs() ? LoadProgress.Phase.LOAD : LoadProgress.Phase.DRAIN;
    }

    /** A pacer's thread, and what it sends with. */
    private final class Lane implements Runnable {

        private final Sender sender;
        private final SlotPool pool;
        private final Thread thread;
        private long lastDueNs;

        Lane(final Sender sender, final SlotPool pool, final int number) {
            this.sender = sender;
            this.pool = pool;
            this.lastDueNs = startNs + plan.totalNs();
            this.thread = new Thread(this, "quorate-pacer-" + number);
            this.thread.setDaemon(true);
        }

        void start() {
            thread.start();
        }

        void wake() {
            LockSupport.unpark(thread);
        }

        @Override
        public void run() {
            try {
                sendAll();
                sender.giveUp(lastDueNs);
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
                    endAt(stoppedNs);
                    return;
                }
                final long next = sender.run();
                if (next == Sender.EXHAUSTED) {
                    if (plan.operations() != Long.MAX_VALUE) {
                        endAt(sender.lastDueNs());
                    }
                    return;
                }
                if (next == Sender.ABORTED) {
                    aborted = true;
                    endAt(clock.nanoTime());
                    LoadEngine.this.stop();
                    return;
                }
                final long overNs = clock.nanoTime() - lastDueNs;
                if (next == Sender.BLOCKED) {
                    if (overNs >= (plan.closed() ? 0 : plan.drainNs())) {
                        return;
                    }
                    pool.awaitEnd(pool.capacity(), BLOCKED_PARK_NS);
                } else if (overNs >= Math.max(plan.drainNs(), Sender.GRACE_NS)) {
                    // Too slow for the rate. The last arrivals get their moment even if there is no drain.
                    return;
                } else {
                    waitUntil(next);
                }
            }
        }

        /** The load ends before its time, unless that is over. */
        private void endAt(final long ns) {
            lastDueNs = Math.min(lastDueNs - startNs, ns - startNs) + startNs;
        }

        private void waitUntil(final long dueNs) {
            final long remainingNs = dueNs - clock.nanoTime();
            final long spinNs = plan.waiting().spinNs();
            if (remainingNs > spinNs) {
                LockSupport.parkNanos(LoadEngine.this, Math.min(remainingNs - spinNs, LONGEST_PARK_NS));
            } else {
                while (dueNs - clock.nanoTime() > 0 && !stopping) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
