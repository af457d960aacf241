package io.quorate.transport.grpc;

import io.grpc.Attributes;
import io.grpc.Server;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quorate.transport.grpc.legacy.GetRequest;
import io.quorate.transport.grpc.legacy.GetResponse;
import io.quorate.transport.grpc.legacy.KVStoreGrpc;
import io.quorate.transport.grpc.legacy.PutRequest;
import io.quorate.transport.grpc.legacy.PutResponse;
import io.quorate.transport.grpc.legacy.RingStateRequest;
import io.quorate.transport.grpc.legacy.RingStateResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A server of the contract as they exist, in both kinds, written from how they behave on the wire. Speaks messages that were generated
 * from the bare contract, so that nothing of Quorate's can slip in.
 */
public final class OlderServer implements AutoCloseable {
    /** What a server does with the timestamp of a put. */
    public enum Kind {
        /** Stores if it is strictly newer than what is stored, unsigned. */
        HONOURING,
        /** Ignores it and stamps on its own clock. */
        STAMPING
    }

    /** A value as it is stored. */
    public record Stored(String value, long timestamp) {}

    private static final int MAX_KEY_BYTES = 256;
    private static final int MAX_VALUE_BYTES = 1 << 20;
    private static final int COUNTER_BITS = 16;
    private static final long STOP_SECONDS = 10;

    private final Kind kind;
    private final String name = "node-" + UUID.randomUUID();
    private final Map<String, Stored> data = new ConcurrentHashMap<>();
    private final List<PutRequest> puts = new CopyOnWriteArrayList<>();
    private final List<GetRequest> gets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger counter = new AtomicInteger();
    private volatile Predicate<String> failing = key -> false;
    private volatile Status failure = Status.UNAVAILABLE;
    private volatile String errorField = "";
    private volatile Server server;
    private final int port;

    /** Starts a server on a free loopback port. */
    public OlderServer(final Kind kind) {
        this.kind = kind;
        this.server = listen(0);
        this.port = server.getPort();
    }

    /** Where to dial it. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** How it calls itself in ring states. */
    public String name() {
        return name;
    }

    /** Every put that reached it, the probe's left out. */
    public List<PutRequest> puts() {
        return puts.stream().filter(put -> !isProbe(put.getKey())).toList();
    }

    /** Every get that reached it, the probe's left out. */
    public List<GetRequest> gets() {
        return gets.stream().filter(get -> !isProbe(get.getKey())).toList();
    }

    /** Puts of the reserved key. */
    public List<PutRequest> probes() {
        return puts.stream().filter(put -> isProbe(put.getKey())).toList();
    }

    /** What it holds for a key, or null. */
    public Stored stored(final String key) {
        return data.get(key);
    }

    /** Puts something in as if it had always been there. */
    public void plant(final String key, final String value, final long timestamp) {
        data.put(key, new Stored(value, timestamp));
    }

    /** Answers calls for some keys with a status from now on. */
    public void failWith(final Status status, final Predicate<String> keys) {
        failure = status;
        failing = keys;
    }

    /** Fills the error field of all responses from now on. */
    public void tellError(final String text) {
        errorField = text;
    }

    /** Ends it as the death of its process does; the data is gone. */
    public void kill() {
        server.shutdownNow();
        awaitEnd();
        data.clear();
    }

    private void awaitEnd() {
        try {
            if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end");
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets go of all connections, without losing data. */
    public void dropConnections() {
        server.shutdownNow();
        awaitEnd();
        restart();
    }

    /** How many connections have been made to it so far. */
    public int connectionCount() {
        return connections.get();
    }

    /** Starts it again at its address. */
    public void restart() {
        server = listen(port);
    }

    @Override
    public void close() {
        kill();
    }

    private Server listen(final int onPort) {
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort))
                    .directExecutor()
                    .addService(new Service())
                    .addTransportFilter(new ServerTransportFilter() {
                        @Override
                        public Attributes transportReady(final Attributes attributes) {
                            connections.incrementAndGet();
                            return attributes;
                        }
                    })
                    .build()
                    .start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isProbe(final String key) {
        return key.equals(LegacyProbe.KEY);
    }

    private Stored store(final PutRequest request) {
        return data.compute(request.getKey(), (key, current) -> {
            if (kind == Kind.STAMPING) {
                final long stamp = (System.currentTimeMillis() << COUNTER_BITS)
                        | (counter.incrementAndGet() & ((1 << COUNTER_BITS) - 1));
                return new Stored(request.getValue(), stamp);
            }
            final boolean newer =
                    current == null || Long.compareUnsigned(request.getTimestamp(), current.timestamp()) > 0;
            return newer ? new Stored(request.getValue(), request.getTimestamp()) : current;
        });
    }

    private static void validate(final PutRequest request) {
        final String key = request.getKey();
        if (key.isEmpty()) {
            throw invalid("key cannot be empty");
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw invalid("key too long");
        }
        if (!key.matches("[A-Za-z0-9_./-]+")) {
            throw invalid("key contains invalid characters: " + key);
        }
        if (request.getValue().getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES) {
            throw invalid("value too long: " + request.getValue());
        }
    }

    private static StatusRuntimeException invalid(final String text) {
        return Status.INVALID_ARGUMENT.withDescription(text).asRuntimeException();
    }

    private final class Service extends KVStoreGrpc.KVStoreImplBase {
        @Override
        public void get(final GetRequest request, final StreamObserver<GetResponse> observer) {
            gets.add(request);
            if (failing.test(request.getKey())) {
                observer.onError(failure.asRuntimeException());
                return;
            }
            final Stored found = data.get(request.getKey());
            final GetResponse.Builder out = GetResponse.newBuilder().setError(errorField);
            if (found != null) {
                out.setValue(found.value()).setExists(true).setTimestamp(found.timestamp());
            }
            observer.onNext(out.build());
            observer.onCompleted();
        }

        @Override
        public void put(final PutRequest request, final StreamObserver<PutResponse> observer) {
            puts.add(request);
            if (failing.test(request.getKey())) {
                observer.onError(failure.asRuntimeException());
                return;
            }
            try {
                validate(request);
            } catch (final StatusRuntimeException e) {
                observer.onError(e);
                return;
            }
            final Stored after = store(request);
            // Read after the store, and always claimed: so they are.
            observer.onNext(PutResponse.newBuilder()
                    .setOldValue(after.value())
                    .setHadOldValue(true)
                    .setError(errorField)
                    .build());
            observer.onCompleted();
        }

        @Override
        public void getRingState(final RingStateRequest request, final StreamObserver<RingStateResponse> observer) {
            final long nowMs = System.currentTimeMillis();
            observer.onNext(RingStateResponse.newBuilder()
                    .setVersion(TimeUnit.MILLISECONDS.toNanos(nowMs))
                    .putNodes(name, true)
                    .setUpdatedAt(TimeUnit.MILLISECONDS.toSeconds(nowMs))
                    .build());
            observer.onCompleted();
        }
    }
}
