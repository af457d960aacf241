package io.quorate.load.engine;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sends the operations of one pacer.
 *
 * <p><b>Threads.</b> One thread; {@link #sent} may be read by others. <b>Allocation.</b> None per operation.
 *
 * <p><b>Guarantee.</b> It does not wait and reads no other clock than the given one, so that a test can run it on virtual time.
 */
abstract class Sender {

    /** The in-flight cap is reached: nothing can be sent until an operation ends. */
    static final long BLOCKED = Long.MIN_VALUE;

    /** All operations have been sent. */
    static final long EXHAUSTED = Long.MIN_VALUE + 1;

    /** The in-flight cap is reached, and the load ends for that reason. */
    static final long ABORTED = Long.MIN_VALUE + 2;

    /** How long after the last instant of the load an operation may be sent and still count as sent in time. */
    static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private long ownSent;
    private volatile long sent;

    /**
     * Sends the next operation if it is due; one only, so that a caller that cannot keep up stays in control. Returns when the next one is due,
     * which may be over already, or {@link #BLOCKED}, {@link #EXHAUSTED}, {@link #ABORTED}.
     */
    abstract long run();

    /** Records what was due by the given instant and will never be sent. */
    abstract void giveUp(long byNs);

    /** When the last operation was due; known once {@link #run} has returned {@link #EXHAUSTED}. */
    abstract long lastDueNs();

    /** How many operations of the measured load were due. */
    abstract long offered();

    /** How many operations of the measured load were sent. */
    abstract long sentMeasured();

    /** How many were not sent in time although the in-flight cap had room for them. */
    abstract long overdue();

    /** How long, within the measured load and the drain, the in-flight cap kept something from being sent. */
    abstract long blockedNs();

    /** How late operations started that the in-flight cap did not hold back. */
    abstract Histogram lateness();

    /** How many operations have been sent, warm-up included. */
    final long sent() {
        return sent;
    }

    /** Only one thread counts. */
    final void countSent() {
        ownSent++;
        sent = ownSent;
    }
}
