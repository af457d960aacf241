package io.quorate.node;

import io.quorate.time.Env;
import java.util.SplittableRandom;

/** A world whose clock stands still and whose chance is seeded. */
final class TestEnv implements Env {
    static final long START_WALL_MS = 1_800_000_000_000L;

    private final SplittableRandom random;
    private volatile long wallMs = START_WALL_MS;

    TestEnv(final long seed) {
        random = new SplittableRandom(seed);
    }

    void setWallMs(final long newWallMs) {
        wallMs = newWallMs;
    }

    @Override
    public long nowNs() {
        return 0;
    }

    @Override
    public long wallMs() {
        return wallMs;
    }

    @Override
    public synchronized long random() {
        return random.nextLong();
    }

    @Override
    public void wakeAt(final long atNs) {
        throw new UnsupportedOperationException("a node asks for no wake-ups");
    }

    @Override
    public void start(final Runnable onWake) {
        throw new UnsupportedOperationException("a node asks for no wake-ups");
    }

    @Override
    public void close() {}
}
