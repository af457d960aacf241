package io.quorate.quorum;

import io.quorate.transport.ReplicaReply;

/**
 * One quorum protocol as a pure function of state and event: the same state and the same event give the same effects.
 *
 * <p><b>Threads.</b> Stateless; what changes is in the {@link OperationState}, whose events its driver brings one at a time. Before every
 * call the driver has set {@link OperationState#nowNs(long)}.
 *
 * <p><b>Allocation.</b> None, beyond the growth of value buffers that are reused.
 *
 * <p><b>Guarantee.</b> {@link Effects#decide} is called exactly once, {@link Effects#retire} exactly once and after it, when the last send
 * has ended. A machine that has retired its operation must not be called again.
 */
public interface QuorumMachine {

    /**
     * Starts the operation.
     *
     * @param op freshly reset state
     * @param out takes the effects
     */
    void begin(OperationState op, Effects out);

    /**
     * The ring has changed under an undecided operation, which has been {@link OperationState#restart restarted}: its phases begin anew.
     *
     * @param op the operation, whose replicas are those of the new ring
     * @param out takes the effects
     */
    void onRing(OperationState op, Effects out);

    /**
     * A replica answered.
     *
     * @param op the operation
     * @param replica index in the preference list
     * @param attempt number that {@link Effects#send} was given
     * @param reply what it said; valid during this call
     * @param out takes the effects
     */
    void onReply(OperationState op, int replica, int attempt, ReplicaReply reply, Effects out);

    /**
     * A send ended without an answer.
     *
     * @param op the operation
     * @param replica index in the preference list
     * @param attempt number that {@link Effects#send} was given
     * @param fate one of the fates of {@link io.quorate.transport.ReplicaListener}
     * @param out takes the effects
     */
    void onFailure(OperationState op, int replica, int attempt, int fate, Effects out);

    /**
     * Time has passed: an instant given to {@link Effects#wakeAt}, or any other.
     *
     * @param op the operation
     * @param out takes the effects
     */
    void onTick(OperationState op, Effects out);
}
