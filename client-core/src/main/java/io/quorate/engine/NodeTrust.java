package io.quorate.engine;

import org.jspecify.annotations.Nullable;

/**
 * Whether the process behind a connection is the member that it is taken for. A connection carries operations only once its peer's ring
 * state has shown that it is of this cluster and has this name; and what it answers counts only if it comes from the store that told so.
 *
 * <p><b>Threads.</b> Written under the lock of the {@link RingManager}, read from any thread. <b>Allocation.</b> None when read.
 */
final class NodeTrust {

    /*
     * Addresses outlive processes: a node restarts with an empty disk, two nodes swap addresses, a node of another cluster is started where
     * one of this cluster was. The transport cannot see it, and a put that such a process takes is an acknowledgement from nowhere.
     *
     * Where puts are linearizable, a replica must not forget what it has acknowledged. So there the store of a member is pinned for the
     * epoch: one with another UUID holds nothing of what its predecessor promised, and gets no vote before the operator raises the epoch.
     */
    private final boolean pinned;
    private volatile StoreId store = StoreId.UNKNOWN;
    private volatile boolean open;
    private volatile @Nullable String problem;
    private long pinnedEpoch;

    NodeTrust(final boolean pinned) {
        this.pinned = pinned;
    }

    /** Whether operations may be sent. */
    boolean isOpen() {
        return open;
    }

    /** Whether an answer comes from the store that told the ring. */
    boolean isFrom(final long high, final long low) {
        return store.is(high, low) || (high | low) == 0;
    }

    /** Why nothing may be sent, if that is known. */
    @Nullable
    String problem() {
        return problem;
    }

    /** There is a new connection, of whose peer nothing is known yet. */
    void connected() {
        open = false;
        problem = null;
    }

    /** The peer's ring state agrees with the ring in use; returns why its store is not trusted all the same, or null. */
    @Nullable
    String agreed(final StoreId told, final long epoch) {
        final StoreId before = store;
        if (pinned && before.isKnown() && !before.equals(told) && pinnedEpoch == epoch) {
            final String text =
                    "its store was replaced: linearizable puts that it has acknowledged may be gone, so that it has no"
                            + " vote; restart it with its data, or raise the epoch of all nodes once";
            distrust(text);
            return text;
        }
        store = told;
        pinnedEpoch = epoch;
        problem = null;
        open = true;
        return null;
    }

    /** The peer cannot tell a ring, because it is older than rings are. */
    void older() {
        problem = null;
        open = true;
    }

    /** An answer came from another store than the one that told the ring: nothing more is sent until the peer has told anew. */
    void doubt() {
        open = false;
    }

    void distrust(final @Nullable String why) {
        problem = why;
        open = false;
    }
}
