package io.quorate.transport.inprocess;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Draws the faults of one direction of one node: the n-th message has the same luck in every run with the same seed, whatever was
 * planned for the messages before it.
 *
 * <p>Threads: thread-safe. Allocation: none.
 */
final class FaultDice {
    static final int DROP = 1;
    static final int DUPLICATE = 2;
    static final int REORDER = 3;
    static final int REORDER_TIME = 4;
    static final int DELAY = 5;
    static final int DELAY_OF_DUPLICATE = 6;
    static final int ERROR = 7;
    static final int FAIL_AFTER = 8;

    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1p-53;

    private final long seed;
    private final AtomicLong messages = new AtomicLong();

    FaultDice(final long seed, final int node, final int direction) {
        this.seed = mix(mix(seed + GAMMA * node) + GAMMA * direction);
    }

    /** The number of the next message. */
    long nextMessage() {
        return messages.getAndIncrement();
    }

    boolean hits(final double chance, final long message, final int what) {
        return chance > 0 && unit(message, what) < chance;
    }

    /** A number from 0 to below 1. */
    double unit(final long message, final int what) {
        return (bits(message, what) >>> 11) * UNIT;
    }

    long bits(final long message, final int what) {
        return mix(mix(seed + GAMMA * message) + what);
    }

    /** The delay of a message, with the time for which it is held back. */
    long delayNs(final FaultPlan plan, final long message, final int delayOf) {
        final long delayNs = plan.delay().ns(bits(message, delayOf));
        if (!hits(plan.reorder(), message, REORDER)) {
            return delayNs;
        }
        return delayNs
                + 1
                + (long) (unit(message, REORDER_TIME) * plan.reorderWindow().toNanos());
    }

    /** The finalizer of SplitMix64. */
    private static long mix(final long bits) {
        long z = bits + GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
