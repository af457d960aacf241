package io.quorate.load.record;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When one node was not connected.
 *
 * <p><b>Threads.</b> Any; a short lock, which only connections that come and go ever touch.
 */
final class ReplicaOutages {

    /** Most that are kept one by one; a node whose connection comes and goes all the time is counted on. */
    static final int MOST_KEPT = 1_000;

    private final List<ReplicaOutage> ended = new ArrayList<>();
    private boolean heardOf;
    private boolean down;
    private long downSinceNs;
    private @Nullable String cause;
    private boolean measuring;
    private long startNs;
    private long count;
    private long endedNs;

    /** What a look at the node says; without effect once an event has told of it. */
    synchronized void seen(final boolean connected, final @Nullable String problem, final long nowNs) {
        if (!heardOf) {
            if (connected) {
                connected(nowNs);
            } else {
                disconnected(problem, nowNs);
            }
        }
    }

    synchronized void connected(final long nowNs) {
        heardOf = true;
        if (down) {
            down = false;
            if (measuring) {
                final ReplicaOutage outage = outage(nowNs, true);
                count++;
                endedNs += outage.durationNs();
                if (ended.size() < MOST_KEPT) {
                    ended.add(outage);
                }
            }
        }
    }

    synchronized void disconnected(final @Nullable String newCause, final long nowNs) {
        heardOf = true;
        if (!down) {
            down = true;
            downSinceNs = nowNs;
            cause = newCause;
        }
    }

    /** Outages count from now on; without effect if they do already. */
    synchronized void startMeasuring(final long nowNs) {
        if (!measuring) {
            measuring = true;
            startNs = nowNs;
        }
    }

    /** Those so far; the last one may not be over. */
    synchronized List<ReplicaOutage> list(final long nowNs) {
        final List<ReplicaOutage> all = new ArrayList<>(ended);
        if (down && measuring) {
            all.add(outage(nowNs, false));
        }
        return List.copyOf(all);
    }

    synchronized long count() {
        return count + (down && measuring ? 1 : 0);
    }

    synchronized long totalNs(final long nowNs) {
        return endedNs + (down && measuring ? outage(nowNs, false).durationNs() : 0);
    }

    private ReplicaOutage outage(final long nowNs, final boolean over) {
        return new ReplicaOutage(Math.max(0, downSinceNs - startNs), Math.max(0, nowNs - startNs), over, cause);
    }
}
