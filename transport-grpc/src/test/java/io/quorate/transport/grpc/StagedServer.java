package io.quorate.transport.grpc;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.kvstore.GetRequest;
import io.quorate.proto.kvstore.GetResponse;
import io.quorate.proto.kvstore.KVStoreGrpc;
import io.quorate.proto.kvstore.PutRequest;
import io.quorate.proto.kvstore.PutResponse;
import io.quorate.proto.kvstore.RingStateRequest;
import io.quorate.proto.kvstore.RingStateResponse;
import io.quorate.transport.Capabilities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Says exactly what a test puts into its mouth: for answers that no sane server gives. */
final class StagedServer implements AutoCloseable {
    static final RingStateResponse QUORATE_RING = RingStateResponse.newBuilder()
            .setIncarnationHigh(1)
            .setIncarnationLow(2)
            .setCapabilities(Capabilities.QUORATE_NODE)
            .build();

    private final Server server;
    private final ConcurrentLinkedQueue<RingStateResponse> nextRings = new ConcurrentLinkedQueue<>();
    private volatile RingStateResponse ring = QUORATE_RING;
    private volatile BiConsumer<GetRequest, StreamObserver<GetResponse>> onGet = (request, observer) -> {};
    private volatile BiConsumer<PutRequest, StreamObserver<PutResponse>> onPut = (request, observer) -> {};

    StagedServer() {
        this(List.of());
    }

    /** With further services beside the contract's. */
    StagedServer(final List<ServerServiceDefinition> further) {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .directExecutor()
                    .maxInboundMessageSize(64 << 20)
                    .addService(new Service())
                    .addServices(further)
                    .build()
                    .start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Ring states to tell, one after the other; after the last one it stays with the usual. */
    void tellRings(final List<RingStateResponse> rings) {
        nextRings.addAll(rings);
    }

    /** The usual ring state. */
    void tellRing(final RingStateResponse response) {
        ring = response;
    }

    void onGet(final BiConsumer<GetRequest, StreamObserver<GetResponse>> behaviour) {
        onGet = behaviour;
    }

    void onPut(final BiConsumer<PutRequest, StreamObserver<PutResponse>> behaviour) {
        onPut = behaviour;
    }

    static <M> void answer(final StreamObserver<M> observer, final M message) {
        observer.onNext(message);
        observer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end");
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Service extends KVStoreGrpc.KVStoreImplBase {
        @Override
        public void get(final GetRequest request, final StreamObserver<GetResponse> observer) {
            onGet.accept(request, observer);
        }

        @Override
        public void put(final PutRequest request, final StreamObserver<PutResponse> observer) {
            onPut.accept(request, observer);
        }

        @Override
        public void getRingState(final RingStateRequest request, final StreamObserver<RingStateResponse> observer) {
            final RingStateResponse next = nextRings.poll();
            answer(observer, next == null ? ring : next);
        }
    }
}
