package io.quorate.transport.inprocess;

import java.time.Duration;

/**
 * How long messages take, as a distribution.
 *
 * <p>Threads: immutable. Units: durations up to {@link #LONGEST}. Errors: negative and longer ones are refused with an
 * {@link IllegalArgumentException}. Guarantee: the same random bits give the same delay; delays of different messages are independent, so that one
 * may overtake another.
 */
public final class Delay {
    /** The longest delay that can be asked for. */
    public static final Duration LONGEST = Duration.ofHours(1);

    /** No delay. */
    public static final Delay NONE = new Delay(0, 0, 0);

    private static final double UNIT = 0x1p-53;

    private final long minNs;
    private final long spreadNs;
    private final long meanNs;

    private Delay(final long minNs, final long spreadNs, final long meanNs) {
        this.minNs = minNs;
        this.spreadNs = spreadNs;
        this.meanNs = meanNs;
    }

    /**
     * Always the same.
     *
     * @param delay how long
     * @return the distribution
     */
    public static Delay fixed(final Duration delay) {
        return new Delay(checkedNs("delay", delay), 0, 0);
    }

    /**
     * Any time between two, all equally likely.
     *
     * @param min the shortest
     * @param max the longest
     * @return the distribution
     */
    public static Delay uniform(final Duration min, final Duration max) {
        final long minNs = checkedNs("min", min);
        final long maxNs = checkedNs("max", max);
        if (minNs > maxNs) {
            throw new IllegalArgumentException("min=" + min + " > max=" + max + ": give the shorter delay first");
        }
        return new Delay(minNs, maxNs - minNs, 0);
    }

    /**
     * A shortest time plus one that is exponentially distributed: mostly short, now and then long, never beyond {@link #LONGEST}.
     *
     * @param min the shortest
     * @param mean mean of what is added to it
     * @return the distribution
     */
    public static Delay exponential(final Duration min, final Duration mean) {
        return new Delay(checkedNs("min", min), 0, checkedNs("mean", mean));
    }

    /** The delay that these random bits stand for. */
    long ns(final long randomBits) {
        final double unit = (randomBits >>> 11) * UNIT;
        final long drawnNs = minNs + (long) (unit * spreadNs) + (long) (-Math.log1p(-unit) * meanNs);
        return Math.min(drawnNs, LONGEST.toNanos());
    }

    @Override
    public String toString() {
        final String min = Duration.ofNanos(minNs).toString();
        if (meanNs > 0) {
            return "exponential(" + min + ", mean " + Duration.ofNanos(meanNs) + ")";
        }
        return spreadNs > 0 ? "uniform(" + min + ", " + Duration.ofNanos(minNs + spreadNs) + ")" : "fixed(" + min + ")";
    }

    static long checkedNs(final String name, final Duration duration) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + "=" + duration + " must be 0 to " + LONGEST);
        }
        return duration.toNanos();
    }
}
