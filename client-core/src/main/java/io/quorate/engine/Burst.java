package io.quorate.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Operations that one thread begins one after the other: what they send leaves together at the end, grouped by node, instead of after
 * each.
 *
 * <p><b>Threads.</b> One burst at a time; whoever finds another one under way does without, which costs nothing but the grouping.
 *
 * <p><b>Allocation.</b> None once its list has grown to the nodes of a burst.
 */
final class Burst {
    private final AtomicReference<Thread> owner = new AtomicReference<>();
    private final List<Node> held = new ArrayList<>();

    /** Makes the current thread the owner; false if there is one already. */
    boolean begin() {
        return owner.compareAndSet(null, Thread.currentThread());
    }

    /** Whether the current thread is the owner. */
    boolean isMine() {
        final Thread current = owner.get();
        return current != null && current == Thread.currentThread();
    }

    /** Keeps a node's flush for the end; only for the owner. */
    void hold(final Node node) {
        if (!node.isHeld()) {
            held.add(node);
            node.hold();
        }
    }

    /** Flushes what was held; only for the owner. */
    void end(final QuorumEngine engine) {
        for (int i = 0; i < held.size(); i++) {
            final Node node = held.get(i);
            node.release();
            engine.flush(node);
        }
        held.clear();
        owner.set(null);
    }
}
