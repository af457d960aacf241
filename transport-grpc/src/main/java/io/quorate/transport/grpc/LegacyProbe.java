package io.quorate.transport.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.kvstore.GetRequest;
import io.quorate.proto.kvstore.GetResponse;
import io.quorate.proto.kvstore.KVStoreGrpc;
import io.quorate.proto.kvstore.PutRequest;
import io.quorate.proto.kvstore.PutResponse;
import io.quorate.ring.NodeDescriptor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether an older server keeps the timestamp of a put: stores a reserved key with a known timestamp, and reads it back.
 *
 * <p>The timestamp lies in the distant past on every clock, and all clients use the same one, so that the probe never changes what an
 * earlier probe has left. Whatever else comes back, or nothing, counts as a server that stamps.
 */
final class LegacyProbe {
    /** Made of characters that older servers accept in keys. */
    static final String KEY = "quorate.probe/keeps-timestamp";

    /** "QUOR": far below any clock reading, and unlikely to be anybody's counter. */
    static final long TIMESTAMP = 0x51554F52L;

    private static final Logger LOG = LoggerFactory.getLogger(LegacyProbe.class);
    private static final String VALUE = "probe";

    private final KVStoreGrpc.KVStoreStub stub;
    private final NodeDescriptor node;

    LegacyProbe(final KVStoreGrpc.KVStoreStub stub, final NodeDescriptor node) {
        this.stub = stub;
        this.node = node;
    }

    /** Calls back once. */
    void run(final Consumer<PeerKind> result) {
        final PutRequest put = PutRequest.newBuilder()
                .setKey(KEY)
                .setValue(VALUE)
                .setTimestamp(TIMESTAMP)
                .build();
        final GetRequest get = GetRequest.newBuilder().setKey(KEY).build();
        stub.put(
                put,
                new Last<PutResponse>(
                        stored -> stub.get(
                                get,
                                new Last<GetResponse>(
                                        found -> result.accept(judge(found)), status -> unknown(status, result))),
                        status -> unknown(status, result)));
    }

    private PeerKind judge(final @Nullable GetResponse found) {
        final boolean keeps =
                found != null && found.getError().isEmpty() && found.getExists() && found.getTimestamp() == TIMESTAMP;
        LOG.info("{} {} the timestamps of puts", node.address(), keeps ? "keeps" : "does not keep");
        return keeps ? PeerKind.HONOURING : PeerKind.STAMPING;
    }

    private void unknown(final Status status, final Consumer<PeerKind> result) {
        LOG.warn(
                "{} did not answer the probe whether it keeps the timestamps of puts, so it counts as one that does not: {}",
                node.address(),
                Causes.described(status));
        result.accept(PeerKind.STAMPING);
    }

    /** Passes on the response of a unary call, or its failure. */
    private static final class Last<M> implements StreamObserver<M> {
        private final Consumer<@Nullable M> onResponse;
        private final Consumer<Status> onFailure;
        private @Nullable M response;

        Last(final Consumer<@Nullable M> onResponse, final Consumer<Status> onFailure) {
            this.onResponse = onResponse;
            this.onFailure = onFailure;
        }

        @Override
        public void onNext(final M value) {
            response = value;
        }

        @Override
        public void onError(final Throwable thrown) {
            onFailure.accept(Status.fromThrowable(thrown));
        }

        @Override
        public void onCompleted() {
            onResponse.accept(response);
        }
    }
}
