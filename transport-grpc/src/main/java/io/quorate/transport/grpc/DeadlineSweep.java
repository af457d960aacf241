package io.quorate.transport.grpc;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what is overdue: one timer for all calls of a kind, since most calls end long before their deadline and a timer for each would
 * cost more than the rest of it.
 *
 * <p>Sends tell their deadlines on any thread; the sweeps run on one event loop. A sweep looks at every call, so that the timer has to
 * know no more than the earliest deadline, and most sends find one planned before theirs.
 */
final class DeadlineSweep {
    /** No deadline. */
    static final long NONE = Long.MIN_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(DeadlineSweep.class);
    private static final long MIN_GAP_NS = TimeUnit.MICROSECONDS.toNanos(100);

    /** Looks at the calls. */
    @FunctionalInterface
    interface Sweeper {
        /** Ends what is overdue by now; returns the earliest deadline of what is left, or {@link #NONE}. */
        long sweep(long nowNs);
    }

    /** Runs a task later, always on the same thread. */
    @FunctionalInterface
    interface Timer {
        /** Runs it once, after the delay. */
        void schedule(Runnable task, long delayNs);
    }

    private final LongSupplier clock;
    private final Timer timer;
    private final Sweeper sweeper;
    private volatile long plannedNs = NONE;

    DeadlineSweep(final LongSupplier clock, final Timer timer, final Sweeper sweeper) {
        this.clock = clock;
        this.timer = timer;
        this.sweeper = sweeper;
    }

    /** The earlier of two deadlines, each of which may be {@link #NONE}. */
    static long earlier(final long aNs, final long bNs) {
        if (aNs == NONE || bNs == NONE) {
            return aNs == NONE ? bNs : aNs;
        }
        return bNs - aNs < 0 ? bNs : aNs;
    }

    /** Makes sure of a sweep at this deadline. To be called when the sweeper can already find the call. */
    void by(final long deadlineNs) {
        final long planned = plannedNs;
        if (planned == NONE || deadlineNs - planned < 0) {
            planBy(deadlineNs);
        }
    }

    private void planBy(final long deadlineNs) {
        final long atNs = deadlineNs == NONE ? deadlineNs + 1 : deadlineNs;
        synchronized (this) {
            final long planned = plannedNs;
            if (planned != NONE && atNs - planned >= 0) {
                return;
            }
            plannedNs = atNs;
        }
        schedule(atNs);
    }

    private void schedule(final long atNs) {
        try {
            timer.schedule(() -> run(atNs), Math.max(MIN_GAP_NS, atNs - clock.getAsLong()));
        } catch (final RejectedExecutionException e) {
            LOG.debug("a sweep was not taken", e);
        } catch (final RuntimeException | Error e) {
            // The request is on its way already, so that this is no failure of the send.
            LOG.error("a sweep could not be planned", e);
        }
    }

    /** Says first that no sweep is planned, so that a send meanwhile either is seen here or plans one. */
    private void run(final long atNs) {
        if (plannedNs != atNs) {
            // Another one, planned later, came before.
            return;
        }
        final long nowNs = clock.getAsLong();
        if (atNs - nowNs > 0) {
            schedule(atNs);
            return;
        }
        plannedNs = NONE;
        final long firstNs = sweeper.sweep(nowNs);
        if (firstNs != NONE) {
            by(firstNs);
        }
    }
}
