package io.quorate.load.engine;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.Workload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives every key of a workload its first value: as fast as the target takes it, a bounded number at a time. It starts with a few writes
 * at a time, since client and nodes may just have been started, and one that fails is tried again.
 *
 * <p><b>Threads.</b> One thread calls {@link #run}, which blocks, once.
 */
public final class Preload {

    private static final int FIRST_LANES = 4;
    private static final int KEYS_PER_LANE = 20;
    private static final int MOST_TRIES = 10;
    private static final long PAUSE_MS = 100;

    private final Workload workload;
    private final Target target;
    private final BlockingQueue<Lane> idle;
    private final int mostLanes;
    private final long longestNs;
    private final List<Lane> lanes = new ArrayList<>();
    private int shard;
    private int shards = 1;
    private int firstKey;
    private int nextKey;
    private int written;
    private int failures;

    /**
     * Prepares a preload.
     *
     * @param workload whose keys
     * @param target where they go
     * @param concurrency how many at a time
     * @param longestNs how long one write may take
     */
    public Preload(final Workload workload, final Target target, final int concurrency, final long longestNs) {
        this.workload = workload;
        this.target = target;
        this.mostLanes = concurrency;
        this.longestNs = longestNs;
        this.idle = new ArrayBlockingQueue<>(concurrency);
    }

    /**
     * Writes the keys only that one of several generators owns.
     *
     * @param ownShard which one, from 0
     * @param allShards how many there are
     * @return this
     */
    public Preload shard(final int ownShard, final int allShards) {
        shard = ownShard;
        shards = allShards;
        return this;
    }

    /**
     * Leaves out the keys below a number, which an earlier preload of the same workload has written.
     *
     * @param key index of the first key to write
     * @return this
     */
    public Preload from(final int key) {
        firstKey = key;
        nextKey = key;
        return this;
    }

    /**
     * How many keys have been written.
     *
     * @return how many writes were acknowledged
     */
    public int written() {
        return written;
    }

    /**
     * How many writes failed; all but the last of a key were tried again.
     *
     * @return count
     */
    public int failures() {
        return failures;
    }

    /**
     * How far the keys are written without a gap, so that another preload can go on {@link #from} there.
     *
     * @return index of the first key that is not known to be written; if there is none, the number of keys
     */
    public int writtenBelow() {
        int below = nextKey;
        for (final Lane lane : lanes) {
            below = lane.isOpen ? Math.min(below, lane.operation.keyIndex()) : below;
        }
        return below;
    }

    /**
     * Writes every key, and waits until all are written.
     *
     * @param onBegun told of each key whose write has begun
     * @param stop asked before each write whether to give up
     * @return why it failed, null after success and after it was stopped
     * @throws InterruptedException if the thread is interrupted
     */
    public @Nullable String run(final IntConsumer onBegun, final BooleanSupplier stop) throws InterruptedException {
        while (lanes.size() < Math.min(FIRST_LANES, mostLanes)) {
            addLane();
        }
        nextKey = next(firstKey);
        int resting = 0;
        // A lane that rests has nothing more to do; when all of them rest everything is written.
        while (resting < lanes.size()) {
            final Lane lane = idle.poll(longestNs, TimeUnit.NANOSECONDS);
            if (lane == null) {
                return "a put had not ended after " + TimeUnit.NANOSECONDS.toMillis(longestNs) + " ms";
            }
            final String problem = lane.problem;
            if (lane.isOpen && problem == null) {
                lane.isOpen = false;
                written++;
            }
            if (stop.getAsBoolean()) {
                return null;
            }
            if (problem != null) {
                failures++;
                if (lane.tries == MOST_TRIES) {
                    return problem + "; tried " + MOST_TRIES + " times";
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
                lane.tryAgain();
            } else if (nextKey < workload.keyCount()) {
                if (lanes.size() < mostLanes
                        && nextKey - firstKey >= (lanes.size() - FIRST_LANES + 1) * KEYS_PER_LANE) {
                    addLane();
                }
                final int key = nextKey;
                lane.write(key);
                nextKey = next(key + 1);
                onBegun.accept(key);
            } else {
                resting++;
            }
        }
        return null;
    }

    /** The first own key from a given one on. */
    private int next(final int from) {
        int key = from;
        while (key < workload.keyCount() && shards > 1 && Workload.owner(key, shards) != shard) {
            key++;
        }
        return key;
    }

    private void addLane() {
        final Lane lane = new Lane();
        lanes.add(lane);
        idle.add(lane);
    }

    /** Writes one key after the other. */
    private final class Lane implements Target.Completion {

        private final PlannedOperation operation = workload.newOperation();
        private final Target.Call call = target.newCall(this);
        private int tries;
        private boolean isOpen;
        private volatile @Nullable String problem;

        void write(final int key) {
            workload.planPreload(key, operation);
            tries = 1;
            isOpen = true;
            call.begin(operation);
        }

        void tryAgain() {
            tries++;
            call.begin(operation);
        }

        @Override
        public void onValue(final ByteBuffer source, final int offset, final int length) {
            throw new IllegalStateException("a preload reads nothing");
        }

        @Override
        public void onDone(final Outcome outcome, final @Nullable String message) {
            problem = outcome.isSuccess() ? null : message == null ? outcome.label() : message;
            // There is room for every lane.
            idle.add(this);
        }
    }
}
