package io.quorate.testkit;

import io.quorate.time.Env;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A world in which time stands still until a test moves it.
 *
 * <p>As in the real one, only the earliest wanted wake-up is kept, and a wake-up that has run is forgotten together with all later ones: who
 * still waits for something asks again.
 *
 * <p><b>Threads.</b> Thread-safe; wake-ups run on the thread that advances the time. <b>Guarantee.</b> The same seed and the same calls
 * give the same results.
 */
public final class FakeEnv implements Env {

    private static final long START_WALL_MS = 1_750_000_000_000L;
    private static final long NS_PER_MS = 1_000_000;

    private final SeededRandom random;
    private long nowNs;
    private long wallOffsetNs;
    private long wakeNs;
    private boolean wakeWanted;
    private boolean closed;
    private @Nullable Runnable onWake;

    /** Creates a world with seed 0, whose monotonic clock starts at 0. */
    public FakeEnv() {
        this(0, 0);
    }

    /**
     * Creates a world.
     *
     * @param seed of {@link #random()}
     * @param startNs first reading of {@link #nowNs()}; near {@link Long#MAX_VALUE} it shows who compares instants other than by subtraction
     */
    public FakeEnv(final long seed, final long startNs) {
        this.random = new SeededRandom(seed);
        this.nowNs = startNs;
        this.wallOffsetNs = START_WALL_MS * NS_PER_MS - startNs;
    }

    @Override
    public synchronized long nowNs() {
        return nowNs;
    }

    @Override
    public synchronized long wallMs() {
        return (nowNs + wallOffsetNs) / NS_PER_MS;
    }

    @Override
    public synchronized long random() {
        return random.next();
    }

    @Override
    public synchronized void wakeAt(final long atNs) {
        if (!closed && (!wakeWanted || atNs - wakeNs < 0)) {
            wakeWanted = true;
            wakeNs = atNs;
        }
    }

    @Override
    public synchronized void start(final Runnable newOnWake) {
        if (onWake != null) {
            throw new IllegalStateException(
                    "the environment was started already: one environment serves one client or node");
        }
        onWake = newOnWake;
    }

    @Override
    public synchronized void close() {
        closed = true;
        wakeWanted = false;
    }

    /**
     * Whether a wake-up is wanted.
     *
     * @return true until it has run
     */
    public synchronized boolean isWakeWanted() {
        return wakeWanted;
    }

    /**
     * Moves both clocks forward; wake-ups that become due run at their instants, in order.
     *
     * @param time how far, not negative
     */
    public void advance(final Duration time) {
        advanceNs(time.toNanos());
    }

    /**
     * Moves both clocks forward; wake-ups that become due run at their instants, in order.
     *
     * @param distanceNs how far, not negative
     */
    public void advanceNs(final long distanceNs) {
        if (distanceNs < 0) {
            throw new IllegalArgumentException(
                    "distanceNs=" + distanceNs + " must not be negative: time does not go back");
        }
        final long targetNs = nowNs() + distanceNs;
        Runnable due = takeDue(targetNs);
        while (due != null) {
            due.run();
            due = takeDue(targetNs);
        }
        arrive(targetNs);
    }

    /**
     * Moves the wall clock alone, as somebody who sets it does.
     *
     * @param distanceMs how far, negative for back
     */
    public synchronized void jumpWallMs(final long distanceMs) {
        wallOffsetNs += distanceMs * NS_PER_MS;
    }

    private synchronized @Nullable Runnable takeDue(final long targetNs) {
        if (!wakeWanted || wakeNs - targetNs > 0 || onWake == null) {
            return null;
        }
        arrive(wakeNs);
        wakeWanted = false;
        return onWake;
    }

    private synchronized void arrive(final long atNs) {
        if (atNs - nowNs > 0) {
            nowNs = atNs;
        }
    }
}
