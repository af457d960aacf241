package io.quorate.engine;

import io.quorate.metrics.Counter;
import io.quorate.quorum.OperationState;
import io.quorate.quorum.RepairMachine;
import io.quorate.ring.RingSnapshot;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaReply;
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

    /** Spreads what a get has found to the replicas that reported less, if there are any. */
    void consider(final OperationSlot slot, final OperationState state) {
        final int stale = state.staleReplicas();
        if (stale != 0) {
            submit(new Repair(
                    slot.request().copyOfKey(),
                    state.candidateValue().toByteArray(),
                    state.candidateResult() == ReplicaReply.TOMBSTONE,
                    state.candidateTimestamp(),
                    state.candidateWriterId(),
                    slot.request().ringEpoch(),
                    stale,
                    slot.nodes(stale)));
        }
    }

    private void submit(final Repair repair) {
        final String obstacle;
        synchronized (this) {
            obstacle = obstacleToQueue(repair);
            if (obstacle == null) {
                keys.add(repair.identity());
                pendingBytes += repair.value().length;
                pending.add(repair);
            }
        }
        if (obstacle != null) {
            dropped(repair, obstacle);
            return;
        }
        engine.metrics().add(Counter.REPAIRS_QUEUED, repair.nodes().size());
        run(engine.nowNs());
    }

    private @Nullable String obstacleToQueue(final Repair repair) {
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
            begin(next);
            next = poll(nowNs);
        }
    }

    private void begin(final Repair repair) {
        final Topology current = engine.topology();
        final String obstacle = current == null ? "there is no ring" : obstacle(repair, current);
        final OperationSlot slot = obstacle == null ? engine.slots().acquire() : null;
        if (slot == null || current == null) {
            ended(repair.key());
            dropped(repair, obstacle == null ? "every slot is in use" : obstacle);
            return;
        }
        slot.claim();
        final OperationState state = slot.state();
        final RingSnapshot ring = current.ring();
        final long nowNs = engine.nowNs();
        final long deadlineNs = nowNs + engine.config().timing().attemptTimeoutNs();
        engine.prepare(state, ring.replicaCount(), 0, 0, deadlineNs);
        state.repairTargets(repair.replicas());
        state.version(repair.timestamp(), repair.writerId());
        slot.request().key(repair.key(), 0, repair.key().length);
        engine.identify(slot.request(), ring.epoch());
        slot.request().value(repair.value(), 0, repair.value().length, repair.tombstone());
        slot.replicas(current, slotOf(repair, ring));
        slot.answerTo(QuorumEngine.REPAIR, null, null, 0);
        slot.begin(RepairMachine.INSTANCE, nowNs);
    }

    /** Why a repair must not be sent any more: what was true when it was queued may have changed. */
    private @Nullable String obstacle(final Repair repair, final Topology current) {
        if (!engine.isRunning()) {
            return "the client was closed";
        }
        final RingSnapshot ring = current.ring();
        final int ringSlot = slotOf(repair, ring);
        int target = 0;
        for (int i = 0; i < ring.replicaCount(); i++) {
            final Node node = current.node(ring.replica(ringSlot, i));
            if (Capabilities.has(node.capabilities(current.quorate()), Capabilities.OWN_TIMESTAMPS)) {
                return "a replica stamps what it is sent on its own clock";
            }
            if ((repair.replicas() & (1 << i)) != 0 && node != repair.nodes().get(target++)) {
                return "the ring has changed";
            }
        }
        return ring.epoch() == repair.epoch() ? null : "the ring has changed";
    }

    private static int slotOf(final Repair repair, final RingSnapshot ring) {
        return ring.slotOf(ring.hash(repair.key(), 0, repair.key().length));
    }

    private void dropped(final Repair repair, final String cause) {
        for (final Node node : repair.nodes()) {
            engine.accounting().repairDropped(node, cause);
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
            dropped(repair, "the client was closed");
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
