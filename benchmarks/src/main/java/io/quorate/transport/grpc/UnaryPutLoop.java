package io.quorate.transport.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.CallOptions;
import io.quorate.bench.Keys;
import io.quorate.proto.kvstore.KVStoreGrpc;
import io.quorate.proto.kvstore.PutRequest;
import io.quorate.proto.kvstore.PutResponse;
import io.quorate.proto.kvstore.StoreResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Quorum puts by hand: a timestamp that never repeats, done at the second acknowledgement, previous values not asked for. */
final class UnaryPutLoop extends UnaryLoop<PutResponse> {

    private static final int COUNTER_BITS = 16;
    private static final long WRITER_ID = 1;

    private final Keys keys;
    private final ByteString value;
    private int key;
    private long timestamp;

    UnaryPutLoop(
            final List<String> addresses,
            final Keys keys,
            final byte[] value,
            final boolean deadlines,
            final int laneCount) {
        super(addresses, deadlines, laneCount);
        this.keys = keys;
        this.value = UnsafeByteOperations.unsafeWrap(value);
    }

    @Override
    void send(final int lane, final Operation operation) {
        final int id = key++;
        timestamp = Math.max(timestamp + 1, System.currentTimeMillis() << COUNTER_BITS);
        final PutRequest request = PutRequest.newBuilder()
                .setRawKey(UnsafeByteOperations.unsafeWrap(keys.bytes(), keys.offset(id), keys.lengthBytes()))
                .setRawValue(value)
                .setClientId(WRITER_ID)
                .setRequestId(id)
                .setTimestamp(timestamp)
                .setWantPrevious(false)
                .build();
        final CallOptions options = callOptions();
        for (int node = 0; node < REPLICAS; node++) {
            call(node, KVStoreGrpc.getPutMethod(), options, request, operation);
        }
    }

    @Override
    @Nullable
    Throwable decide(final PutResponse first, final PutResponse second) {
        return isStored(first) && isStored(second)
                ? null
                : new IllegalStateException("a put ended with " + first.getResult() + " and " + second.getResult());
    }

    /** Several puts of one key may be under way, and pass each other. */
    private static boolean isStored(final PutResponse answer) {
        return answer.getResult() == StoreResult.STORE_RESULT_STORED
                || answer.getResult() == StoreResult.STORE_RESULT_KEPT_NEWER;
    }
}
