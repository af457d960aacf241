package io.quorate.engine;

import io.quorate.time.Env;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A world whose time moves only when the test says so; wake-ups run on the thread that moves it. */
final class ManualEnv implements Env {

    static final long MS = 1_000_000L;
    static final long WALL_MS = 1_700_000_000_000L;

    private static final long NOTHING_DUE = Long.MAX_VALUE;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** Before zero, as {@code System.nanoTime()} may be. */
    private final AtomicLong nowNs = new AtomicLong(-3_600_000_000_000L);

    private final AtomicLong dueNs = new AtomicLong(NOTHING_DUE);
    private final AtomicLong randomState = new AtomicLong(42);
    private volatile Runnable onWake = () -> {};
    private volatile long wallOffsetMs;
    private volatile boolean closed;
    /** How often either clock was read. */
    final AtomicInteger nowReads = new AtomicInteger();

    final AtomicInteger wallReads = new AtomicInteger();

    @Override
    public long nowNs() {
        nowReads.incrementAndGet();
        return nowNs.get();
    }

    @Override
    public long wallMs() {
        wallReads.incrementAndGet();
        return WALL_MS + wallOffsetMs;
    }

    void wallMs(final long wallMs) {
        wallOffsetMs = wallMs - WALL_MS;
    }

    @Override
    public long random() {
        long z = randomState.getAndAdd(GOLDEN_GAMMA) + GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public void wakeAt(final long atNs) {
        long current = dueNs.get();
        while (atNs < current && !dueNs.compareAndSet(current, atNs)) {
            current = dueNs.get();
        }
    }

    @Override
    public void start(final Runnable newOnWake) {
        onWake = newOnWake;
    }

    @Override
    public void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Moves time, and runs every wake-up that falls due on the way, at its instant. */
    void advance(final long ns) {
        final long untilNs = nowNs.get() + ns;
        long due = dueNs.get();
        while (due <= untilNs && !closed) {
            if (due > nowNs.get()) {
                nowNs.set(due);
            }
            wake();
            due = dueNs.get();
        }
        nowNs.set(untilNs);
    }

    /** Moves time without any wake-up, as if the timer thread were late. */
    void advanceLate(final long ns) {
        nowNs.addAndGet(ns);
    }

    /** A wake-up, due or for nothing. */
    void wake() {
        dueNs.set(NOTHING_DUE);
        onWake.run();
    }
}
