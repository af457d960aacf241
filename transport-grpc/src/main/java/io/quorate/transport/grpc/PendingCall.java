package io.quorate.transport.grpc;

/** A send that was accepted and has not had its callback yet, as {@link CallTable} keeps it. Methods are thread-safe. */
interface PendingCall {
    /** Told by the table, before anybody else can find the call there. */
    void setSlot(int slot);

    /** The id that comes back with the callback. */
    long correlationId();

    /** The instant at which it ends at the latest. */
    long deadlineNs();

    /** Ends the call because its deadline has passed; the callback comes from the network side. */
    void expire();

    /** Hints that nobody waits any more; the callback comes from the network side. */
    void cancel();

    /** Ends the call at once with this failure, unless it has ended already. */
    void abandon(Failure failure);
}
