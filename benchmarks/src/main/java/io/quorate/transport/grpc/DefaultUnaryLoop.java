package io.quorate.transport.grpc;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.quorate.bench.ClosedLoop;
import io.quorate.bench.Keys;
import io.quorate.proto.kvstore.GetRequest;
import io.quorate.proto.kvstore.GetResponse;
import io.quorate.proto.kvstore.KVStoreGrpc;
import io.quorate.proto.kvstore.PutRequest;
import io.quorate.proto.kvstore.PutResponse;
import io.quorate.proto.kvstore.StoreResult;
import io.quorate.version.Versions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Quorum operations over generated async stubs as one writes them first: channels as the builder makes them, with retries prepared for and callbacks on
 * gRPC's own pool of threads; a new object for each operation, with a lock, since its answers come on any of these threads.
 */
final class DefaultUnaryLoop extends ClosedLoop {

    private static final int QUORUM = UnaryLoop.REPLICAS / 2 + 1;
    private static final int ATTEMPT_TIMEOUT_MS = 500;
    private static final int CLOSE_SECONDS = 5;
    private static final int COUNTER_BITS = 16;
    private static final long WRITER_ID = 3;

    private final List<ManagedChannel> channels;
    private final List<KVStoreGrpc.KVStoreStub> stubs;
    private final Keys keys;
    private final ByteString value;
    private final boolean puts;
    private final AtomicInteger nextKey = new AtomicInteger();
    private final AtomicLong timestamp = new AtomicLong();

    DefaultUnaryLoop(
            final List<String> addresses,
            final Keys keys,
            final byte[] value,
            final boolean puts,
            final int laneCount) {
        super(laneCount);
        if (addresses.size() != UnaryLoop.REPLICAS) {
            throw new IllegalArgumentException(addresses.size() + " nodes: there must be " + UnaryLoop.REPLICAS);
        }
        this.channels = addresses.stream()
                .map(address ->
                        ManagedChannelBuilder.forTarget(address).usePlaintext().build())
                .toList();
        this.stubs = channels.stream().map(KVStoreGrpc::newStub).toList();
        this.keys = keys;
        this.value = ByteString.copyFrom(value);
        this.puts = puts;
    }

    @Override
    protected void begin(final int lane) {
        final int id = nextKey.getAndIncrement();
        final ByteString key = ByteString.copyFrom(keys.bytes(), keys.offset(id), keys.lengthBytes());
        if (puts) {
            put(lane, id, key);
        } else {
            get(lane, id, key);
        }
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        try {
            for (final ManagedChannel channel : channels) {
                channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void get(final int lane, final int id, final ByteString key) {
        final GetRequest request = GetRequest.newBuilder()
                .setRawKey(key)
                .setRequestId(id)
                .setRawReply(true)
                .build();
        final Operation<GetResponse> operation = new Operation<>(lane) {
            @Override
            @Nullable
            String fault(final GetResponse first, final GetResponse second) {
                final boolean firstWins = Versions.compare(
                                first.getTimestamp(), first.getWriterId(), second.getTimestamp(), second.getWriterId())
                        >= 0;
                final int length = (firstWins ? first : second).getRawValue().size();
                return length == value.size() ? null : "a get found " + length + " bytes";
            }
        };
        for (final KVStoreGrpc.KVStoreStub stub : stubs) {
            stub.withDeadlineAfter(ATTEMPT_TIMEOUT_MS, TimeUnit.MILLISECONDS).get(request, operation);
        }
    }

    private void put(final int lane, final int id, final ByteString key) {
        final PutRequest request = PutRequest.newBuilder()
                .setRawKey(key)
                .setRawValue(value)
                .setClientId(WRITER_ID)
                .setRequestId(id)
                .setTimestamp(
                        timestamp.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis() << COUNTER_BITS)))
                .setWantPrevious(false)
                .build();
        final Operation<PutResponse> operation = new Operation<>(lane) {
            @Override
            @Nullable
            String fault(final PutResponse first, final PutResponse second) {
                return isStored(first) && isStored(second)
                        ? null
                        : "a put ended with " + first.getResult() + " and " + second.getResult();
            }
        };
        for (final KVStoreGrpc.KVStoreStub stub : stubs) {
            stub.withDeadlineAfter(ATTEMPT_TIMEOUT_MS, TimeUnit.MILLISECONDS).put(request, operation);
        }
    }

    private static boolean isStored(final PutResponse answer) {
        return answer.getResult() == StoreResult.STORE_RESULT_STORED
                || answer.getResult() == StoreResult.STORE_RESULT_KEPT_NEWER;
    }

    /** One operation, and the observer of all its calls. */
    private abstract class Operation<R> implements StreamObserver<R> {

        private final int lane;
        private int answeredCount;
        private @Nullable R first;

        Operation(final int lane) {
            this.lane = lane;
        }

        /** What is wrong with the answers of a quorum, or null. */
        abstract @Nullable String fault(R one, R other);

        @Override
        public void onNext(final R answer) {
            final R other;
            synchronized (this) {
                answeredCount++;
                if (answeredCount == 1) {
                    first = answer;
                }
                other = answeredCount == QUORUM ? first : null;
            }
            if (other != null) {
                final String fault = fault(other, answer);
                if (fault == null) {
                    ended(lane);
                } else {
                    failed(new IllegalStateException(fault));
                }
            }
        }

        @Override
        public void onError(final Throwable cause) {
            failed(cause);
        }

        @Override
        public void onCompleted() {
            // Only answers count.
        }
    }
}
