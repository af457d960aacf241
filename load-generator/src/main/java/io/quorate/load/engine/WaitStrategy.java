package io.quorate.load.engine;

import java.util.concurrent.TimeUnit;

/**
 * How a pacer waits for the next intended start. Parking wakes up some 60 µs late; spinning is exact, and takes a core.
 *
 * <p><b>Threads.</b> Immutable.
 */
public enum WaitStrategy {
    /** Parks, and spins the last stretch: 80 µs where there are cores to spare, otherwise 10 µs. */
    HYBRID(Runtime.getRuntime().availableProcessors() >= 3 ? 80 : 10),

    /** Parks. */
    PARK(0),

    /** Spins, except over a full cap. */
    SPIN(Long.MAX_VALUE);

    private final long spinNs;

    WaitStrategy(final long spinUs) {
        this.spinNs = TimeUnit.MICROSECONDS.toNanos(spinUs);
    }

    long spinNs() {
        return spinNs;
    }
}
