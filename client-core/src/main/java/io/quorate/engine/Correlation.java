package io.quorate.engine;

import io.quorate.quorum.OperationState;

/**
 * Packs what a callback must find again into the 63 bits that a transport carries: generation, slot, replica, attempt.
 *
 * <p>The sign bit is set for requests that belong to no operation (ring refresh, probes).
 */
final class Correlation {

    static final int MAX_SLOTS = 1 << 20;

    private static final int ATTEMPT_BITS = 8;
    private static final int REPLICA_BITS = 3;
    private static final int SLOT_BITS = 20;
    private static final int REPLICA_SHIFT = ATTEMPT_BITS;
    private static final int SLOT_SHIFT = REPLICA_SHIFT + REPLICA_BITS;
    private static final int GENERATION_SHIFT = SLOT_SHIFT + SLOT_BITS;

    private Correlation() {}

    static long of(final int generation, final int slot, final int replica, final int attempt) {
        return operation(generation, slot) | ((long) replica << REPLICA_SHIFT) | attempt;
    }

    /** Names an operation without a replica: what cancels it, or what ends its lingering. */
    static long operation(final int generation, final int slot) {
        return (((long) generation << GENERATION_SHIFT) & Long.MAX_VALUE) | ((long) slot << SLOT_SHIFT);
    }

    static boolean isBackground(final long correlationId) {
        return correlationId < 0;
    }

    static long background(final long sequence) {
        return sequence | Long.MIN_VALUE;
    }

    static int slot(final long correlationId) {
        return (int) (correlationId >>> SLOT_SHIFT) & (MAX_SLOTS - 1);
    }

    static int replica(final long correlationId) {
        return (int) (correlationId >>> REPLICA_SHIFT) & ((1 << REPLICA_BITS) - 1);
    }

    static int attempt(final long correlationId) {
        return (int) correlationId & (OperationState.ATTEMPT_NUMBERS - 1);
    }
}
