package io.quorate.testkit.contract;

/** How a node under test treats the requests that reach it. */
public enum NodeBehaviour {
    /** Answers as a healthy node does. */
    NORMAL,

    /**
     * Stays connected and takes requests, but neither applies nor answers them. Back in another behaviour it treats what it holds
     * in that way, in the order of arrival; requests that were given up meanwhile may be dropped.
     */
    SILENT,

    /**
     * Applies nothing and refuses every request, as a node does that finds it invalid: {@link io.quorate.transport.ReplicaListener#REFUSED}
     * with {@link io.quorate.transport.ReplicaListener#CODE_INVALID}.
     */
    REFUSING,

    /**
     * Applies nothing and has no room: {@link io.quorate.transport.ReplicaListener#OVERLOADED} with
     * {@link io.quorate.transport.ReplicaListener#CODE_OVERLOADED}.
     */
    OVERLOADED,

    /**
     * Fails inside on every request, so that a store may have been applied: {@link io.quorate.transport.ReplicaListener#MAYBE_APPLIED}
     * with {@link io.quorate.transport.ReplicaListener#CODE_NODE_FAULT}.
     */
    FAULTY
}
