package io.quorate.time;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The real world: system clocks, a seeded generator, and one daemon timer thread.
 *
 * <p><b>Threads.</b> Thread-safe. {@link #wakeAt} is lock-free, and costs one volatile read when an earlier wake-up is already due.
 *
 * <p><b>Guarantee.</b> A wake-up runs at or after its instant, usually within a millisecond of it.
 */
public final class SystemEnv implements Env {

    private static final long NOTHING_DUE = Long.MAX_VALUE;
    private static final long LONGEST_PARK_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_TIMEOUT_MS = 5_000;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** Instants are kept relative to this origin, so that plain comparison works although nanoTime may wrap. */
    private final long originNs = System.nanoTime();

    private final AtomicLong dueNs = new AtomicLong(NOTHING_DUE);
    private final AtomicLong randomState = new AtomicLong(new SecureRandom().nextLong());
    private final AtomicBoolean closed = new AtomicBoolean();
    private final String threadName;
    private volatile @Nullable Thread thread;

    /**
     * Creates the environment; its thread starts with {@link #start}.
     *
     * @param threadName name of the timer thread
     */
    public SystemEnv(final String threadName) {
        this.threadName = threadName;
    }

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public long wallMs() {
        return System.currentTimeMillis();
    }

    /** {@inheritDoc} SplitMix64 over a shared counter, seeded from the system's secure source. */
    @Override
    public long random() {
        long z = randomState.getAndAdd(GOLDEN_GAMMA) + GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public void wakeAt(final long atNs) {
        final long relativeNs = Math.max(0, atNs - originNs);
        long current = dueNs.get();
        while (relativeNs < current) {
            if (dueNs.compareAndSet(current, relativeNs)) {
                LockSupport.unpark(thread);
                return;
            }
            current = dueNs.get();
        }
    }

    @Override
    public void start(final Runnable onWake) {
        if (thread != null) {
            throw new IllegalStateException(
                    "the environment was started already: one environment serves one client or node");
        }
        final Thread timer = new Thread(() -> run(onWake), threadName);
        timer.setDaemon(true);
        thread = timer;
        timer.start();
    }

    @Override
    public void close() {
        closed.set(true);
        final Thread timer = thread;
        if (timer == null || timer == Thread.currentThread()) {
            return;
        }
        LockSupport.unpark(timer);
        try {
            timer.join(CLOSE_TIMEOUT_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(final Runnable onWake) {
        while (!closed.get()) {
            final long due = dueNs.get();
            final long waitNs = due == NOTHING_DUE ? LONGEST_PARK_NS : due - (System.nanoTime() - originNs);
            if (waitNs > 0) {
                LockSupport.parkNanos(this, Math.min(waitNs, LONGEST_PARK_NS));
            } else if (dueNs.compareAndSet(due, NOTHING_DUE)) {
                onWake.run();
            }
        }
    }
}
