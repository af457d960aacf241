package io.quorate.engine;

import io.quorate.metrics.Counter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether the ring in use can be trusted: when it was last confirmed, and what speaks against it.
 *
 * <p><b>Threads.</b> Any; its own short lock.
 */
final class RingTrust {

    private static final long STALE_NS = TimeUnit.MINUTES.toNanos(5);
    private static final int FAILURES_UNTIL_UNHEALTHY = 3;

    private final QuorumEngine engine;
    private long adoptedWallMs;
    private long lastSuccessNs;
    private int failuresInRow;
    private @Nullable String lastFailure;
    /** What contradicts the ring, by the node that says so. */
    private final Map<String, String> problems = new LinkedHashMap<>();

    RingTrust(final QuorumEngine engine) {
        this.engine = engine;
    }

    /** A ring is in use from now on; the node that told it has thereby confirmed it. */
    synchronized void adopted() {
        lastSuccessNs = engine.nowNs();
        adoptedWallMs = engine.env().wallMs();
        problems.clear();
    }

    synchronized void confirmed(final long nowNs) {
        lastSuccessNs = nowNs;
        failuresInRow = 0;
    }

    void refreshFailed(final String cause) {
        engine.metrics().increment(Counter.RING_REFRESH_FAILURES);
        synchronized (this) {
            failuresInRow++;
            lastFailure = cause;
        }
    }

    /** Notes what contradicts the ring; it stands until that node agrees, or another ring is adopted. */
    void problem(final String node, final String text) {
        synchronized (this) {
            if (text.equals(problems.put(node, text))) {
                return;
            }
        }
        engine.listener().onRingProblem(text);
    }

    /** That node does not contradict the ring any more. */
    synchronized void agrees(final String node) {
        problems.remove(node);
    }

    synchronized RingHealth health(final @Nullable Topology topology, final long nowNs) {
        if (topology == null) {
            return new RingHealth(false, "no ring yet", 0, 0, 0, 0, failuresInRow);
        }
        final long agoNs = nowNs - lastSuccessNs;
        String why = problems.isEmpty() ? null : problems.values().iterator().next();
        if (why == null && failuresInRow >= FAILURES_UNTIL_UNHEALTHY) {
            why = failuresInRow + " refreshes in a row failed: " + lastFailure;
        }
        if (why == null && agoNs > STALE_NS) {
            why = "last confirmed " + TimeUnit.NANOSECONDS.toSeconds(agoNs) + " s ago, more than "
                    + TimeUnit.NANOSECONDS.toSeconds(STALE_NS) + " s";
        }
        return new RingHealth(
                why == null,
                why,
                topology.ring().epoch(),
                topology.ring().nodeCount(),
                adoptedWallMs,
                agoNs,
                failuresInRow);
    }
}
