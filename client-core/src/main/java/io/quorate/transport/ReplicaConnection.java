package io.quorate.transport;

/**
 * One node as the engine sees it: sends requests, knows whether it is connected.
 *
 * <p><b>Threads.</b> Thread-safe and non-blocking; any thread may call any method.
 *
 * <p><b>Guarantee.</b> Each send that returned {@link #ACCEPTED} ends in exactly one {@link ReplicaListener#onReply} or
 * {@link ReplicaListener#onFailure}, no later than its deadline. A negative result means that nothing was sent and no callback follows.
 *
 * <p><b>Allocation.</b> None is asked of an in-process transport in steady state; a network transport documents its own.
 */
public interface ReplicaConnection {

    /** The send was taken; exactly one callback follows. */
    int ACCEPTED = 0;

    /** The node has as many operations in flight as the transport allows; try another time. */
    int BACK_PRESSURED = -1;

    /** There is no connection at the moment. */
    int NOT_CONNECTED = -2;

    /** The connection has been closed by {@link #close()}. */
    int CLOSED = -3;

    /**
     * Sends a request. The listener may be called before this method returns.
     *
     * @param correlationId comes back with the callback; the transport does not interpret it
     * @param request flyweight, owned by the caller; whatever is needed of it has been copied when this method returns
     * @param deadlineNs instant on the clock of {@link io.quorate.time.Env#nowNs()} by which the callback must have happened
     * @return {@link #ACCEPTED} or one of the negative constants
     */
    int send(long correlationId, ReplicaRequest request, long deadlineNs);

    /** Marks the end of a burst of sends: a batching transport starts to write now what it has collected. */
    void flush();

    /**
     * Hints that nobody waits for this read any more. The callback still comes. Never called for stores.
     *
     * @param correlationId of the send
     */
    void cancel(long correlationId);

    /**
     * Asks for a dial if there is no connection and none is being made; a hint. The engine repeats it with backoff, once the dial was told
     * to have failed, or when nothing was told of it for as long as the client's dial timeout.
     */
    void connect();

    /**
     * What the node can do, see {@link Capabilities}. Known once connected; 0 before.
     *
     * @return a set of bits
     */
    long capabilities();

    /** Closes this connection: pending sends end with a failure, later sends answer {@link #CLOSED}. Idempotent, does not block. */
    void close();
}
