package io.quorate.transport.grpc;

import io.quorate.proto.kvstore.GetResponse;
import io.quorate.proto.kvstore.PreviousState;
import io.quorate.proto.kvstore.PutResponse;
import io.quorate.proto.kvstore.RingStateResponse;
import io.quorate.proto.v1.NodeInfo;
import io.quorate.proto.v1.ReadVersionResponse;
import io.quorate.ring.RingStateCodec;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;

/**
 * Turns responses into replies of the SPI.
 *
 * <p>Who answers has been found out at connect. An answer of the other kind comes from another server behind the same connection (a
 * proxy that spreads calls): it is no answer of this node, and nothing of it is used.
 */
final class Answers {
    /** Reads one kind of response; none of them keeps anything of the message but its value. */
    interface Reader<M> {
        void read(M answer, PeerKind peer, long sentTimestamp, GrpcReply out) throws BadAnswerException;
    }

    private Answers() {}

    static void get(final GetResponse answer, final PeerKind peer, final long sentTimestamp, final GrpcReply out)
            throws BadAnswerException {
        checkError(answer.getError());
        checkPeer(peer, answer.getIncarnationHigh(), answer.getIncarnationLow());
        if (peer.older()) {
            // Absent is told with timestamp 0; an existing value may have timestamp 0 as well.
            if (answer.getExists()) {
                out.setResult(ReplicaReply.VALUE, answer.getTimestamp(), 0);
                out.setValue(answer.getValueBytes());
            } else {
                out.setResult(ReplicaReply.ABSENT, 0, 0);
            }
            return;
        }
        out.setNode(
                answer.getIncarnationHigh(), answer.getIncarnationLow(), answer.getRingEpoch(), answer.getNodeWallMs());
        if (answer.getExists()) {
            out.setResult(ReplicaReply.VALUE, answer.getTimestamp(), answer.getWriterId());
            out.setValue(answer.getRawValue());
        } else if (answer.getTombstone()) {
            out.setResult(ReplicaReply.TOMBSTONE, answer.getTimestamp(), answer.getWriterId());
        } else {
            out.setResult(ReplicaReply.ABSENT, 0, 0);
        }
    }

    static void put(final PutResponse answer, final PeerKind peer, final long sentTimestamp, final GrpcReply out)
            throws BadAnswerException {
        checkError(answer.getError());
        checkPeer(peer, answer.getIncarnationHigh(), answer.getIncarnationLow());
        if (peer.older()) {
            // What it says of the previous value is never true. OK means that it holds this version or a newer one,
            // unless it
            // stamps on its own clock: then nobody knows.
            out.setResult(ReplicaReply.STORED, peer.stamping() ? 0 : sentTimestamp, 0);
            return;
        }
        out.setNode(
                answer.getIncarnationHigh(), answer.getIncarnationLow(), answer.getRingEpoch(), answer.getNodeWallMs());
        final int result =
                switch (answer.getResult()) {
                    case STORE_RESULT_STORED -> ReplicaReply.STORED;
                    case STORE_RESULT_KEPT_NEWER -> ReplicaReply.KEPT_NEWER;
                    case STORE_RESULT_EQUAL -> ReplicaReply.EQUAL;
                    default -> throw protocol("the node does not say what became of the store");
                };
        out.setResult(result, answer.getTimestamp(), answer.getWriterId());
        out.setPrevious(previousOf(answer.getPrevious()), answer.getOldTimestamp(), answer.getPreviousWriterId());
        out.setValue(answer.getRawOldValue());
    }

    static void version(
            final ReadVersionResponse answer, final PeerKind peer, final long sentTimestamp, final GrpcReply out)
            throws BadAnswerException {
        final NodeInfo node = answer.getNode();
        checkPeer(peer, node.getIncarnationHigh(), node.getIncarnationLow());
        out.setNode(node.getIncarnationHigh(), node.getIncarnationLow(), node.getRingEpoch(), node.getWallMs());
        final int result =
                switch (answer.getHeld()) {
                    case HELD_ABSENT -> ReplicaReply.ABSENT;
                    case HELD_VALUE -> ReplicaReply.VALUE;
                    case HELD_TOMBSTONE -> ReplicaReply.TOMBSTONE;
                    default -> throw protocol("the node does not say what it holds");
                };
        out.setResult(result, answer.getTimestamp(), answer.getWriterId());
    }

    static void ringState(
            final RingStateResponse answer, final PeerKind peer, final long sentTimestamp, final GrpcReply out)
            throws BadAnswerException {
        checkPeer(peer, answer.getIncarnationHigh(), answer.getIncarnationLow());
        if (!peer.older()) {
            out.setNode(
                    answer.getIncarnationHigh(),
                    answer.getIncarnationLow(),
                    answer.getRing().getEpoch(),
                    answer.getNodeWallMs());
        }
        out.setResult(ReplicaReply.VALUE, 0, 0);
        try {
            out.setValue(RingStateCodec.encode(RingMessages.stateOf(answer, peer.older())));
        } catch (final IllegalArgumentException e) {
            throw protocol("the ring state makes no sense: " + e.getMessage());
        }
    }

    private static int previousOf(final PreviousState state) {
        return switch (state) {
            case PREVIOUS_STATE_ABSENT -> ReplicaReply.ABSENT;
            case PREVIOUS_STATE_VALUE -> ReplicaReply.VALUE;
            case PREVIOUS_STATE_TOMBSTONE -> ReplicaReply.TOMBSTONE;
            default -> ReplicaReply.PREVIOUS_UNKNOWN;
        };
    }

    private static void checkError(final String error) throws BadAnswerException {
        if (!error.isEmpty()) {
            throw new BadAnswerException(Failure.maybeApplied(ReplicaListener.CODE_NODE_FAULT, error));
        }
    }

    private static void checkPeer(final PeerKind peer, final long incarnationHigh, final long incarnationLow)
            throws BadAnswerException {
        final boolean older = incarnationHigh == 0 && incarnationLow == 0;
        if (older != peer.older()) {
            throw protocol("another kind of server answered than at connect: "
                    + (older ? "an older one" : "a Quorate node") + ". Is there a proxy in between?");
        }
    }

    private static BadAnswerException protocol(final String detail) {
        return new BadAnswerException(Failure.maybeApplied(ReplicaListener.CODE_PROTOCOL, detail));
    }
}
