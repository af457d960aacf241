package io.quorate.load.target;

import io.quorate.error.ClientClosedException;
import io.quorate.error.NoNodesException;
import io.quorate.error.OperationCancelledException;
import io.quorate.error.OverloadedException;
import io.quorate.error.QuorateException;
import io.quorate.error.QuorumNotMetException;
import io.quorate.error.UnsupportedException;
import io.quorate.error.ValidationException;
import io.quorate.load.record.Outcome;

/** Sorts the errors of the client by what a load report tells apart. */
final class Outcomes {

    private Outcomes() {}

    static Outcome of(final QuorateException error) {
        if (error instanceof QuorumNotMetException notMet) {
            return switch (notMet.reason()) {
                case DEADLINE -> Outcome.TIMEOUT;
                case CONFIRM -> Outcome.UNCONFIRMED;
                case REPLICAS -> Outcome.QUORUM_NOT_MET;
            };
        }
        if (error instanceof OverloadedException) {
            return Outcome.OVERLOADED;
        }
        if (error instanceof NoNodesException) {
            return Outcome.NO_NODES;
        }
        if (error instanceof ValidationException) {
            return Outcome.REFUSED;
        }
        if (error instanceof UnsupportedException) {
            return Outcome.UNSUPPORTED;
        }
        if (error instanceof ClientClosedException || error instanceof OperationCancelledException) {
            return Outcome.ABORTED;
        }
        return Outcome.FAULT;
    }
}
