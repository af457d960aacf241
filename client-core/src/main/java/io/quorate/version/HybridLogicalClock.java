package io.quorate.version;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes timestamps that follow wall time, never repeat and never go back, however the wall clock jumps.
 *
 * <p>Threads: all methods may be called by any thread; lock-free, never blocks. Units: a timestamp has milliseconds since
 * 1970 in its upper 48 bits and a counter in its lower 16, and is compared <b>unsigned</b>; wall time is passed in, the clock
 * reads none itself. Allocation: none. Errors: a wall time outside 48 bits is refused; at the end of the range
 * {@link #next(long)} fails instead of wrapping. Guarantee: every result of {@code next} is higher than all results before it
 * and than every timestamp that {@link #observe(long, long)} followed before it.
 *
 * <p>Each millisecond's counter starts at a value derived from the writer id, in the lower half of its range, so that writers
 * that stamp in the same millisecond seldom tie; a counter that overflows carries into the milliseconds.
 *
 * <p>Kulkarni, Demirbas, Madappa, Avva, Leone: <i>Logical Physical Clocks and Consistent Snapshots in Globally Distributed
 * Databases</i>, 2014.
 */
public final class HybridLogicalClock {
    /** How far ahead of the wall clock a followed timestamp may be, unless told otherwise. */
    public static final long DEFAULT_MAX_AHEAD_MS = 10_000;

    /** The highest wall time that a timestamp can hold, in the year 10889. */
    public static final long MAX_WALL_MS = (1L << 48) - 1;

    /** The highest counter of a timestamp. */
    public static final int MAX_COUNTER = (1 << 16) - 1;

    private static final int COUNTER_BITS = 16;
    private static final long LAST_TIMESTAMP = -1L;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
    private static final int START_BITS = COUNTER_BITS - 1;

    private final AtomicLong latest = new AtomicLong();
    private final long startCounter;
    private final long maxAheadMs;

    /**
     * A clock that follows timestamps at most {@link #DEFAULT_MAX_AHEAD_MS} ahead.
     *
     * @param writerId the writer whose versions this clock stamps
     */
    public HybridLogicalClock(final long writerId) {
        this(writerId, DEFAULT_MAX_AHEAD_MS);
    }

    /**
     * A clock with its own bound on what it follows.
     *
     * @param writerId the writer whose versions this clock stamps
     * @param maxAheadMs how far ahead of wall time a followed timestamp may be, 0 to {@link #MAX_WALL_MS}
     * @throws IllegalArgumentException if {@code maxAheadMs} is out of range
     */
    public HybridLogicalClock(final long writerId, final long maxAheadMs) {
        if (maxAheadMs < 0 || maxAheadMs > MAX_WALL_MS) {
            throw new IllegalArgumentException("maxAheadMs=" + maxAheadMs + " must be 0 to " + MAX_WALL_MS);
        }
        // Multiplying spreads ids that differ in few bits over the upper bits; unsigned shift keeps the lower half.
        this.startCounter = (writerId * GOLDEN_RATIO) >>> (Long.SIZE - START_BITS);
        this.maxAheadMs = maxAheadMs;
    }

    /**
     * Makes a new timestamp.
     *
     * @param wallMs wall time now, 0 to {@link #MAX_WALL_MS}
     * @return a timestamp higher (unsigned) than every one returned or followed before
     * @throws IllegalArgumentException if {@code wallMs} is out of range
     * @throws IllegalStateException if no higher timestamp exists
     */
    public long next(final long wallMs) {
        checkWallMs(wallMs);
        final long byWallClock = (wallMs << COUNTER_BITS) | startCounter;
        while (true) {
            final long last = latest.get();
            final long candidate;
            if (Long.compareUnsigned(byWallClock, last) > 0) {
                candidate = byWallClock;
            } else if (last != LAST_TIMESTAMP) {
                candidate = last + 1;
            } else {
                throw new IllegalStateException("hybrid logical clock is exhausted: no timestamp is higher than "
                        + Long.toHexString(last) + " (hex)");
            }
            if (latest.compareAndSet(last, candidate)) {
                return candidate;
            }
        }
    }

    /**
     * Takes note of a timestamp made elsewhere, so that the next one made here is higher.
     *
     * @param timestamp the timestamp seen
     * @param wallMs wall time now, 0 to {@link #MAX_WALL_MS}
     * @return true if the clock follows it; false if it is too far ahead of {@code wallMs} and was ignored
     * @throws IllegalArgumentException if {@code wallMs} is out of range
     */
    public boolean observe(final long timestamp, final long wallMs) {
        checkWallMs(wallMs);
        if (wallMsOf(timestamp) - wallMs > maxAheadMs) {
            return false;
        }
        while (true) {
            final long last = latest.get();
            if (Long.compareUnsigned(timestamp, last) <= 0 || latest.compareAndSet(last, timestamp)) {
                return true;
            }
        }
    }

    /**
     * The highest timestamp returned or followed so far.
     *
     * @return that timestamp, 0 before the first
     */
    public long latest() {
        return latest.get();
    }

    /**
     * The wall time in a timestamp.
     *
     * @param timestamp any timestamp
     * @return milliseconds since 1970, 0 to {@link #MAX_WALL_MS}
     */
    public static long wallMsOf(final long timestamp) {
        return timestamp >>> COUNTER_BITS;
    }

    /**
     * The counter in a timestamp.
     *
     * @param timestamp any timestamp
     * @return the counter, 0 to {@link #MAX_COUNTER}
     */
    public static int counterOf(final long timestamp) {
        return (int) timestamp & MAX_COUNTER;
    }

    /**
     * Puts a timestamp together.
     *
     * @param wallMs milliseconds since 1970, 0 to {@link #MAX_WALL_MS}
     * @param counter the counter, 0 to {@link #MAX_COUNTER}
     * @return the timestamp
     * @throws IllegalArgumentException if either is out of range
     */
    public static long of(final long wallMs, final int counter) {
        checkWallMs(wallMs);
        if (counter < 0 || counter > MAX_COUNTER) {
            throw new IllegalArgumentException("counter=" + counter + " must be 0 to " + MAX_COUNTER);
        }
        return (wallMs << COUNTER_BITS) | counter;
    }

    private static void checkWallMs(final long wallMs) {
        if (wallMs < 0 || wallMs > MAX_WALL_MS) {
            throw new IllegalArgumentException(
                    "wallMs=" + wallMs + " must be 0 to " + MAX_WALL_MS + ": set the machine's clock");
        }
    }
}
