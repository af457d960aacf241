package io.quorate.transport.grpc;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status;
import io.quorate.transport.ReplicaListener;
import java.util.Locale;

/**
 * Says what a gRPC status means for a request: what became of it, and why.
 *
 * <p>A status that came with trailers is the server's word. All others were made on this side; of these only two prove that nothing
 * was applied: the request never reached a connection, or the connection broke before the request's first byte had left. A deadline
 * proves nothing, since what waits in the socket's queue is still sent when the peer reads again.
 *
 * <p>A Quorate node says by trailers what became of a request. Of the statuses of other servers, {@code RESOURCE_EXHAUSTED} alone proves
 * nothing: gRPC's libraries also send it for a response that is larger than the server may send, when the request has been carried out.
 */
final class StatusMapping {
    /** How gRPC's libraries speak of a message that they did not take in: Java's; Go's, .NET's and the others' are about what was received. */
    private static final String JAVA_TOO_LARGE = "message exceeds maximum size";

    private static final String RECEIVED = "received message";
    private static final String LARGER = "larger than";
    private static final String EXCEEDS = "exceeds";

    private StatusMapping() {}

    /**
     * The failure behind a status that is not OK.
     *
     * @param value the value of the request, which must not show up in texts
     * @param cancelled whether the caller gave the call up
     */
    static Failure failureOf(
            final Status status,
            final Metadata trailers,
            final CallTrace trace,
            final ByteString value,
            final boolean cancelled) {
        return trace.trailersReceived()
                ? ofServer(status, trailers, PeerText.clean(status.getDescription(), value))
                : ofThisSide(status, trace, cancelled);
    }

    private static Failure ofServer(final Status status, final Metadata trailers, final String text) {
        final Failure told = WireFailure.parse(trailers, text);
        if (told != null) {
            return told;
        }
        final String detail = status.getCode() + ": " + text;
        return switch (status.getCode()) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> Failure.refused(ReplicaListener.CODE_INVALID, detail);
            case UNIMPLEMENTED -> Failure.refused(ReplicaListener.CODE_UNSUPPORTED, detail);
            case PERMISSION_DENIED, UNAUTHENTICATED -> Failure.refused(ReplicaListener.CODE_UNKNOWN, detail);
            case FAILED_PRECONDITION ->
                trailers.containsKey(WireFailure.RING_EPOCH)
                        ? new Failure(ReplicaListener.STALE_EPOCH, ReplicaListener.CODE_STALE_EPOCH, detail)
                        : Failure.refused(ReplicaListener.CODE_UNKNOWN, detail);
            case RESOURCE_EXHAUSTED ->
                saysRequestTooLarge(text)
                        ? Failure.refused(ReplicaListener.CODE_TOO_LARGE, detail)
                        : Failure.maybeApplied(ReplicaListener.CODE_OVERLOADED, detail);
            case DEADLINE_EXCEEDED -> Failure.maybeApplied(ReplicaListener.CODE_DEADLINE, detail);
            default -> Failure.maybeApplied(ReplicaListener.CODE_NODE_FAULT, detail);
        };
    }

    private static boolean saysRequestTooLarge(final String text) {
        final String words = text.toLowerCase(Locale.ROOT);
        return words.contains(JAVA_TOO_LARGE)
                || (words.contains(RECEIVED) && (words.contains(LARGER) || words.contains(EXCEEDS)));
    }

    private static Failure ofThisSide(final Status status, final CallTrace trace, final boolean cancelled) {
        final int fate = trace.streamCreated() ? ReplicaListener.MAYBE_APPLIED : ReplicaListener.NOT_SENT;
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> new Failure(fate, ReplicaListener.CODE_DEADLINE, "no answer by the deadline");
            case CANCELLED ->
                cancelled
                        ? new Failure(fate, ReplicaListener.CODE_CANCELLED, "cancelled by the caller")
                        : new Failure(fate, ReplicaListener.CODE_DISCONNECTED, "the server dropped the call");
            case UNAVAILABLE ->
                new Failure(
                        trace.headersSent() ? fate : ReplicaListener.NOT_SENT,
                        ReplicaListener.CODE_DISCONNECTED,
                        Causes.ofConnection(status));
            // The response, since requests are measured before they are sent: a store has been carried out by then.
            case RESOURCE_EXHAUSTED ->
                new Failure(
                        fate,
                        ReplicaListener.CODE_TOO_LARGE,
                        "response too large: " + PeerText.clean(status.getDescription()));
            default -> new Failure(fate, ReplicaListener.CODE_PROTOCOL, Causes.described(status));
        };
    }
}
