package io.quorate.load.check;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Knows of the latest operations when they began, and of writes when they were acknowledged.
 *
 * <p><b>Threads.</b> Thread-safe, lock-free. <b>Allocation.</b> None after creation.
 *
 * <p>An operation has the entry that its number modulo the size names. One long holds all of it, so that it is never seen half-written:
 *
 * <pre>
 * 63      49 48   47 46                              0
 * +---------+-------+---------------------------------+
 * |  lap    | state |  began, or was acknowledged at  |
 * +---------+-------+---------------------------------+
 * </pre>
 *
 * <p>The lap, the number divided by the size, tells whose entry it is. It is kept modulo 2^15, and numbers that are too far back for that are not
 * looked up.
 *
 * <p><b>Guarantee.</b> What is told of a write whose entry is gone is an upper bound: every operation that took the entry began after the one
 * before it in there was acknowledged. Where this does not hold, the number of the older one is noted, and of all up to it nothing is told.
 */
final class OperationRing {

    /** {@link #find}: no operation of this number has begun, or it writes no value. */
    static final long NO_WRITE = -1;

    /** {@link #find}: its entry has gone to a later operation. */
    static final long GONE = -2;

    /** A write that is under way, or of which it will never be known whether it took place. */
    static final int PENDING = 1;

    /** A write that has been acknowledged. */
    static final int ACKNOWLEDGED = 2;

    /** What writes no value. */
    static final int VALUELESS = 3;

    private static final int TIME_BITS = Instants.BITS;
    private static final int STATE_BITS = 2;
    private static final int STATE_MASK = (1 << STATE_BITS) - 1;
    private static final int LAP_SHIFT = TIME_BITS + STATE_BITS;
    private static final int LAP_BITS = Long.SIZE - LAP_SHIFT;
    private static final int LAP_MASK = (1 << LAP_BITS) - 1;
    private static final long MOST_LAPS_BACK = 1L << (LAP_BITS - 2);

    private final AtomicLongArray entries;
    private final int sizeShift;
    private final AtomicLong highest = new AtomicLong(-1);
    private final AtomicLong unsettled = new AtomicLong(-1);

    OperationRing(final int size) {
        this.entries = new AtomicLongArray(size);
        this.sizeShift = Integer.numberOfTrailingZeros(size);
    }

    /** An operation is about to be sent. */
    void begin(final long number, final int state, final long time) {
        raise(highest, number);
        final int slot = slot(number);
        final long mine = entry(lap(number), state, time);
        while (true) {
            final long held = entries.get(slot);
            final int laps = held == 0 ? 0 : lapsFrom(lapOf(held), lap(number));
            if (laps < 0) {
                // A later one was faster: this one will not be known.
                if (state == PENDING) {
                    raise(unsettled, number);
                }
                return;
            }
            if (laps > 0 && (state(held) == PENDING || time(held) > time)) {
                // Before the entry changes hands, so that whoever sees it gone sees this.
                raise(unsettled, number - ((long) laps << sizeShift));
            }
            if (entries.compareAndSet(slot, held, mine)) {
                return;
            }
        }
    }

    /** A write has been acknowledged. */
    void acknowledge(final long number, final long time) {
        final int slot = slot(number);
        final long held = entries.get(slot);
        if (lapOf(held) == lap(number) && state(held) == PENDING) {
            // If a later operation takes the entry right now, it has noted this one as unsettled.
            entries.compareAndSet(slot, held, entry(lap(number), ACKNOWLEDGED, time));
        }
    }

    /** What is known of a write: its entry, for {@link #state} and {@link #time}; {@link #NO_WRITE} or {@link #GONE}. */
    long find(final long number) {
        final long last = highest.get();
        if (number > last) {
            return NO_WRITE;
        }
        final long held = entries.get(slot(number));
        if ((last - number) >> sizeShift >= MOST_LAPS_BACK) {
            return GONE;
        }
        if (held == 0) {
            return isBehind(number, last) ? GONE : NO_WRITE;
        }
        final int laps = lapsFrom(lap(number), lapOf(held));
        if (laps > 0) {
            return GONE;
        }
        return laps < 0 || state(held) == VALUELESS ? NO_WRITE : held & ~((long) LAP_MASK << LAP_SHIFT);
    }

    /** Of a write that is gone, an instant by which it had been acknowledged; {@link Instants#NEVER} if that is not known. */
    long latestAcknowledgement(final long number) {
        final long held = entries.get(slot(number));
        return held == 0 || number <= unsettled.get() ? Instants.NEVER : time(held);
    }

    /** When an operation began that has not been acknowledged; {@link Instants#NEVER} if it is not known any more. */
    long began(final long number) {
        final long held = entries.get(slot(number));
        return held != 0 && lapOf(held) == lap(number) && state(held) != ACKNOWLEDGED ? time(held) : Instants.NEVER;
    }

    static int state(final long entry) {
        return (int) (entry >>> TIME_BITS) & STATE_MASK;
    }

    static long time(final long entry) {
        return entry & Instants.LAST;
    }

    int size() {
        return entries.length();
    }

    long highest() {
        return highest.get();
    }

    long unsettled() {
        return unsettled.get();
    }

    /** An entry as it is, for {@link #restore}; 0 if it tells of no write. */
    long rawWrite(final int slot) {
        final long held = entries.get(slot);
        return state(held) == VALUELESS ? 0 : held;
    }

    void restore(final long newHighest, final long newUnsettled) {
        highest.set(newHighest);
        unsettled.set(newUnsettled);
    }

    void restore(final int slot, final long raw) {
        entries.set(slot, raw);
    }

    private boolean isBehind(final long number, final long last) {
        return number <= last - entries.length();
    }

    private int slot(final long number) {
        return (int) number & (entries.length() - 1);
    }

    private int lap(final long number) {
        return (int) (number >>> sizeShift) & LAP_MASK;
    }

    private static int lapOf(final long entry) {
        return (int) (entry >>> LAP_SHIFT);
    }

    /** How many laps the second is after the first, the shorter way round. */
    private static int lapsFrom(final int first, final int second) {
        return (second - first) << (Integer.SIZE - LAP_BITS) >> (Integer.SIZE - LAP_BITS);
    }

    private static long entry(final int lap, final int state, final long time) {
        return (long) lap << LAP_SHIFT | (long) state << TIME_BITS | time;
    }

    private static void raise(final AtomicLong most, final long to) {
        long seen = most.get();
        while (seen < to && !most.compareAndSet(seen, to)) {
            seen = most.get();
        }
    }
}
