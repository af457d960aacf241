package io.quorate.engine;

import io.quorate.metrics.Counter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
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

    /** One value to spread, and the nodes that lack it, by their bits in the preference list; owns its arrays, and is never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record Repair(
            byte[] key,
            byte[] value,
            boolean tombstone,
            long timestamp,
            long writerId,
            long epoch,
            int replicas,
            List<Node> nodes) {

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
        final String obstacle;
        synchronized (this) {
            obstacle = obstacle(repair);
            if (obstacle == null) {
                keys.add(repair.identity());
                pendingBytes += repair.value().length;
                pending.add(repair);
            }
        }
        if (obstacle != null) {
            engine.repairDropped(repair, obstacle);
            return;
        }
        engine.metrics().add(Counter.REPAIRS_QUEUED, repair.nodes().size());
        run(engine.nowNs());
    }

    private @Nullable String obstacle(final Repair repair) {
        if (keys.contains(repair.identity())) {
            return "a repair of the same key is under way";
        }
        return pending.size() >= maxPending || pendingBytes + repair.value().length > MAX_PENDING_BYTES
                ? "the queue is full"
                : null;
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

    /** Keys whose repair waits for its turn or for its ack. */
    synchronized int size() {
        return keys.size();
    }

    /** Gives up what waits. */
    void close() {
        final List<Repair> dropped;
        synchronized (this) {
            dropped = List.copyOf(pending);
            pending.clear();
            pendingBytes = 0;
        }
        for (final Repair repair : dropped) {
            ended(repair.key());
            engine.repairDropped(repair, "the client was closed");
        }
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
