package io.quorate.load.check;

import java.util.Locale;

/** What can be wrong with the answer of a read. */
public enum ViolationKind {
    /** A write had ended before a newer one began, and the newer one was acknowledged before the read began, which returned the older one. */
    STALE,

    /** As stale, and the newer write is a delete: what was removed is back. */
    RESURRECTED,

    /** As stale, but that the newer write was in effect is known from an earlier read that had returned it: two reads saw them the wrong way round. */
    INVERSION,

    /** Nothing was found although a write was in effect and no delete can have removed it. */
    LOST,

    /** The value was written by another run, or by a write that this run never made. */
    PHANTOM,

    /** The value does not match its checksum, or has none. */
    CORRUPT,

    /** The value was written to another key. */
    MISPLACED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /**
     * The name in tables and files.
     *
     * @return for example {@code stale}
     */
    public String label() {
        return label;
    }

    /** Whether a cluster that promises no order between reads and writes may answer so. */
    boolean isAgeOnly() {
        return this == STALE || this == RESURRECTED || this == INVERSION || this == LOST;
    }
}
