package io.quorate.transport.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.ServerServiceDefinition;
import io.quorate.node.NodeReply;
import io.quorate.node.NodeRequest;
import io.quorate.proto.kvstore.GetRequest;
import io.quorate.proto.kvstore.GetResponse;
import io.quorate.proto.kvstore.KVStoreGrpc;
import io.quorate.proto.kvstore.PreviousState;
import io.quorate.proto.kvstore.PutRequest;
import io.quorate.proto.kvstore.PutResponse;
import io.quorate.proto.kvstore.RingStateRequest;
import io.quorate.proto.kvstore.RingStateResponse;
import io.quorate.proto.kvstore.StoreResult;
import io.quorate.proto.v1.Ring;
import io.quorate.ring.RingMember;
import io.quorate.ring.RingState;
import io.quorate.ring.RingStateCodec;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import java.util.concurrent.TimeUnit;

/**
 * The service {@code kvstore.KVStore}, as any client of the contract knows it, with Quorate's additions.
 *
 * <p>Where the contract's fields say something, it is true: whether there was an old value, which one, and its timestamp.
 */
final class KvStoreMethods {
    private KvStoreMethods() {}

    static ServerServiceDefinition service(final NodeHandler node) {
        return ServerServiceDefinition.builder(KVStoreGrpc.SERVICE_NAME)
                .addMethod(KVStoreGrpc.getGetMethod(), NodeCall.handler(new Get(), node))
                .addMethod(KVStoreGrpc.getPutMethod(), NodeCall.handler(new Put(), node))
                .addMethod(KVStoreGrpc.getGetRingStateMethod(), NodeCall.handler(new GetRingState(), node))
                .build();
    }

    static ByteString bytesOf(final NodeReply reply) {
        // Copied, since the reply is used again before the message has been written.
        final byte[] copy = new byte[reply.valueLength()];
        reply.bytes().get(reply.valueOffset(), copy);
        return UnsafeByteOperations.unsafeWrap(copy);
    }

    static RingState ringOf(final NodeReply reply) {
        return RingStateCodec.decode(reply.bytes(), reply.valueOffset(), reply.valueLength());
    }

    private static final class Get implements NodeMethod<GetRequest, GetResponse> {
        @Override
        public NodeRequest request(final GetRequest message) {
            final ByteString key = message.getRawKey().isEmpty() ? message.getKeyBytes() : message.getRawKey();
            return new NodeRequest()
                    .begin(ReplicaRequest.READ)
                    .version(0, message.getClientId())
                    .origin(message.getRequestId(), message.getRingEpoch())
                    .keyAndValue(key.asReadOnlyByteBuffer(), ByteString.EMPTY.asReadOnlyByteBuffer());
        }

        @Override
        public GetResponse response(final GetRequest message, final NodeReply reply) throws BadAnswerException {
            final GetResponse.Builder out = GetResponse.newBuilder()
                    .setIncarnationHigh(reply.incarnationHigh())
                    .setIncarnationLow(reply.incarnationLow())
                    .setRingEpoch(reply.ringEpoch())
                    .setNodeWallMs(reply.nodeWallMs())
                    .setTimestamp(reply.timestamp())
                    .setWriterId(reply.writerId())
                    .setTombstone(reply.result() == ReplicaReply.TOMBSTONE);
            if (reply.result() == ReplicaReply.VALUE) {
                out.setExists(true);
                final ByteString value = bytesOf(reply);
                if (message.getRawReply()) {
                    out.setRawValue(value);
                } else if (value.isValidUtf8()) {
                    out.setValueBytes(value);
                } else {
                    throw new BadAnswerException(Failure.refused(
                            ReplicaListener.CODE_UNKNOWN, "the value is not UTF-8: ask for it with raw_reply"));
                }
            }
            return out.build();
        }
    }

    private static final class Put implements NodeMethod<PutRequest, PutResponse> {
        @Override
        public NodeRequest request(final PutRequest message) {
            final ByteString key = message.getRawKey().isEmpty() ? message.getKeyBytes() : message.getRawKey();
            final ByteString value = message.hasRawValue() ? message.getRawValue() : message.getValueBytes();
            final boolean wantPrevious = !message.hasWantPrevious() || message.getWantPrevious();
            return new NodeRequest()
                    .begin(message.getRepair() ? ReplicaRequest.REPAIR : ReplicaRequest.STORE)
                    .flags((message.getTombstone() ? ReplicaRequest.FLAG_TOMBSTONE : 0)
                            | (wantPrevious ? ReplicaRequest.FLAG_WANT_PREVIOUS : 0))
                    .version(
                            message.getTimestamp(),
                            message.hasWriterId() ? message.getWriterId() : message.getClientId())
                    .origin(message.getRequestId(), message.getRingEpoch())
                    .keyAndValue(key.asReadOnlyByteBuffer(), value.asReadOnlyByteBuffer());
        }

        @Override
        public PutResponse response(final PutRequest message, final NodeReply reply) {
            final PutResponse.Builder out = PutResponse.newBuilder()
                    .setIncarnationHigh(reply.incarnationHigh())
                    .setIncarnationLow(reply.incarnationLow())
                    .setRingEpoch(reply.ringEpoch())
                    .setNodeWallMs(reply.nodeWallMs())
                    .setResult(resultOf(reply.result()))
                    .setTimestamp(reply.timestamp())
                    .setWriterId(reply.writerId())
                    .setPrevious(previousOf(reply.previous()))
                    .setHadOldValue(reply.previous() == ReplicaReply.VALUE)
                    .setOldTimestamp(reply.previousTimestamp())
                    .setPreviousWriterId(reply.previousWriterId());
            if (reply.valueLength() > 0) {
                final ByteString value = bytesOf(reply);
                if (message.getRawReply()) {
                    out.setRawOldValue(value);
                } else if (value.isValidUtf8()) {
                    out.setOldValueBytes(value);
                }
                // Else it cannot be told as text. The store is done, so that this is no failure.
            }
            return out.build();
        }

        private static StoreResult resultOf(final int result) {
            return switch (result) {
                case ReplicaReply.STORED -> StoreResult.STORE_RESULT_STORED;
                case ReplicaReply.KEPT_NEWER -> StoreResult.STORE_RESULT_KEPT_NEWER;
                case ReplicaReply.EQUAL -> StoreResult.STORE_RESULT_EQUAL;
                default -> throw new IllegalStateException("a store ended with result " + result);
            };
        }

        private static PreviousState previousOf(final int previous) {
            return switch (previous) {
                case ReplicaReply.ABSENT -> PreviousState.PREVIOUS_STATE_ABSENT;
                case ReplicaReply.VALUE -> PreviousState.PREVIOUS_STATE_VALUE;
                case ReplicaReply.TOMBSTONE -> PreviousState.PREVIOUS_STATE_TOMBSTONE;
                default -> PreviousState.PREVIOUS_STATE_UNKNOWN;
            };
        }
    }

    private static final class GetRingState implements NodeMethod<RingStateRequest, RingStateResponse> {
        @Override
        public NodeRequest request(final RingStateRequest message) {
            return new NodeRequest().begin(ReplicaRequest.RING_STATE);
        }

        @Override
        public RingStateResponse response(final RingStateRequest message, final NodeReply reply) {
            final RingState state = ringOf(reply);
            final Ring ring = RingMessages.ringOf(state);
            final RingStateResponse.Builder out = RingStateResponse.newBuilder()
                    .setVersion(state.epoch())
                    .setUpdatedAt(TimeUnit.MILLISECONDS.toSeconds(state.updatedAtMs()))
                    .setIncarnationHigh(reply.incarnationHigh())
                    .setIncarnationLow(reply.incarnationLow())
                    .setRing(ring)
                    .setNodeWallMs(reply.nodeWallMs())
                    .setCapabilities(Capabilities.QUORATE_NODE);
            for (final RingMember member : state.members()) {
                out.putNodes(member.node().name(), member.active());
            }
            final String self = state.selfName();
            if (self != null) {
                out.setSelfName(self);
            }
            return out.build();
        }
    }
}
