package io.quorate.transport.grpc;

import io.quorate.CallOptions;
import io.quorate.QuorateClient;
import io.quorate.engine.OperationView;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Puts of one large value at a constant rate, from a thread of its own, until closed. */
final class LargePuts implements AutoCloseable {

    private static final byte[] KEY = {'l', 'a', 'r', 'g', 'e'};
    private static final CallOptions OPTIONS = CallOptions.DEFAULT.withWantPrevious(false);
    private static final long STOP_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final QuorateClient client;
    private final byte[] value;
    private final long gapNs;
    private final AtomicLong startedCount = new AtomicLong();
    private final AtomicLong endedCount = new AtomicLong();
    private final AtomicLong failedCount = new AtomicLong();
    private final Thread thread = new Thread(this::run, "large-puts");
    private volatile boolean closing;

    private LargePuts(final QuorateClient client, final int bytes, final double perSecond) {
        this.client = client;
        this.value = new byte[bytes];
        this.gapNs = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        thread.setDaemon(true);
    }

    static LargePuts start(final QuorateClient client, final int bytes, final double perSecond) {
        final LargePuts puts = new LargePuts(client, bytes, perSecond);
        puts.thread.start();
        return puts;
    }

    long endedCount() {
        return endedCount.get();
    }

    long failedCount() {
        return failedCount.get();
    }

    /** Waits for those under way. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        final long giveUpNs = System.nanoTime() + STOP_NS;
        while (thread.isAlive() || startedCount.get() > endedCount.get() + failedCount.get()) {
            if (giveUpNs - System.nanoTime() <= 0) {
                throw new IllegalStateException("large puts did not end");
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private void run() {
        long due = System.nanoTime();
        while (!closing) {
            final long leftNs = due - System.nanoTime();
            if (leftNs > 0) {
                LockSupport.parkNanos(this, leftNs);
            } else {
                startedCount.incrementAndGet();
                client.put(KEY, 0, KEY.length, value, 0, value.length, OPTIONS, this::onDecided);
                due += gapNs;
            }
        }
    }

    private void onDecided(final OperationView view) {
        (view.error() == null ? endedCount : failedCount).incrementAndGet();
    }
}
