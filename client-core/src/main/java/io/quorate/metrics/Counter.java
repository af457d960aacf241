package io.quorate.metrics;

/**
 * Everything that a client counts; all counters only grow.
 *
 * <p><b>Threads.</b> Immutable.
 */
public enum Counter {
    /** Gets that were taken; those refused at once are counted by their failure only. */
    GETS,
    /** Puts that were taken; those refused at once are counted by their failure only. */
    PUTS,
    /** Deletes that were taken; those refused at once are counted by their failure only. */
    DELETES,

    /** Operations that failed because too few replicas were left that could answer. */
    FAILED_REPLICAS,
    /** Operations that failed because their deadline passed. */
    FAILED_DEADLINE,
    /** Gets that failed because what they found could not be confirmed. */
    FAILED_CONFIRM,
    /** Operations whose key, value or option was invalid, to this client or to a node. */
    FAILED_VALIDATION,
    /** Operations that a limit of this client, or of too many nodes, refused. */
    FAILED_OVERLOADED,
    /** Operations that a node of the key cannot do. */
    FAILED_UNSUPPORTED,
    /** Operations that failed because the ring has fewer members than their quorum. */
    FAILED_NO_NODES,
    /** Operations that their caller cancelled, by its future or by an interrupt. */
    FAILED_CANCELLED,
    /** Operations that the close of the client ended or refused. */
    FAILED_CLOSED,
    /** Linearizable puts and deletes that got no version, because the clocks of client and nodes are too far apart. */
    FAILED_CLOCK,

    /** Sends of operations that a transport accepted, of every kind and attempt. */
    SENDS,
    /** Sends that repeated an earlier one to the same replica. */
    RETRIES,
    /** Sends that a transport did not accept because the node had too many in flight. */
    BACK_PRESSURED,
    /** Sends that a transport did not accept because there was no connection. */
    NOT_CONNECTED,
    /** Replies that reached an operation, late ones included. */
    REPLIES,
    /** Sends that ended in a failure. */
    SEND_FAILURES,

    /** Gets that had to write what they found to some replica before they answered. */
    CONFIRMING_GETS,
    /** Stores that such gets sent. */
    WRITE_BACKS,
    /** Gets that answered with a value that too few replicas hold, as {@code EVENTUAL} and older servers allow. */
    UNCONFIRMED_GETS,
    /** Puts and deletes that found something newer than themselves. */
    SUPERSEDED_WRITES,
    /** Gets that met different values under one timestamp. */
    TIES,

    /** Read repairs that were put into the queue. */
    REPAIRS_QUEUED,
    /** Read repairs that were sent. */
    REPAIRS_SENT,
    /** Read repairs that were given up before they were sent: queue full, key already queued, node sick, or client closed. */
    REPAIRS_DROPPED,
    /** Read repairs that were sent and did not succeed. */
    REPAIRS_FAILED,

    /** Replies that came after their operation was decided. */
    LATE_REPLIES,
    /** Replies whose operation was no longer known. */
    STRAY_REPLIES,
    /** Replies that did not count, because they came from a store that is not, or not only, the asked member's. */
    FOREIGN_REPLIES,
    /** Decided operations that gave up their late replies because too many of them were waiting. */
    DISOWNED,
    /** Operations that were refused because too many operations, or too many bytes, were in flight. */
    OVERLOADED,

    /** Dials that were asked for; one at a time per node. */
    DIALS,
    /** Connections that came up. */
    CONNECTS,
    /** Connections that broke, and dials that failed. */
    DISCONNECTS,
    /** Times that a node became sick. */
    NODES_SICK,
    /** Times that a sick node recovered. */
    NODES_RECOVERED,
    /** Probes sent to sick nodes. */
    PROBES,

    /** Refreshes of the ring that were started. */
    RING_REFRESHES,
    /** Refreshes of the ring that brought no usable answer. */
    RING_REFRESH_FAILURES,
    /** New rings that were put into use. */
    RING_CHANGES,
    /** Replies and failures that said that this client's ring epoch is stale. */
    STALE_EPOCHS,
    /** Operations that began anew on a newer ring, because a node had refused them for their older one. */
    EPOCH_RESTARTS,
    /** Ring states that were refused because they contradict the ring in use, for example other members under the same epoch. */
    RING_CONFLICTS,

    /** Versions of nodes that the clock did not follow because they were too far ahead. */
    CLOCK_DRIFTS,
    /** Callbacks, and executors that they were given to, that threw. */
    HANDLER_FAULTS,
    /** Listener methods that threw. */
    LISTENER_FAULTS,
    /** Calls of a transport that broke its contract, for example by throwing. */
    TRANSPORT_FAULTS
}
