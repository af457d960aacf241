package io.quorate.engine;

import io.quorate.metrics.Counter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings replicas up to date that a get found behind: a bounded queue, a rate, one repair per key at a time, every drop counted.
 *
 * <p><b>Threads.</b> Any; a short lock guards the queue, which only gets that found a difference ever touch.
 *
 * <p>Source: the repair strategies of SoundCloud's Roshi, which compose the same bounds.
 */
final class ReadRepairer {

    /** One value to spread; owns its arrays, and is never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record Repair(
            byte[] key, byte[] value, boolean tombstone, long timestamp, long writerId, long epoch, int replicas) {

        ByteBuffer identity() {
            return ByteBuffer.wrap(key);
        }
    }

    private static final long MAX_PENDING_BYTES = 16L << 20;

    private final QuorumEngine engine;
    private final int maxPending;
    private long pendingBytes;
    private final long gapNs;
    private final ArrayDeque<Repair> pending = new ArrayDeque<>();
    private final Set<ByteBuffer> keys = new HashSet<>();
    private long nextNs;
    private boolean nextKnown;

    ReadRepairer(final QuorumEngine engine, final int maxPending, final int repairsPerSecond) {
        this.engine = engine;
        this.maxPending = maxPending;
        this.gapNs = TimeUnit.SECONDS.toNanos(1) / repairsPerSecond;
    }

    void submit(final Repair repair) {
        final boolean taken;
        synchronized (this) {
            taken = pending.size() < maxPending
                    && pendingBytes + repair.value().length <= MAX_PENDING_BYTES
                    && keys.add(repair.identity());
            if (taken) {
                pendingBytes += repair.value().length;
                pending.add(repair);
            }
        }
        if (!taken) {
            engine.metrics().increment(Counter.REPAIRS_DROPPED);
            return;
        }
        engine.metrics().increment(Counter.REPAIRS_QUEUED);
        run(engine.nowNs());
    }

    /** Starts what the rate allows by now. */
    void run(final long nowNs) {
        Repair next = poll(nowNs);
        while (next != null) {
            engine.beginRepair(next);
            next = poll(nowNs);
        }
    }

    /** The key's repair has ended; another one may be queued. */
    synchronized void ended(final byte[] key) {
        keys.remove(ByteBuffer.wrap(key));
    }

    synchronized int size() {
        return pending.size();
    }

    private synchronized @Nullable Repair poll(final long nowNs) {
        if (pending.isEmpty()) {
            return null;
        }
        if (!nextKnown || nextNs - nowNs < 0) {
            nextNs = nowNs;
            nextKnown = true;
        }
        if (nextNs - nowNs > 0) {
            engine.env().wakeAt(nextNs);
            return null;
        }
        nextNs += gapNs;
        final Repair next = pending.remove();
        pendingBytes -= next.value().length;
        return next;
    }
}
