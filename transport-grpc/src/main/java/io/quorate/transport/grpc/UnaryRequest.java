package io.quorate.transport.grpc;

import com.google.protobuf.AbstractMessage;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.quorate.transport.ReplicaRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A request as the message that a unary call sends, with what has to be known of it besides. Immutable; the message knows its size. */
final class UnaryRequest {
    private final boolean older;
    private final byte kind;
    private final int flags;
    private final long ringEpoch;
    private final long timestamp;
    private final long writerId;
    private final long requestId;
    private final byte[] keyBytes;
    private final byte[] valueBytes;
    private final ByteString value;
    private final boolean textKey;
    private final boolean textValue;
    private final AbstractMessage message;

    /** Copies the request, which is a read, a read of a version, or any store; {@code older}: for a server of before Quorate. */
    UnaryRequest(final ReplicaRequest request, final boolean older) {
        this.older = older;
        this.kind = request.kind();
        this.flags = request.flags();
        this.ringEpoch = request.ringEpoch();
        this.timestamp = request.timestamp();
        this.writerId = request.writerId();
        this.requestId = request.requestId();
        this.keyBytes = Requests.copy(request.bytes(), request.keyOffset(), request.keyLength());
        this.valueBytes = Requests.copy(request.bytes(), request.valueOffset(), isStore() ? request.valueLength() : 0);
        this.value = UnsafeByteOperations.unsafeWrap(valueBytes);
        final ByteString key = UnsafeByteOperations.unsafeWrap(keyBytes);
        this.textKey = key.isValidUtf8();
        this.textValue = value.isValidUtf8();
        this.message = switch (kind) {
            case ReplicaRequest.READ -> Requests.get(request, key, older);
            case ReplicaRequest.READ_VERSION -> Requests.readVersion(request, key);
            default -> Requests.put(request, key, value, older);
        };
    }

    /** Whether the message of that request would be this one. */
    boolean isOf(final ReplicaRequest request, final boolean forOlder) {
        return request.requestId() == requestId
                && request.kind() == kind
                && request.timestamp() == timestamp
                && request.writerId() == writerId
                && request.ringEpoch() == ringEpoch
                && request.flags() == flags
                && forOlder == older
                && areSame(keyBytes, request.bytes(), request.keyOffset(), request.keyLength())
                && (!isStore() || areSame(valueBytes, request.bytes(), request.valueOffset(), request.valueLength()));
    }

    AbstractMessage message() {
        return message;
    }

    /** Empty for a read. */
    ByteString value() {
        return value;
    }

    boolean isTextKey() {
        return textKey;
    }

    boolean isTextValue() {
        return textValue;
    }

    private boolean isStore() {
        return kind == ReplicaRequest.STORE || kind == ReplicaRequest.REPAIR;
    }

    private static boolean areSame(final byte[] mine, final ByteBuffer source, final int offset, final int length) {
        if (mine.length != length) {
            return false;
        }
        if (source.hasArray()) {
            final int from = source.arrayOffset() + offset;
            return Arrays.equals(mine, 0, length, source.array(), from, from + length);
        }
        for (int i = 0; i < length; i++) {
            if (mine[i] != source.get(offset + i)) {
                return false;
            }
        }
        return true;
    }
}
