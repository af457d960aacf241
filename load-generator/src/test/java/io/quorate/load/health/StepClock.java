package io.quorate.load.health;

import org.agrona.concurrent.NanoClock;

/** Moves when it is told to, and by a fixed step at each look. */
final class StepClock implements NanoClock {

    private final long stepNs;
    private long nowNs;

    StepClock(final long stepNs) {
        this.stepNs = stepNs;
    }

    StepClock() {
        this(0);
    }

    @Override
    public long nanoTime() {
        nowNs += stepNs;
        return nowNs;
    }

    void advance(final long ns) {
        nowNs += ns;
    }
}
