package io.quorate.load.engine;

/**
 * How far a load has come.
 *
 * @param phase what is going on
 * @param elapsedNs time since the start, warm-up included
 * @param due operations that were due by now, warm-up included
 * @param sent operations sent, warm-up included
 * @param inFlight operations under way
 * @param atCap whether no more may be under way
 */
public record LoadProgress(Phase phase, long elapsedNs, long due, long sent, int inFlight, boolean atCap) {

    /** What a load consists of. */
    public enum Phase {
        /** Load that is not measured. */
        WARMUP,
        /** Load that is measured. */
        LOAD,
        /** Nothing new is due; the rest is waited for. */
        DRAIN
    }

    /**
     * Operations that are due and wait for room.
     *
     * @return count
     */
    public long queued() {
        return Math.max(0, due - sent);
    }
}
