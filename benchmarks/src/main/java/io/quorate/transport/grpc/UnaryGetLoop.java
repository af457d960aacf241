package io.quorate.transport.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.CallOptions;
import io.quorate.bench.Keys;
import io.quorate.proto.kvstore.GetRequest;
import io.quorate.proto.kvstore.GetResponse;
import io.quorate.proto.kvstore.KVStoreGrpc;
import io.quorate.version.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Quorum gets by hand: the newer one of the first two answers. */
final class UnaryGetLoop extends UnaryLoop<GetResponse> {

    private final Keys keys;
    private final int valueBytes;
    private int key;

    UnaryGetLoop(
            final List<String> addresses,
            final Keys keys,
            final int valueBytes,
            final boolean deadlines,
            final int laneCount) {
        super(addresses, deadlines, laneCount);
        this.keys = keys;
        this.valueBytes = valueBytes;
    }

    @Override
    void send(final int lane, final Operation operation) {
        final int id = key++;
        final GetRequest request = GetRequest.newBuilder()
                .setRawKey(UnsafeByteOperations.unsafeWrap(keys.bytes(), keys.offset(id), keys.lengthBytes()))
                .setRequestId(id)
                .setRawReply(true)
                .build();
        final CallOptions options = callOptions();
        for (int node = 0; node < REPLICAS; node++) {
            call(node, KVStoreGrpc.getGetMethod(), options, request, operation);
        }
    }

    @Override
    @Nullable
    Throwable decide(final GetResponse first, final GetResponse second) {
        final boolean firstWins =
                Versions.compare(first.getTimestamp(), first.getWriterId(), second.getTimestamp(), second.getWriterId())
                        >= 0;
        final int length = (firstWins ? first : second).getRawValue().size();
        return length == valueBytes ? null : new IllegalStateException("a get found " + length + " bytes");
    }
}
