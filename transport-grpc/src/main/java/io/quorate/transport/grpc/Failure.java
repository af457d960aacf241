package io.quorate.transport.grpc;

import io.quorate.transport.ReplicaListener;
import org.jspecify.annotations.Nullable;

/**
 * How a send failed.
 *
 * @param fate one of the fates of {@link ReplicaListener}
 * @param code one of the {@code CODE_} constants of {@link ReplicaListener}
 * @param detail text for people, fit to be shown
 */
record Failure(int fate, int code, @Nullable String detail) {
    static Failure notSent(final int code, final String detail) {
        return new Failure(ReplicaListener.NOT_SENT, code, detail);
    }

    static Failure refused(final int code, final String detail) {
        return new Failure(ReplicaListener.REFUSED, code, detail);
    }

    static Failure maybeApplied(final int code, final String detail) {
        return new Failure(ReplicaListener.MAYBE_APPLIED, code, detail);
    }

    /** The same, of a request that surely was not sent. */
    Failure unsent() {
        return fate == ReplicaListener.NOT_SENT ? this : new Failure(ReplicaListener.NOT_SENT, code, detail);
    }

    /** The same, of a request that may have been sent. */
    Failure inDoubt() {
        return fate == ReplicaListener.NOT_SENT ? new Failure(ReplicaListener.MAYBE_APPLIED, code, detail) : this;
    }
}
