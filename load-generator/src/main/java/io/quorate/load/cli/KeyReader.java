package io.quorate.load.cli;

import io.quorate.CallOptions;
import io.quorate.OperationCallback;
import io.quorate.QuorateClient;
import io.quorate.engine.OperationView;
import io.quorate.error.QuorateException;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.Workload;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads every key of a load, a bounded number at a time, and has what it finds judged. What cannot be read is tried again.
 *
 * <p><b>Threads.</b> One thread calls {@link #run}, which blocks, once.
 */
final class KeyReader {

    /** Reads under way at a time. */
    static final int CONCURRENCY = 64;

    /** After so many keys that cannot be read the rest is left alone. */
    static final int MOST_UNREAD = 100;

    private static final int MOST_TRIES = 3;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Judges what keys hold; thread-safe. */
    interface Judge {

        /** A key holds a value, which is there during the call only. */
        void found(int keyIndex, byte[] key, ByteBuffer source, int offset, int length);

        /** A key holds nothing. */
        void absent(int keyIndex, byte[] key);
    }

    private final QuorateClient client;
    private final Workload workload;
    private final Judge judge;
    private final long longestNs;
    private final BlockingQueue<Lane> idle = new ArrayBlockingQueue<>(CONCURRENCY);
    private int read;
    private int unread;
    private @Nullable String firstProblem;

    /**
     * Prepares to read.
     *
     * @param workload whose keys
     * @param longestNs how long one read may take
     */
    KeyReader(final QuorateClient client, final Workload workload, final Judge judge, final long longestNs) {
        this.client = client;
        this.workload = workload;
        this.judge = judge;
        this.longestNs = longestNs;
    }

    /** Reads the keys that are chosen, unless it is asked to stop; whether all reads ended in time. */
    boolean run(final IntPredicate isChosen, final BooleanSupplier stop) throws InterruptedException {
        for (int i = 0; i < CONCURRENCY; i++) {
            idle.add(new Lane());
        }
        int key = 0;
        int resting = 0;
        while (resting < CONCURRENCY) {
            final Lane lane = idle.poll(longestNs, TimeUnit.NANOSECONDS);
            if (lane == null) {
                return false;
            }
            if (stop.getAsBoolean()) {
                return true;
            }
            while (key < workload.keyCount() && !isChosen.test(key)) {
                key++;
            }
            if (lane.problem != null && lane.tries < MOST_TRIES && unread < MOST_UNREAD) {
                // They come in the order in which they ended: those that failed together wait together.
                TimeUnit.NANOSECONDS.sleep(lane.endedNs + PAUSE_NS - System.nanoTime());
                lane.read();
            } else {
                count(lane);
                if (key < workload.keyCount() && unread < MOST_UNREAD) {
                    lane.read(key++);
                } else {
                    resting++;
                }
            }
        }
        return true;
    }

    private void count(final Lane lane) {
        if (lane.problem != null) {
            unread++;
            if (firstProblem == null) {
                firstProblem = lane.problem;
            }
        } else if (lane.tries > 0) {
            read++;
        }
    }

    /** How many keys were read. */
    int read() {
        return read;
    }

    /** How many could not be read. */
    int unread() {
        return unread;
    }

    /** Why the first one could not be read; null if all could. */
    @Nullable
    String firstProblem() {
        return firstProblem;
    }

    /** Reads one key after the other. */
    private final class Lane implements OperationCallback {

        private final PlannedOperation operation = workload.newOperation();
        private int tries;
        private volatile long endedNs;
        private volatile @Nullable String problem;

        void read(final int key) {
            workload.planPreload(key, operation);
            tries = 0;
            read();
        }

        void read() {
            tries++;
            final byte[] key = operation.key();
            client.get(key, 0, key.length, CallOptions.DEFAULT, this);
        }

        @Override
        public void onDecided(final OperationView view) {
            final QuorateException error = view.error();
            try {
                if (error != null) {
                    return;
                }
                if (view.exists()) {
                    judge.found(
                            operation.keyIndex(),
                            operation.key(),
                            view.bytes(),
                            view.valueOffset(),
                            view.valueLength());
                } else {
                    judge.absent(operation.keyIndex(), operation.key());
                }
            } finally {
                endedNs = System.nanoTime();
                problem = error == null ? null : String.valueOf(error.getMessage());
                // There is room for every lane.
                idle.add(this);
            }
        }
    }
}
