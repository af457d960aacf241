package io.quorate.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a fixed number of operations under way: as soon as one of a lane has ended, on the very thread that tells so, the lane begins its
 * next one. A benchmark method waits for so many ends and counts them as so many operations, so that filling and draining of the
 * lanes are not part of what is measured.
 *
 * <p>The same operations can be begun by somebody else, at times of their own: see {@link #open}.
 *
 * <p><b>Threads.</b> {@link #start}, {@link #await}, {@link #runFor}, {@link #stop} and {@link #close} belong to one thread, and block; {@link #begin} runs on
 * that one and on those that end operations. Operations of different lanes end on any thread.
 *
 * <p><b>Allocation.</b> None.
 *
 * <p><b>Errors.</b> The first failure of an operation ends its lane, and every wait with an {@link IllegalStateException}; so does a
 * loop in which nothing ends for {@value #PATIENCE_SECONDS} s.
 */
public abstract class ClosedLoop implements AutoCloseable {

    /** How long nothing may happen before a wait gives up. */
    public static final int PATIENCE_SECONDS = 20;

    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int laneCount;
    private final AtomicLong endedCount = new AtomicLong();
    private final AtomicInteger runningCount = new AtomicInteger();
    private volatile long awaitedCount;
    private volatile boolean stopping;
    private volatile @Nullable Thread waiter;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Ends ends;
    private boolean fresh;

    /**
     * Creates a loop that stands still.
     *
     * @param laneCount operations under way at a time
     */
    protected ClosedLoop(final int laneCount) {
        this.laneCount = laneCount;
    }

    /**
     * Begins an operation, which must end in one call of {@link #ended} or {@link #failed}, and after this has returned unless it fails.
     *
     * @param lane 0 to the number of lanes - 1
     */
    protected abstract void begin(int lane);

    /**
     * Begins the first operation of every lane. For a loop whose operations belong to a thread of its own, which overrides this.
     *
     * @param beginAll does it, on the thread that runs it
     */
    protected void launch(final Runnable beginAll) {
        beginAll.run();
    }

    /**
     * Begins an operation for somebody else, as {@link #begin} does, on a thread on which that may be. For a loop whose operations belong to a
     * thread of its own, which overrides this.
     *
     * @param lane a free one
     */
    protected void submit(final int lane) {
        begin(lane);
    }

    /** Gives up what the loop needed; after {@link #stop}, or when a wait has failed. */
    @Override
    public abstract void close();

    /** Hears how operations end that the loop did not begin by itself; on the thread that ends them. */
    public interface Ends {

        /**
         * An operation has ended well, and its lane is free again.
         *
         * @param lane its lane
         */
        void onEnded(int lane);

        /**
         * An operation has failed; nobody knows in which lane.
         *
         * @param cause why
         */
        void onFailed(Throwable cause);
    }

    /**
     * From now on the loop begins nothing by itself, but what {@link #beginOne} asks for. While it stands still.
     *
     * @param newEnds hears the ends, null to be a closed loop again
     */
    public final void open(final @Nullable Ends newEnds) {
        ends = newEnds;
    }

    /**
     * Begins an operation of an {@linkplain #open opened} loop. For one thread.
     *
     * @param lane a free one
     */
    public final void beginOne(final int lane) {
        submit(lane);
    }

    /**
     * How many operations may be under way.
     *
     * @return lanes
     */
    public final int laneCount() {
        return laneCount;
    }

    /** Starts all lanes. */
    public final void start() {
        start(laneCount);
    }

    /**
     * Starts some of the lanes.
     *
     * @param lanes the first so many
     */
    public final void start(final int lanes) {
        if (lanes < 1 || lanes > laneCount) {
            throw new IllegalArgumentException("lanes=" + lanes + " must be 1 to " + laneCount);
        }
        waiter = Thread.currentThread();
        stopping = false;
        fresh = true;
        runningCount.set(lanes);
        launch(() -> {
            for (int lane = 0; lane < lanes; lane++) {
                begin(lane);
            }
        });
    }

    /**
     * Waits until so many more operations have ended; the first wait after a start counts from where it finds the loop.
     *
     * @param count operations
     */
    public final void await(final int count) {
        final long from = fresh ? endedCount.get() : awaitedCount;
        fresh = false;
        final long until = from + count;
        awaitedCount = until;
        final long giveUpNs = System.nanoTime() + PATIENCE_NS;
        while (endedCount.get() - until < 0) {
            checkHealth(giveUpNs);
            LockSupport.parkNanos(this, PATIENCE_NS);
        }
    }

    /**
     * Waits for some time, and then until at least one operation has ended since the call.
     *
     * @param durationNs how long
     */
    public final void runFor(final long durationNs) {
        final long before = endedCount.get();
        final long endNs = System.nanoTime() + durationNs;
        final long giveUpNs = endNs + PATIENCE_NS;
        long leftNs = durationNs;
        while (leftNs > 0 || endedCount.get() == before) {
            LockSupport.parkNanos(this, leftNs > 0 ? leftNs : PAUSE_NS);
            checkHealth(giveUpNs);
            leftNs = endNs - System.nanoTime();
        }
    }

    /** Begins no more operations, and waits until those under way have ended. */
    public final void stop() {
        stopping = true;
        final long giveUpNs = System.nanoTime() + PATIENCE_NS;
        while (runningCount.get() > 0) {
            checkHealth(giveUpNs);
            LockSupport.parkNanos(this, PATIENCE_NS);
        }
    }

    /**
     * How many operations have ended well.
     *
     * @return count since this was made
     */
    public final long endedCount() {
        return endedCount.get();
    }

    /**
     * To be called when an operation has ended well.
     *
     * @param lane its lane
     */
    protected final void ended(final int lane) {
        final Ends told = ends;
        if (told != null) {
            told.onEnded(lane);
            return;
        }
        if (endedCount.incrementAndGet() == awaitedCount) {
            LockSupport.unpark(waiter);
        }
        if (!stopping) {
            begin(lane);
        } else if (runningCount.decrementAndGet() == 0) {
            LockSupport.unpark(waiter);
        }
    }

    /**
     * To be called when an operation has failed.
     *
     * @param cause why
     */
    protected final void failed(final Throwable cause) {
        final Ends told = ends;
        if (told != null) {
            told.onFailed(cause);
            return;
        }
        failure = cause;
        runningCount.decrementAndGet();
        LockSupport.unpark(waiter);
    }

    private void checkHealth(final long giveUpNs) {
        final Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("an operation failed: " + cause.getMessage(), cause);
        }
        if (giveUpNs - System.nanoTime() <= 0) {
            throw new IllegalStateException(
                    "no progress for " + PATIENCE_SECONDS + " s: " + runningCount.get() + " operations are under way");
        }
    }
}
