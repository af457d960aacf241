package io.quorate.testkit.simulation;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A process that can be paused: what should happen in it meanwhile happens when it goes on, timers and messages mixed in the order in which
 * they came.
 *
 * <p><b>Threads.</b> The world's.
 */
final class SimulatedProcess {

    private final SimulatedWorld world;
    private final String name;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean paused;
    private long pausedSinceNs;
    private long pausedNs;

    SimulatedProcess(final SimulatedWorld world, final String name) {
        this.world = world;
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Does something in this process at an instant of the world, or later if it is paused then. */
    void at(final long worldNs, final Runnable action) {
        world.at(worldNs, () -> run(action));
    }

    void after(final long delayNs, final Runnable action) {
        at(world.nowNs() + delayNs, action);
    }

    /** Does something in this process now, or when it goes on. */
    void run(final Runnable action) {
        if (paused) {
            held.add(action);
        } else {
            action.run();
        }
    }

    boolean isPaused() {
        return paused;
    }

    /** How long it has been paused in all. */
    long pausedNs() {
        return pausedNs + (paused ? world.nowNs() - pausedSinceNs : 0);
    }

    void pause() {
        if (!paused) {
            paused = true;
            pausedSinceNs = world.nowNs();
            world.trace(TraceType.PAUSE, name, 0);
        }
    }

    /** Goes on, with what was held first. */
    void resume() {
        if (!paused) {
            return;
        }
        pausedNs += world.nowNs() - pausedSinceNs;
        paused = false;
        world.trace(TraceType.RESUME, name, held.size());
        while (!paused && !held.isEmpty()) {
            held.remove().run();
        }
    }
}
