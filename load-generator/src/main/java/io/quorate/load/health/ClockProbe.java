package io.quorate.load.health;

import org.agrona.concurrent.NanoClock;

/**
 * What the clock is worth that every time is taken with.
 *
 * <p><b>Units.</b> Nanoseconds.
 *
 * @param costNs how long one look takes, undisturbed by what else runs
 * @param granularityNs the smallest step that was seen, 0 if it never moved
 */
public record ClockProbe(double costNs, long granularityNs) {

    private static final int BATCHES = 40;
    private static final int LOOKS = 25_000;

    /**
     * Looks at a clock for some tens of milliseconds.
     *
     * @param clock the clock
     * @return what it is worth
     */
    public static ClockProbe of(final NanoClock clock) {
        ClockProbe best = look(clock, LOOKS);
        for (int i = 1; i < BATCHES; i++) {
            final ClockProbe batch = look(clock, LOOKS);
            best = new ClockProbe(
                    Math.min(best.costNs, batch.costNs), Math.min(best.granularityNs, batch.granularityNs));
        }
        return best;
    }

    private static ClockProbe look(final NanoClock clock, final int looks) {
        final long startNs = clock.nanoTime();
        long lastNs = startNs;
        long smallestNs = Long.MAX_VALUE;
        for (int i = 0; i < looks; i++) {
            final long nowNs = clock.nanoTime();
            final long stepNs = nowNs - lastNs;
            if (stepNs > 0 && stepNs < smallestNs) {
                smallestNs = stepNs;
            }
            lastNs = nowNs;
        }
        return new ClockProbe((double) (lastNs - startNs) / looks, smallestNs == Long.MAX_VALUE ? 0 : smallestNs);
    }
}
