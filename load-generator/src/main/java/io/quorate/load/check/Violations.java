package io.quorate.load.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts violations, and keeps the first ones. Threads: thread-safe. */
final class Violations {

    /** Of how many the evidence is kept, and given to the sink. */
    static final int MOST_KEPT = 1_000;

    private static final ViolationKind[] KINDS = ViolationKind.values();

    private final ViolationSink sink;
    private final AtomicLong all = new AtomicLong();
    private final AtomicLongArray counts = new AtomicLongArray(KINDS.length);
    private final List<Violation> kept = new ArrayList<>();

    Violations(final ViolationSink sink) {
        this.sink = sink;
    }

    /** Counts one; whether its evidence is wanted. */
    boolean count(final ViolationKind kind) {
        counts.incrementAndGet(kind.ordinal());
        return all.incrementAndGet() <= MOST_KEPT;
    }

    void keep(final Violation violation) {
        synchronized (kept) {
            kept.add(violation);
            sink.accept(violation);
        }
    }

    List<Violation> kept() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }

    Map<ViolationKind, Long> counts() {
        final Map<ViolationKind, Long> found = new EnumMap<>(ViolationKind.class);
        for (final ViolationKind kind : KINDS) {
            final long count = counts.get(kind.ordinal());
            if (count > 0) {
                found.put(kind, count);
            }
        }
        return found;
    }
}
