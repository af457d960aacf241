package io.quorate.quorum;

/**
 * What a machine wants done. Implemented once for production and simulation, and once for exhaustive search.
 *
 * <p><b>Guarantee asked of the implementation.</b> No call leads back into the machine before the machine has returned.
 */
public interface Effects {

    /**
     * Sends to a replica; ends in exactly one reply or failure event of the same replica and attempt, also when nothing could be sent.
     *
     * @param replica index in the preference list
     * @param attempt number that comes back with the event
     * @param kind one of the kinds of {@link io.quorate.transport.ReplicaRequest}
     * @param deadlineNs instant by which the event must have come
     */
    void send(int replica, int attempt, byte kind, long deadlineNs);

    /**
     * Asks for a tick at an instant. Every tick forgets what was asked before it; until then the earliest request counts.
     *
     * @param atNs instant on the driver's clock
     */
    void wakeAt(long atNs);

    /**
     * Gives the operation its version, by {@link OperationState#version}: one that no operation of this writer has, above a timestamp.
     *
     * @param aboveTimestamp the newest timestamp that the operation has seen
     * @param nodeWallMs the latest wall clock that a node has told, 0 when none has
     * @return false if the clocks are too far apart for a version that the nodes would take; nothing has happened then
     */
    boolean stamp(long aboveTimestamp, long nodeWallMs);

    /**
     * The caller can have its answer; exactly once.
     *
     * @param decision one of the constants of {@link Decision}
     */
    void decide(int decision);

    /** Nothing is outstanding any more; exactly once, after {@link #decide}. */
    void retire();
}
