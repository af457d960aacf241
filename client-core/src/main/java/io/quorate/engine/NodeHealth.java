package io.quorate.engine;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How a node has fared: failures in a row, and the last success. It orders retries and starts probes; it never keeps a send from a node.
 *
 * <p><b>Threads.</b> Lock-free from any thread. <b>Allocation.</b> None.
 */
final class NodeHealth {

    private static final VarHandle LAST_SUCCESS_NS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "lastSuccessNs", VarHandle.class, NodeHealth.class, long.class);

    private final int failuresUntilSick;
    private final AtomicInteger failuresInRow = new AtomicInteger();
    /** Written for every reply, and so without the fence of a volatile write: nobody waits for it. */
    private volatile long lastSuccessNs;

    private volatile boolean everSucceeded;

    NodeHealth(final int failuresUntilSick) {
        this.failuresUntilSick = failuresUntilSick;
    }

    /** Notes a success; true if the node was sick until now. */
    boolean succeeded(final long nowNs) {
        LAST_SUCCESS_NS.setRelease(this, nowNs);
        if (!everSucceeded) {
            everSucceeded = true;
        }
        return failuresInRow.get() != 0 && failuresInRow.getAndSet(0) >= failuresUntilSick;
    }

    /** Notes a failure; true if it is the one that makes the node sick. */
    boolean failed() {
        return failuresInRow.incrementAndGet() == failuresUntilSick;
    }

    boolean isSick() {
        return failuresInRow.get() >= failuresUntilSick;
    }

    int failuresInRow() {
        return failuresInRow.get();
    }

    /** Whether {@link #lastSuccessNs()} means anything. */
    boolean everSucceeded() {
        return everSucceeded;
    }

    long lastSuccessNs() {
        return lastSuccessNs;
    }
}
