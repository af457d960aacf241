package io.quorate.engine;

import io.quorate.time.Env;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Waits until nothing is under way any more, or until a time is up. */
final class Drain {

    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final InFlight inFlight;
    private final AtomicInteger lingering;

    Drain(final InFlight inFlight, final AtomicInteger lingering) {
        this.inFlight = inFlight;
        this.lingering = lingering;
    }

    /** Waits at most so long; an interrupt ends the wait and stays set. */
    void awaitIdle(final Env env, final long maxNs) {
        final long deadlineNs = env.nowNs() + maxNs;
        while (inFlight.operations() + lingering.get() > 0
                && deadlineNs - env.nowNs() > 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NS);
        }
    }
}
