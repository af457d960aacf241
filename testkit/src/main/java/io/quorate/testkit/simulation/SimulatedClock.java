package io.quorate.testkit.simulation;

/** The wall clock of a machine: off by a constant, and for a while by more. Threads: the world's. */
final class SimulatedClock {

    /** Drift of a clock that stands still. */
    static final long STANDS_STILL_PPM = -1_000_000;

    private static final long START_WALL_NS = 1_750_000_000_000_000_000L;
    private static final long NS_PER_MS = 1_000_000;
    private static final double PER_MILLION = 1e-6;

    private final SimulatedWorld world;
    private final String name;
    private final long skewNs;
    private long jumpNs;
    private long driftPpm;
    private long driftSinceNs;

    SimulatedClock(final SimulatedWorld world, final String name, final long skewNs) {
        this.world = world;
        this.name = name;
        this.skewNs = skewNs;
    }

    String name() {
        return name;
    }

    long wallMs() {
        final long driftNs = (long) ((world.nowNs() - driftSinceNs) * (driftPpm * PER_MILLION));
        return (START_WALL_NS + world.nowNs() + skewNs + jumpNs + driftNs) / NS_PER_MS;
    }

    /** Sets the clock forward, or back. */
    void jump(final long byNs) {
        jumpNs += byNs;
        world.trace(TraceType.CLOCK, name, byNs);
    }

    /** Makes the clock fast, or slow. Time that was gained so far is lost again. */
    void drift(final long ppm) {
        driftPpm = ppm;
        driftSinceNs = world.nowNs();
        world.trace(TraceType.CLOCK, name, ppm);
    }
}
