package io.quorate.load.check;

/**
 * Instants as a check keeps them: nanoseconds since one before anything happened, from 1 to {@link #LAST}, which is 39 hours. What is later counts as
 * {@link #LAST}, and nothing is ever found wrong by it, since no instant is later.
 */
final class Instants {

    static final int BITS = 47;
    static final long LAST = (1L << BITS) - 1;

    /** Before everything: there is no such instant. */
    static final long NONE = 0;

    /** After everything. */
    static final long NEVER = Long.MAX_VALUE;

    private final long baseNs;

    Instants(final long baseNs) {
        this.baseNs = baseNs;
    }

    long of(final long nowNs) {
        return Math.max(1, Math.min(nowNs - baseNs + 1, LAST));
    }

    long baseNs() {
        return baseNs;
    }
}
