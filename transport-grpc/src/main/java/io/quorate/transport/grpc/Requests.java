package io.quorate.transport.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.quorate.proto.kvstore.GetRequest;
import io.quorate.proto.kvstore.PutRequest;
import io.quorate.proto.v1.ReadVersionRequest;
import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;

/**
 * Turns requests of the SPI into messages.
 *
 * <p>Text travels in the fields that every server of the contract knows, other bytes in the raw fields of Quorate nodes, never both.
 * An older server is sent nothing but the contract's own fields; whether a request fits through them is for the caller to check.
 */
final class Requests {
    private Requests() {}

    static ByteString keyOf(final ReplicaRequest request) {
        return string(copy(request.bytes(), request.keyOffset(), request.keyLength()));
    }

    static ByteString valueOf(final ReplicaRequest request) {
        return string(copy(request.bytes(), request.valueOffset(), request.valueLength()));
    }

    static GetRequest get(final ReplicaRequest request, final ByteString key, final boolean older) {
        final GetRequest.Builder out =
                GetRequest.newBuilder().setClientId(request.writerId()).setRequestId(request.requestId());
        if (key.isValidUtf8()) {
            out.setKeyBytes(key);
        } else {
            out.setRawKey(key);
        }
        if (!older) {
            out.setRingEpoch(request.ringEpoch()).setRawReply(true);
        }
        return out.build();
    }

    static PutRequest put(
            final ReplicaRequest request, final ByteString key, final ByteString value, final boolean older) {
        final PutRequest.Builder out =
                PutRequest.newBuilder().setRequestId(request.requestId()).setTimestamp(request.timestamp());
        if (key.isValidUtf8()) {
            out.setKeyBytes(key);
        } else {
            out.setRawKey(key);
        }
        if (value.isValidUtf8()) {
            out.setValueBytes(value);
        } else {
            out.setRawValue(value);
        }
        if (older) {
            return out.setClientId(request.writerId()).build();
        }
        if (request.kind() == ReplicaRequest.REPAIR) {
            // The sender is not the writer, so the version's second half needs a field of its own.
            out.setRepair(true).setWriterId(request.writerId());
        } else {
            out.setClientId(request.writerId());
        }
        return out.setRingEpoch(request.ringEpoch())
                .setTombstone(isTombstone(request))
                .setWantPrevious((request.flags() & ReplicaRequest.FLAG_WANT_PREVIOUS) != 0)
                .setRawReply(true)
                .build();
    }

    static ReadVersionRequest readVersion(final ReplicaRequest request, final ByteString key) {
        return ReadVersionRequest.newBuilder()
                .setKey(key)
                .setClientId(request.writerId())
                .setRequestId(request.requestId())
                .setRingEpoch(request.ringEpoch())
                .build();
    }

    static boolean isTombstone(final ReplicaRequest request) {
        return (request.flags() & ReplicaRequest.FLAG_TOMBSTONE) != 0;
    }

    /** A copy of the bytes, which nobody else can change. */
    static byte[] copy(final ByteBuffer source, final int offset, final int length) {
        final byte[] bytes = new byte[length];
        source.get(offset, bytes);
        return bytes;
    }

    private static ByteString string(final byte[] bytes) {
        return bytes.length == 0 ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(bytes);
    }
}
