package io.quorate.testkit.contract;

import io.quorate.node.NodeReply;
import io.quorate.node.StorageEngine;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A storage engine with a gate in front: a test decides whether it answers, holds requests back, or fails them.
 *
 * <p><b>Threads.</b> Thread-safe. Requests do not block; {@link #behave} runs what was held back on its caller's thread.
 *
 * <p><b>Guarantee.</b> Requests that were held back are treated in the order of their arrival, before any that come later. Ring
 * requests never reach an engine, so that a silent node still tells its ring.
 */
public final class GatedEngine implements StorageEngine {

    private record Held(TestRequest request, NodeReply reply) {}

    private final StorageEngine engine;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Held> held = new ArrayDeque<>();
    private NodeBehaviour behaviour = NodeBehaviour.NORMAL;
    private @Nullable TestRequest lastRequest;

    /**
     * Puts a gate, at first open, in front of an engine.
     *
     * @param engine what answers; closed with this one
     */
    public GatedEngine(final StorageEngine engine) {
        this.engine = engine;
    }

    /**
     * Changes how requests are treated, those included that are held back. When this returns the change is in force.
     *
     * @param next the new behaviour
     */
    public void behave(final NodeBehaviour next) {
        while (true) {
            final Held oldest;
            lock.lock();
            try {
                oldest = next == NodeBehaviour.SILENT ? null : held.poll();
                if (oldest == null) {
                    behaviour = next;
                    return;
                }
            } finally {
                lock.unlock();
            }
            // Not under the lock: whoever takes the answer may send again.
            treat(next, oldest.request(), oldest.reply());
        }
    }

    /**
     * The read or store that came last, whatever became of it.
     *
     * @return a copy, or null before the first
     */
    public @Nullable TestRequest lastRequest() {
        lock.lock();
        try {
            return lastRequest;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Requests that arrived and are held back now.
     *
     * @return their count
     */
    public int heldCount() {
        lock.lock();
        try {
            return held.size();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what is held back, as the death of a process does; it is never answered. */
    public void dropHeld() {
        lock.lock();
        try {
            held.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void read(final ReplicaRequest request, final NodeReply reply) {
        admit(request, reply);
    }

    @Override
    public void store(final ReplicaRequest request, final NodeReply reply) {
        admit(request, reply);
    }

    private void admit(final ReplicaRequest request, final NodeReply reply) {
        final NodeBehaviour now;
        lock.lock();
        try {
            lastRequest = TestRequest.copyOf(request);
            now = behaviour;
            if (now == NodeBehaviour.SILENT) {
                held.add(new Held(lastRequest, reply));
                return;
            }
        } finally {
            lock.unlock();
        }
        treat(now, request, reply);
    }

    private void treat(final NodeBehaviour how, final ReplicaRequest request, final NodeReply reply) {
        if (how.fate() != 0) {
            reply.fail(how.fate(), how.code(), "the test told this node to be " + how);
        } else if (request.kind() == ReplicaRequest.STORE || request.kind() == ReplicaRequest.REPAIR) {
            engine.store(request, reply);
        } else {
            engine.read(request, reply);
        }
    }

    @Override
    public byte @Nullable [] scan(
            final byte[] startKey,
            final byte[] endKey,
            final int limitCount,
            final boolean wantValues,
            final Visitor visitor) {
        return engine.scan(startKey, endKey, limitCount, wantValues, visitor);
    }

    @Override
    public long incarnationHigh() {
        return engine.incarnationHigh();
    }

    @Override
    public long incarnationLow() {
        return engine.incarnationLow();
    }

    @Override
    public long entryCount() {
        return engine.entryCount();
    }

    @Override
    public long usedBytes() {
        return engine.usedBytes();
    }

    @Override
    public void close() {
        dropHeld();
        engine.close();
    }
}
