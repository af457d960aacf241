package io.quorate.engine;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The questions for the ring that are under way: those of the one refresh at a time, and those that greet or probe a single node.
 *
 * <p><b>Threads.</b> Guarded by the lock of its {@link RingManager}.
 */
final class RingAsks {

    /** By correlation id; true for those of the refresh. */
    private final Map<Long, Boolean> pending = new HashMap<>();

    private long sequence;
    private int ofRefresh;
    private boolean usable;

    /** Enters a question and returns its correlation id. All questions of a refresh are entered before the first one is sent. */
    long enter(final boolean partOfRefresh) {
        final long correlationId = Correlation.background(++sequence);
        if (partOfRefresh) {
            usable &= ofRefresh > 0;
            ofRefresh++;
        }
        pending.put(correlationId, partOfRefresh);
        return correlationId;
    }

    /** Makes the caller the one who ends a question; null for one that has ended or never was, else whether a refresh asked it. */
    @Nullable
    Boolean claim(final long correlationId) {
        return pending.remove(correlationId);
    }

    /** Ends a claimed question; true if it was the last one of a refresh that brought no usable answer. */
    boolean endsRefreshInVain(final boolean partOfRefresh, final boolean hasUsableAnswer) {
        if (!partOfRefresh) {
            return false;
        }
        usable |= hasUsableAnswer;
        return --ofRefresh == 0 && !usable;
    }

    boolean isRefreshing() {
        return ofRefresh > 0;
    }
}
