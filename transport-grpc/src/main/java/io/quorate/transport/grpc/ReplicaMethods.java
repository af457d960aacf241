package io.quorate.transport.grpc;

import io.grpc.ServerServiceDefinition;
import io.quorate.node.NodeReply;
import io.quorate.node.NodeRequest;
import io.quorate.node.StorageNode;
import io.quorate.proto.v1.GetRingRequest;
import io.quorate.proto.v1.GetRingResponse;
import io.quorate.proto.v1.Held;
import io.quorate.proto.v1.NodeInfo;
import io.quorate.proto.v1.ReadVersionRequest;
import io.quorate.proto.v1.ReadVersionResponse;
import io.quorate.proto.v1.ReplicaGrpc;
import io.quorate.ring.RingState;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;

/** The service {@code quorate.v1.Replica}: what the contract has no call for. */
final class ReplicaMethods {
    private ReplicaMethods() {}

    static ServerServiceDefinition service(final NodeHandler handler, final ScanService scans) {
        return ServerServiceDefinition.builder(ReplicaGrpc.SERVICE_NAME)
                .addMethod(ReplicaGrpc.getReadVersionMethod(), NodeCall.handler(new ReadVersion(), handler))
                .addMethod(ReplicaGrpc.getGetRingMethod(), NodeCall.handler(new GetRing(), handler))
                .addMethod(ReplicaGrpc.getScanMethod(), scans.handler())
                .build();
    }

    /** Who answers. */
    static NodeInfo infoOf(final StorageNode node) {
        return NodeInfo.newBuilder()
                .setIncarnationHigh(node.incarnationHigh())
                .setIncarnationLow(node.incarnationLow())
                .setRingEpoch(node.ringState().epoch())
                .setWallMs(node.wallMs())
                .build();
    }

    private static NodeInfo infoOf(final NodeReply reply) {
        return NodeInfo.newBuilder()
                .setIncarnationHigh(reply.incarnationHigh())
                .setIncarnationLow(reply.incarnationLow())
                .setRingEpoch(reply.ringEpoch())
                .setWallMs(reply.nodeWallMs())
                .build();
    }

    private static final class ReadVersion implements NodeMethod<ReadVersionRequest, ReadVersionResponse> {
        @Override
        public NodeRequest request(final ReadVersionRequest message) {
            return new NodeRequest()
                    .begin(ReplicaRequest.READ_VERSION)
                    .version(0, message.getClientId())
                    .origin(message.getRequestId(), message.getRingEpoch())
                    .key(message.getKey().toByteArray());
        }

        @Override
        public ReadVersionResponse response(final ReadVersionRequest message, final NodeReply reply) {
            return ReadVersionResponse.newBuilder()
                    .setHeld(heldOf(reply.result()))
                    .setTimestamp(reply.timestamp())
                    .setWriterId(reply.writerId())
                    .setNode(infoOf(reply))
                    .build();
        }

        private static Held heldOf(final int result) {
            return switch (result) {
                case ReplicaReply.ABSENT -> Held.HELD_ABSENT;
                case ReplicaReply.VALUE -> Held.HELD_VALUE;
                case ReplicaReply.TOMBSTONE -> Held.HELD_TOMBSTONE;
                default -> throw new IllegalStateException("a read of a version ended with result " + result);
            };
        }
    }

    private static final class GetRing implements NodeMethod<GetRingRequest, GetRingResponse> {
        @Override
        public NodeRequest request(final GetRingRequest message) {
            return new NodeRequest().begin(ReplicaRequest.RING_STATE);
        }

        @Override
        public GetRingResponse response(final GetRingRequest message, final NodeReply reply) {
            final RingState state = KvStoreMethods.ringOf(reply);
            final String fingerprint = state.fingerprintText();
            final GetRingResponse.Builder out = GetRingResponse.newBuilder()
                    .setCapabilities(Capabilities.QUORATE_NODE)
                    .setNode(infoOf(reply));
            final boolean known = message.getKnownEpoch() == state.epoch()
                    && message.getKnownFingerprint().equals(fingerprint);
            if (!known) {
                out.setRing(RingMessages.ringOf(state));
            }
            final String self = state.selfName();
            if (self != null) {
                out.setSelfName(self);
            }
            return out.build();
        }
    }
}
