package io.quorate;

import io.quorate.time.Env;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until it is told to move; wakes nobody. */
final class ManualEnv implements Env {

    private final AtomicLong nowNs = new AtomicLong(-5);

    /** How often the clock was read. */
    final AtomicInteger nowReads = new AtomicInteger();

    void advanceNs(final long ns) {
        nowNs.addAndGet(ns);
    }

    @Override
    public long nowNs() {
        nowReads.incrementAndGet();
        return nowNs.get();
    }

    @Override
    public long wallMs() {
        return 0;
    }

    @Override
    public long random() {
        return 0;
    }

    @Override
    public void wakeAt(final long atNs) {}

    @Override
    public void start(final Runnable onWake) {}

    @Override
    public void close() {}
}
