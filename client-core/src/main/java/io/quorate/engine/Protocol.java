package io.quorate.engine;

import io.quorate.quorum.GetMachine;
import io.quorate.quorum.LinearizablePutMachine;
import io.quorate.quorum.PutMachine;
import io.quorate.quorum.QuorumMachine;
import java.util.function.IntBinaryOperator;

/**
 * Which machines an engine runs, and how many replicas confirm a get. Clients have {@link #QUORATE}; simulations put something wrong in its
 * place, to see that their checkers find it.
 *
 * <p><b>Threads.</b> Immutable, and so must its parts be. <b>Allocation.</b> None.
 *
 * @param get runs gets
 * @param put runs puts and deletes of {@code EVENTUAL} and {@code QUORUM} clients
 * @param linearizablePut runs puts and deletes of {@code LINEARIZABLE} clients
 * @param confirmCount takes n and R, gives how many replicas must hold what a get answers
 */
public record Protocol(
        QuorumMachine get, QuorumMachine put, QuorumMachine linearizablePut, IntBinaryOperator confirmCount) {

    /** The protocol of every client: what a get answers is held by C = max(R, n-R+1) replicas, so that every later get meets it. */
    public static final Protocol QUORATE = new Protocol(
            GetMachine.INSTANCE,
            PutMachine.INSTANCE,
            LinearizablePutMachine.INSTANCE,
            (replicas, readQuorum) -> Math.max(readQuorum, replicas - readQuorum + 1));
}
