package io.quorate.testkit.simulation;

import io.quorate.testkit.SeededRandom;
import io.quorate.time.Env;
import org.jspecify.annotations.Nullable;

/**
 * One process's view of a {@link SimulatedWorld}: its clocks, random numbers and wake-ups.
 *
 * <p>The monotonic clock starts anywhere, also shortly before it wraps. Only the earliest wanted wake-up is kept; it comes up to a
 * millisecond late, and sometimes one comes for nothing.
 *
 * <p><b>Threads.</b> The world's.
 */
final class SimulatedEnv implements Env {

    /** Longest delay of a wake-up. */
    static final long MAX_WAKE_DELAY_NS = 1_000_000;

    private static final double NEAR_WRAP = 0.25;
    private static final long WRAP_DISTANCE_NS = 5_000_000_000L;
    private static final double SPURIOUS_WAKE = 0.01;

    private final SimulatedWorld world;
    private final SimulatedProcess process;
    private final SimulatedClock clock;
    private final String name;
    private final SeededRandom random;
    private final SeededRandom timer;
    private final long originNs;
    private @Nullable Runnable onWake;
    private boolean closed;
    private boolean wakeWanted;
    private long wakeNs;
    private long wakeSequence;
    private long wakes;

    SimulatedEnv(
            final SimulatedWorld world,
            final String name,
            final SimulatedProcess process,
            final SimulatedClock clock,
            final SeededRandom random) {
        this.world = world;
        this.name = name;
        this.process = process;
        this.clock = clock;
        this.random = random;
        this.timer = world.random(name + "/timer");
        this.originNs = timer.chance(NEAR_WRAP) ? Long.MAX_VALUE - timer.between(0, WRAP_DISTANCE_NS) : timer.next();
    }

    @Override
    public long nowNs() {
        return world.nowNs() + originNs;
    }

    @Override
    public long wallMs() {
        return clock.wallMs();
    }

    @Override
    public long random() {
        return random.next();
    }

    /** The instant of the world that an instant of this process's clock means. */
    long worldNs(final long atNs) {
        return atNs - originNs;
    }

    @Override
    public void wakeAt(final long atNs) {
        final long atWorldNs = worldNs(atNs);
        if (closed || (wakeWanted && atWorldNs >= wakeNs)) {
            return;
        }
        wakeWanted = true;
        wakeNs = atWorldNs;
        final long expected = ++wakeSequence;
        final long earlyNs = timer.chance(SPURIOUS_WAKE) ? Math.max(0, wakeNs - world.nowNs()) / 2 : 0;
        process.at(wakeNs - earlyNs + timer.between(0, MAX_WAKE_DELAY_NS - 1), () -> wake(expected));
    }

    private void wake(final long expected) {
        if (closed || onWake == null || expected != wakeSequence) {
            return;
        }
        wakeWanted = false;
        wakes++;
        world.trace(TraceType.WAKE, name, expected);
        onWake.run();
    }

    /** How often the process has been woken so far. */
    long wakeCount() {
        return wakes;
    }

    @Override
    public void start(final Runnable newOnWake) {
        if (onWake != null) {
            throw new IllegalStateException("environment of " + name + " was started already");
        }
        onWake = newOnWake;
    }

    @Override
    public void close() {
        closed = true;
    }
}
