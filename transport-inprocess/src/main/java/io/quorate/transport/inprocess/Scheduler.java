package io.quorate.transport.inprocess;

import io.quorate.time.Env;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks at their instants, one at a time, on the thread of an {@link Env}; equal instants run in the order in which they were queued.
 *
 * <p>Threads: thread-safe; the lock is held for the queue only, never while a task runs. Allocation: none once the queue has its size.
 */
final class Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final int INITIAL_ROOM = 64;

    private final Env env;
    private final Object lock = new Object();
    /** A binary heap; a task knows its index, so that it can be taken out from the middle. */
    private @Nullable TimedTask[] heap = new TimedTask[INITIAL_ROOM];

    private int size;
    private long nextOrder;
    private volatile @Nullable Thread running;

    Scheduler(final Env env) {
        this.env = env;
    }

    void start() {
        env.start(this::onWake);
    }

    long nowNs() {
        return env.nowNs();
    }

    boolean isCurrentThread() {
        return running == Thread.currentThread();
    }

    /** Queues a task that is not queued. */
    void schedule(final TimedTask task, final long dueNs) {
        synchronized (lock) {
            if (task.index != TimedTask.NOT_QUEUED) {
                throw new IllegalStateException("the task is queued already");
            }
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            task.dueNs = dueNs;
            task.order = nextOrder++;
            siftUp(task, size++);
            if (task.index != 0) {
                return;
            }
        }
        env.wakeAt(dueNs);
    }

    /** Takes a task out of the queue; one that is not in it, or about to run, is left alone. */
    void cancel(final TimedTask task) {
        synchronized (lock) {
            if (task.index != TimedTask.NOT_QUEUED) {
                remove(task.index);
            }
        }
    }

    private void onWake() {
        running = Thread.currentThread();
        try {
            TimedTask due = pollDue();
            while (due != null) {
                runSafely(due);
                due = pollDue();
            }
        } finally {
            running = null;
        }
    }

    private static void runSafely(final TimedTask task) {
        try {
            task.run();
        } catch (final RuntimeException | Error e) {
            LOG.error("a task of the in-process network failed", e);
        }
    }

    private @Nullable TimedTask pollDue() {
        final long nextNs;
        synchronized (lock) {
            final TimedTask first = heap[0];
            if (first == null) {
                return null;
            }
            nextNs = first.dueNs;
            if (nextNs - env.nowNs() <= 0) {
                remove(0);
                return first;
            }
        }
        env.wakeAt(nextNs);
        return null;
    }

    private void remove(final int at) {
        final TimedTask removed = at(at);
        final TimedTask last = at(--size);
        heap[size] = null;
        removed.index = TimedTask.NOT_QUEUED;
        if (last != removed) {
            siftDown(last, at);
            if (last.index == at) {
                siftUp(last, at);
            }
        }
    }

    private void siftUp(final TimedTask task, final int from) {
        int at = from;
        while (at > 0) {
            final int parent = (at - 1) >>> 1;
            if (!isBefore(task, at(parent))) {
                break;
            }
            put(at(parent), at);
            at = parent;
        }
        put(task, at);
    }

    private void siftDown(final TimedTask task, final int from) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(at(child + 1), at(child))) {
                child++;
            }
            if (!isBefore(at(child), task)) {
                break;
            }
            put(at(child), at);
            at = child;
        }
        put(task, at);
    }

    private void put(final TimedTask task, final int at) {
        heap[at] = task;
        task.index = at;
    }

    private TimedTask at(final int index) {
        final TimedTask task = heap[index];
        if (task == null) {
            throw new AssertionError("no task at " + index + " of " + size);
        }
        return task;
    }

    private static boolean isBefore(final TimedTask a, final TimedTask b) {
        final long difference = a.dueNs - b.dueNs;
        return difference != 0 ? difference < 0 : a.order - b.order < 0;
    }
}
