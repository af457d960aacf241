package io.quorate.testkit.contract;

import io.quorate.transport.ReplicaListener;

/** How a {@link GatedEngine} treats the reads and stores that reach it. */
public enum NodeBehaviour {
    /** Answers as a healthy store does. */
    NORMAL(0, ReplicaListener.CODE_UNKNOWN),

    /** Takes requests, but neither applies nor answers them before the behaviour changes. */
    SILENT(0, ReplicaListener.CODE_UNKNOWN),

    /** Applies nothing and finds every request invalid. */
    REFUSING(ReplicaListener.REFUSED, ReplicaListener.CODE_INVALID),

    /** Applies nothing and has no room. */
    OVERLOADED(ReplicaListener.OVERLOADED, ReplicaListener.CODE_OVERLOADED),

    /** Applies nothing, since every request is of a ring older than the node's. */
    NEWER_RING(ReplicaListener.STALE_EPOCH, ReplicaListener.CODE_STALE_EPOCH),

    /** Fails inside on every request, so that a store may have been applied. */
    FAULTY(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_NODE_FAULT);

    private final int fate;
    private final int code;

    NodeBehaviour(final int fate, final int code) {
        this.fate = fate;
        this.code = code;
    }

    /**
     * How requests end.
     *
     * @return a fate of {@link ReplicaListener}, 0 when they are answered
     */
    public int fate() {
        return fate;
    }

    /**
     * Why requests fail.
     *
     * @return a code of {@link ReplicaListener}
     */
    public int code() {
        return code;
    }
}
