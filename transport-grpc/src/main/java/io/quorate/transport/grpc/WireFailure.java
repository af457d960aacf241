package io.quorate.transport.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.quorate.transport.ReplicaListener;
import org.jspecify.annotations.Nullable;

/**
 * How a Quorate node tells a failure: a gRPC status that any client understands, and trailers that lose nothing.
 *
 * <p>The trailer {@code quorate-failure} has fate and code by name, {@code refused/too-large}; {@code quorate-ring-epoch} has the
 * epoch that the node serves. The names are part of the wire and never change.
 */
final class WireFailure {
    static final Metadata.Key<String> FAILURE = Metadata.Key.of("quorate-failure", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> RING_EPOCH =
            Metadata.Key.of("quorate-ring-epoch", Metadata.ASCII_STRING_MARSHALLER);

    /** By fate; empty: never sent. */
    private static final String[] FATES = {"", "", "refused", "overloaded", "stale-epoch", "maybe-applied"};

    /** By code. */
    private static final String[] CODES = {
        "unknown",
        "deadline",
        "disconnected",
        "invalid",
        "too-large",
        "unsupported",
        "overloaded",
        "cancelled",
        "node-fault",
        "closed",
        "protocol",
        "stale-epoch"
    };

    private WireFailure() {}

    static Status statusOf(final int fate, final int code, final @Nullable String detail) {
        final Status status =
                switch (fate) {
                    case ReplicaListener.REFUSED ->
                        switch (code) {
                            case ReplicaListener.CODE_INVALID, ReplicaListener.CODE_TOO_LARGE ->
                                Status.INVALID_ARGUMENT;
                            case ReplicaListener.CODE_UNSUPPORTED -> Status.UNIMPLEMENTED;
                            default -> Status.FAILED_PRECONDITION;
                        };
                    case ReplicaListener.OVERLOADED ->
                        code == ReplicaListener.CODE_OVERLOADED ? Status.RESOURCE_EXHAUSTED : Status.UNAVAILABLE;
                    case ReplicaListener.STALE_EPOCH -> Status.FAILED_PRECONDITION;
                    default -> code == ReplicaListener.CODE_DEADLINE ? Status.DEADLINE_EXCEEDED : Status.INTERNAL;
                };
        return detail == null ? status : status.withDescription(PeerText.clean(detail));
    }

    static Metadata trailersOf(final int fate, final int code, final long ringEpoch) {
        final Metadata trailers = new Metadata();
        trailers.put(FAILURE, nameOf(FATES, fate, "maybe-applied") + '/' + nameOf(CODES, code, "unknown"));
        if (ringEpoch != 0) {
            trailers.put(RING_EPOCH, Long.toUnsignedString(ringEpoch));
        }
        return trailers;
    }

    /** The failure that a Quorate node told, or null if the trailers tell none that is understood. */
    static @Nullable Failure parse(final Metadata trailers, final String detail) {
        final String text = trailers.get(FAILURE);
        if (text == null) {
            return null;
        }
        final int slash = text.indexOf('/');
        final int fate = slash < 1 ? -1 : indexOf(FATES, text.substring(0, slash));
        if (fate < 0) {
            return null;
        }
        final int code = indexOf(CODES, text.substring(slash + 1));
        return new Failure(fate, Math.max(code, ReplicaListener.CODE_UNKNOWN), detail);
    }

    private static String nameOf(final String[] names, final int index, final String fallback) {
        return index >= 0 && index < names.length && !names[index].isEmpty() ? names[index] : fallback;
    }

    private static int indexOf(final String[] names, final String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
